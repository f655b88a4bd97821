/** Moving and scaling a drawing in its frame, by wheel, by dragging and by calls. */
import { computed, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'
import { firstView, kept, showing, wholeView, zoomed, type Part, type Size, type View } from '../../../figures/zoom'

/** A press that moves no further is a click. */
const stillness = 4

/** `start`: how far from its left side the drawing begins. */
type Placed = Size & { readonly start: number }

/** Where the drawing lies, which it keeps in its frame. */
function usePlace(element: Ref<Element | null>, drawing: () => Placed, attended: () => Part | null) {
  const view = ref<View>({ scale: 1, x: 0, y: 0 })
  const frame = ref<Size>({ width: 0, height: 0 })
  /** Until a person moves it, it follows the size of its frame. */
  const untouched = ref(true)
  let observer: ResizeObserver | null = null

  const set = (next: View): void => { view.value = kept(next, frame.value, drawing()) }
  function show(part: Part | null): void {
    if (frame.value.width > 0 && part !== null) set(showing(view.value, frame.value, part))
  }
  function place(): void {
    if (frame.value.width === 0) return
    if (!untouched.value) return set(view.value)
    view.value = firstView(frame.value, drawing(), drawing().start)
    show(attended())
  }
  function move(next: View): void {
    untouched.value = false
    set(next)
  }

  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return
      frame.value = { width: entry.contentRect.width, height: entry.contentRect.height }
      place()
    })
    if (element.value !== null) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  watch(drawing, () => {
    untouched.value = true
    place()
  })
  return { view, frame, show, move }
}

/** Moves by dragging; a click that ends a drag is none. */
function useDragging(view: Ref<View>, move: (next: View) => void) {
  const dragging = ref(false)
  let pressed: { id: number; x: number; y: number; view: View } | null = null

  function press({ pointerId, clientX, clientY, button }: PointerEvent): void {
    if (button === 0) pressed = { id: pointerId, x: clientX, y: clientY, view: view.value }
  }
  function drag({ pointerId, clientX, clientY, currentTarget }: PointerEvent): void {
    if (pressed?.id !== pointerId) return
    const [x, y] = [clientX - pressed.x, clientY - pressed.y]
    if (!dragging.value && Math.hypot(x, y) < stillness) return
    if (!dragging.value) (currentTarget as Element).setPointerCapture(pointerId)
    dragging.value = true
    move({ ...pressed.view, x: pressed.view.x + x, y: pressed.view.y + y })
  }
  function release(): void {
    pressed = null
    window.setTimeout(() => { dragging.value = false })
  }
  return { dragging, press, drag, release }
}

/** @param attended what is shown from the beginning, if anything */
export function useZoom(element: Ref<Element | null>, drawing: () => Placed, attended: () => Part | null) {
  const { view, frame, show, move } = usePlace(element, drawing, attended)

  function wheel(event: WheelEvent): void {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect()
    const before = view.value
    const scales = event.ctrlKey || event.metaKey
    if (scales) move(zoomed(before, Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top }))
    else {
      const [x, y] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      move({ ...before, x: before.x - x, y: before.y - y })
    }
    // At its end the page goes on scrolling.
    if (scales || view.value.x !== before.x || view.value.y !== before.y) event.preventDefault()
  }

  return {
    view, show, wheel, ...useDragging(view, move),
    transform: computed(() => `translate(${view.value.x} ${view.value.y}) scale(${view.value.scale})`),
    by: (factor: number) => move(zoomed(view.value, factor, { x: frame.value.width / 2, y: frame.value.height / 2 })),
    fit: () => move(wholeView(frame.value, drawing()))
  }
}
