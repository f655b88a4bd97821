/** Theorem 1's condition (29) on the squares of U's extreme singular values, divided by the size of y. */
import { theorem1Bounds } from '../../../../preload/schema/theory/theorem1'

export interface Extremes { least: number; largest: number }

/** κ² = λ²_max / λ²_min, which no scale of U changes; infinite where λ_min is 0. */
export const squaredCondition = ({ least, largest }: Extremes): number => (least > 0 ? largest / least : Infinity)

/** As stated. */
export function isMet(epsilon: number, { least, largest }: Extremes): boolean {
  const bounds = theorem1Bounds(epsilon)
  return least >= bounds.least && largest <= bounds.largest
}

/** After the best common scale of U and y. */
export const isMetScaled = (epsilon: number, extremes: Extremes): boolean =>
  squaredCondition(extremes) <= theorem1Bounds(epsilon).condition
