/**
 * Proximal gradient steps with momentum for a smooth function plus β Σ ‖u_i‖ over blocks (FISTA, Beck and Teboulle),
 * which begin anew where momentum points uphill (O'Donoghue and Candès).
 */
export interface Smooth {
  /** Writes the gradient of the smooth part into `gradient`. */
  slope: (at: Float64Array, gradient: Float64Array) => void
  /** No curvature of it is larger. */
  curvature: number
  beta: number
  /** Of a block. */
  width: number
}

/** @param isDone told of every step; it ends where that says so, or after `most` */
export function descended(
  { slope, curvature, beta, width }: Smooth, start: Float64Array, most: number,
  isDone: (at: Float64Array, step: number) => boolean
): Float64Array {
  let here = start.slice()
  const ahead = start.slice()
  let [next, weight] = [new Float64Array(start.length), 1]
  const gradient = new Float64Array(start.length)
  for (let step = 1; step <= most; step++) {
    slope(ahead, gradient)
    for (let i = 0; i < next.length; i++) next[i] = ahead[i] - gradient[i] / curvature
    shrink(next, beta / curvature, width)
    let uphill = 0
    for (let i = 0; i < next.length; i++) uphill += (ahead[i] - next[i]) * (next[i] - here[i])
    if (uphill > 0) weight = 1
    const heavier = (1 + Math.sqrt(1 + 4 * weight * weight)) / 2
    const momentum = (weight - 1) / heavier
    for (let i = 0; i < next.length; i++) ahead[i] = next[i] + momentum * (next[i] - here[i])
    weight = heavier
    const old = here
    here = next
    next = old
    if (isDone(here, step)) break
  }
  return here
}

/** Each block is made shorter by `by`, or 0. */
export function shrink(values: Float64Array, by: number, width: number): void {
  for (let start = 0; start < values.length; start += width) {
    let sum = 0
    for (let i = start; i < start + width; i++) sum += values[i] * values[i]
    const length = Math.sqrt(sum)
    const share = length > by ? 1 - by / length : 0
    for (let i = start; i < start + width; i++) values[i] *= share
  }
}
