/** Where the examples of a plane lie on the screen, and which of them is meant there. */
import type { Projection } from '../../preload/contract'

export type PlanePoint = Projection['listed'][number]
export interface Position { left: number; top: number }
export interface Rectangle { left: number; top: number; width: number; height: number }

/** A part of the plane, and the rectangle of the screen that shows it. */
export interface PlaneFrame extends Rectangle { x: readonly [number, number]; y: readonly [number, number] }

/** Room for a legend above and a scale below. */
export const planeMargins = { left: 16, right: 16, top: 40, bottom: 56 } as const

/** The whole plane, at the same scale across and up: distances are to be compared. */
export function planeFrame(points: readonly PlanePoint[], width: number, height: number): PlaneFrame {
  const inner = {
    left: planeMargins.left,
    top: planeMargins.top,
    width: Math.max(1, width - planeMargins.left - planeMargins.right),
    height: Math.max(1, height - planeMargins.top - planeMargins.bottom)
  }
  const [x, y] = [rangeOf(points.map((point) => point.x)), rangeOf(points.map((point) => point.y))]
  const perPixel = Math.max((x[1] - x[0]) / inner.width, (y[1] - y[0]) / inner.height)
  return { ...inner, x: widened(x, perPixel * inner.width), y: widened(y, perPixel * inner.height) }
}

/** A little more than there is, so that no example lies on the edge. */
function rangeOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = Math.max((most - least) * 0.03, 1e-6)
  return values.length === 0 ? [0, 1] : [least - room, most + room]
}

function widened([least, most]: readonly [number, number], length: number): readonly [number, number] {
  const room = (length - (most - least)) / 2
  return [least - room, most + room]
}

export function positionOf({ x, y, left, top, width, height }: PlaneFrame, point: PlanePoint): Position {
  return {
    left: left + ((point.x - x[0]) / (x[1] - x[0])) * width,
    // Up is more.
    top: top + ((y[1] - point.y) / (y[1] - y[0])) * height
  }
}

/** The example next to a position, if one is so near. */
export function pointAt(
  frame: PlaneFrame, points: readonly PlanePoint[], at: Position, reach: number
): PlanePoint | null {
  let found: PlanePoint | null = null
  let nearest = reach
  for (const point of points) {
    const { left, top } = positionOf(frame, point)
    const distance = Math.hypot(left - at.left, top - at.top)
    if (distance > nearest) continue
    found = point
    nearest = distance
  }
  return found
}

export function pointsWithin(frame: PlaneFrame, points: readonly PlanePoint[], area: Rectangle): PlanePoint[] {
  return points.filter((point) => {
    const { left, top } = positionOf(frame, point)
    return left >= area.left && left <= area.left + area.width && top >= area.top && top <= area.top + area.height
  })
}

export const rectangleOf = (from: Position, to: Position): Rectangle => ({
  left: Math.min(from.left, to.left),
  top: Math.min(from.top, to.top),
  width: Math.abs(to.left - from.left),
  height: Math.abs(to.top - from.top)
})

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The next example in a direction: of those that lie more that way than aside, the nearest; where there is none, the
 * one itself. From nowhere, the one in the middle.
 */
export function pointTowards(
  frame: PlaneFrame, points: readonly PlanePoint[], from: PlanePoint | null, direction: Direction
): PlanePoint | null {
  if (from === null) {
    const middle = { left: frame.left + frame.width / 2, top: frame.top + frame.height / 2 }
    return pointAt(frame, points, middle, Infinity)
  }
  const start = positionOf(frame, from)
  let found = from
  let nearest = Infinity
  for (const point of points) {
    const { left, top } = positionOf(frame, point)
    const [right, down] = [left - start.left, top - start.top]
    const along = { left: -right, right, up: -down, down }[direction]
    const aside = Math.abs(direction === 'left' || direction === 'right' ? down : right)
    const distance = Math.hypot(right, down)
    if (along <= 0 || along < aside || distance >= nearest) continue
    found = point
    nearest = distance
  }
  return found
}

/** Where a scale of flips begins and ends: a few examples beyond must not take the colours of all others. */
export function flipsRange(points: readonly PlanePoint[]): readonly [number, number] {
  const flips = points.flatMap((point) => (point.flips === null ? [] : [point.flips])).sort((one, other) => one - other)
  const at = (share: number): number => flips[Math.round((flips.length - 1) * share)] ?? 0
  const [least, most] = [at(0.05), at(0.95)]
  return [least, Math.max(most, least + 1)]
}
