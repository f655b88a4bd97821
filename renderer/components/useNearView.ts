/** Whether an element is in view, or close to it: what is far from it need not be drawn. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** Drawn before it comes into view, at the usual pace of scrolling. */
const margin = '400px 0px'

type OnChange = (isNear: boolean) => void
interface Watched { observer: IntersectionObserver; listeners: WeakMap<Element, OnChange> }

/** One for all elements that scroll together. */
const observers = new WeakMap<Node, Watched>()

/** @param scroller what the element scrolls in; null for the window */
function watchedIn(scroller: Element | null): Watched {
  const key = scroller ?? document
  const known = observers.get(key)
  if (known !== undefined) return known
  const listeners = new WeakMap<Element, OnChange>()
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting)
  }, { root: scroller, rootMargin: margin })
  const watched = { observer, listeners }
  observers.set(key, watched)
  return watched
}

/** @param element once it is mounted; what scrolls around it is the panel of a view */
export function useNearView(element: Ref<Element | null>): Ref<boolean> {
  const isNear = ref(false)
  let leave = (): void => undefined
  onMounted(() => {
    const { value: own } = element
    if (own === null) return
    const { observer, listeners } = watchedIn(own.closest('[role="tabpanel"]'))
    listeners.set(own, (now) => { isNear.value = now })
    observer.observe(own)
    leave = () => observer.unobserve(own)
  })
  onBeforeUnmount(() => leave())
  return isNear
}
