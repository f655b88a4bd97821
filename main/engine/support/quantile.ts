/**
 * The value that a fraction of all values does not exceed: the smallest at fraction 0, the largest at 1. Orders a copy.
 */
export function quantile(values: Float32Array, fraction: number): number {
  const sorted = values.slice().sort()
  return sorted[Math.round(fraction * (sorted.length - 1))]
}
