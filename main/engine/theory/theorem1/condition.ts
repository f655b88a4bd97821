/** Theorem 1's condition (29) on the squares of U's extreme singular values, divided by the size of y. */

export interface Extremes { least: number; largest: number }

/** κ² = λ²_max / λ²_min, which no scale of U changes; infinite where λ_min is 0. */
export const squaredCondition = ({ least, largest }: Extremes): number => (least > 0 ? largest / least : Infinity)

/** The condition leaves this much between the largest and the least, whatever the scale: 11/9 for ε → 0. */
export const mostCondition = (epsilon: number): number => (1.1 - epsilon) / (0.9 + epsilon)

/** As stated. */
export const isMet = (epsilon: number, { least, largest }: Extremes): boolean =>
  least >= 0.9 + epsilon && largest <= 1.1 - epsilon

/** After the best common scale of U and y. */
export const isMetScaled = (epsilon: number, extremes: Extremes): boolean =>
  squaredCondition(extremes) <= mostCondition(epsilon)
