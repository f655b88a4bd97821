/** Where a drawing lies in its frame, and how large it is there. */

export interface Size { readonly width: number; readonly height: number }
export type Part = Size & { readonly x: number; readonly y: number }
export interface View { readonly scale: number; readonly x: number; readonly y: number }

const least = 0.08
const most = 3
/** Smaller text is hard to read: a larger drawing begins at its top instead, and may go beyond the sides. */
const [readable, narrowest] = [0.75, 0.6]
/** Of a small drawing no box becomes a poster. */
const largest = 1.125

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

/**
 * Whole where that can be read; otherwise as wide as the frame, from the top.
 * @param middle what comes to the middle of a frame that is too narrow
 */
export function firstView(frame: Size, drawing: Size, middle: number): View {
  const whole = wholeView(frame, drawing)
  if (whole.scale >= readable) return whole
  const scale = between(narrowest, frame.width / drawing.width, 1)
  const isWhole = drawing.width * scale <= frame.width
  return kept({ scale, x: frame.width / 2 - (isWhole ? drawing.width / 2 : middle) * scale, y: 0 }, frame, drawing)
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
