/**
 * Resizing by a triangle filter, widened when it shrinks so that nothing is left out: the weights of TensorFlow's
 * `ScaleAndTranslate` with anti-aliasing, in single precision as there.
 */
import type { ImageRows } from './image'

/** What a value along one side is made of: values of the image from `first` on, each with its weight. */
interface Span { first: number; weights: Float32Array }

const single = Math.fround

/**
 * The middle square of an image, its short side resized to `side`.
 * @returns RGB bytes, [side, side, 3]
 */
export function resizedSquare({ width, height, rows }: ImageRows, side: number): Uint8Array {
  const scale = side / Math.min(height, width)
  const down = spans(height, side, scale)
  const across = spans(width, side, scale)
  const [left, right] = [across[0].first, endOf(across[side - 1])]
  const square = new Uint8Array(side * side * 3)
  // Rows of the square that are begun: of this row of the image and of those before it.
  const lines = new Map<number, Float32Array>()
  let next = 0
  let at = 0
  for (const row of rows) {
    for (; next < side && down[next].first <= at; next++) lines.set(next, new Float32Array(3 * (right - left)))
    for (const [to, line] of lines) {
      addRow(line, row, 3 * left, down[to].weights[at - down[to].first])
      if (endOf(down[to]) > at + 1) continue
      across.forEach((span, column) => writePixel(square, 3 * (to * side + column), line, left, span))
      lines.delete(to)
    }
    at++
  }
  return square
}

function addRow(line: Float32Array, row: Uint8Array, from: number, weight: number): void {
  for (let at = 0; at < line.length; at++) line[at] += single(weight * row[from + at])
}

const endOf = ({ first, weights }: Span): number => first + weights.length

function writePixel(square: Uint8Array, to: number, line: Float32Array, left: number, { first, weights }: Span): void {
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0
    for (let i = 0; i < weights.length; i++)
      sum = single(sum + single(weights[i] * line[3 * (first + i - left) + channel]))
    // A typed array cuts off what comes after the point.
    square[to + channel] = Math.min(255, Math.max(0, sum)) + 0.5
  }
}

/** Of the middle `side` values of `length`, once these are scaled. */
function spans(length: number, side: number, scale: number): Span[] {
  const inverse = single(1 / single(scale))
  const moved = single(-inverse * single((side - length * scale) / 2))
  const reach = Math.max(inverse, 1)
  const inside = (value: number): number => Math.min(length - 1, Math.max(0, value))
  return Array.from({ length: side }, (_, at) => {
    const centre = single(single((at + 0.5) * inverse) + moved)
    const first = inside(Math.ceil(centre - reach - 0.5))
    const last = inside(Math.floor(centre + reach - 0.5))
    const weights = Float32Array.from({ length: last - first + 1 }, (_value, i) =>
      Math.max(0, 1 - Math.abs(single(single(first + i + 0.5 - centre) * single(1 / reach))))
    )
    const sum = weights.reduce((total, weight) => single(total + weight), 0)
    return { first, weights: weights.map((weight) => weight * single(1 / sum)) }
  })
}
