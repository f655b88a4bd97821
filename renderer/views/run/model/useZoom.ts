/** Moving and scaling a drawing in its frame, by wheel, by dragging and by calls. */
import { computed, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

export interface Size { readonly width: number; readonly height: number }
export type Part = Size & { readonly x: number; readonly y: number }
export interface View { readonly scale: number; readonly x: number; readonly y: number }

const least = 0.08
const most = 3
/** Smaller text cannot be read: a larger drawing begins at its top instead of as a whole. */
const readable = 0.72
/** Of a small drawing no box becomes a poster. */
const largest = 1.125
/** A press that moves no further is a click. */
const stillness = 4

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value))

/** Whole and in the middle. */
export function wholeView(frame: Size, drawing: Size): View {
  const scale = between(least, Math.min(frame.width / drawing.width, frame.height / drawing.height), largest)
  return {
    scale,
    x: (frame.width - drawing.width * scale) / 2,
    y: Math.max(0, (frame.height - drawing.height * scale) / 2)
  }
}

/** Whole where that can be read; otherwise as wide as the frame, from the top. */
export function firstView(frame: Size, drawing: Size): View {
  const whole = wholeView(frame, drawing)
  if (whole.scale >= readable) return whole
  const scale = between(Math.min(readable, 1), frame.width / drawing.width, 1)
  return { scale, x: (frame.width - drawing.width * scale) / 2, y: 0 }
}

/** Some of the drawing stays in the frame. */
export function kept({ scale, x, y }: View, frame: Size, drawing: Size): View {
  const inside = (at: number, room: number, length: number): number => {
    const rest = room - length * scale
    // A drawing that has room may lie anywhere in it; of a larger one no edge comes inside.
    return between(Math.min(0, rest), at, Math.max(0, rest))
  }
  return { scale, x: inside(x, frame.width, drawing.width), y: inside(y, frame.height, drawing.height) }
}

/** Larger or smaller about a point of the frame. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = between(least, view.scale * factor, most)
  const grown = scale / view.scale
  return { scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown }
}

/** As little as brings a part of the drawing into the frame. */
export function showing(view: View, frame: Size, part: Part): View {
  const gap = 24
  const shifted = (offset: number, from: number, length: number, room: number): number => {
    const [start, end] = [offset + from * view.scale, offset + (from + length) * view.scale]
    if (start < gap) return offset + gap - start
    return end > room - gap ? offset - (end - room + gap) : offset
  }
  return {
    ...view,
    x: shifted(view.x, part.x, part.width, frame.width),
    y: shifted(view.y, part.y, part.height, frame.height)
  }
}

/** @param attended what is shown from the beginning, if anything */
export function useZoom(element: Ref<Element | null>, drawing: () => Size, attended: () => Part | null) {
  const view = ref<View>({ scale: 1, x: 0, y: 0 })
  const frame = ref<Size>({ width: 0, height: 0 })
  /** Until a person moves it, it follows the size of its frame. */
  const untouched = ref(true)
  const dragging = ref(false)
  let observer: ResizeObserver | null = null
  let pressed: { id: number; x: number; y: number; view: View } | null = null

  const set = (next: View): void => { view.value = kept(next, frame.value, drawing()) }
  function show(part: Part | null): void {
    if (frame.value.width > 0 && part !== null) set(showing(view.value, frame.value, part))
  }
  function place(): void {
    if (frame.value.width === 0) return
    if (!untouched.value) return set(view.value)
    view.value = firstView(frame.value, drawing())
    show(attended())
  }
  function move(next: View): void {
    untouched.value = false
    set(next)
  }
  const middle = () => ({ x: frame.value.width / 2, y: frame.value.height / 2 })

  function wheel(event: WheelEvent): void {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect()
    const before = view.value
    if (event.ctrlKey || event.metaKey)
      move(zoomed(before, Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top }))
    else {
      const [x, y] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      move({ ...before, x: before.x - x, y: before.y - y })
    }
    // At its end the page goes on scrolling.
    if (view.value.x !== before.x || view.value.y !== before.y || event.ctrlKey) event.preventDefault()
  }

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
    // The click that ends a drag is none.
    window.setTimeout(() => { dragging.value = false })
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
  return {
    view, dragging, wheel, press, drag, release,
    transform: computed(() => `translate(${view.value.x} ${view.value.y}) scale(${view.value.scale})`),
    by: (factor: number) => move(zoomed(view.value, factor, middle())),
    fit: () => move(wholeView(frame.value, drawing())),
    show
  }
}
