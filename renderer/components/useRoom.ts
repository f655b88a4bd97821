/** How many CSS pixels wide an element is, within its padding; null until the page is laid out. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export function useRoom(element: Ref<HTMLElement | null>): Ref<number | null> {
  const room = ref<number | null>(null)
  const measure = (): void => { room.value = element.value?.clientWidth ?? null }
  let observer: ResizeObserver | null = null
  onMounted(() => {
    measure()
    observer = new ResizeObserver(measure)
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return room
}
