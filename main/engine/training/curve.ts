/** Sums for the training curve, as plain data: since the last point, and over the running epoch. */

export interface CurveSums {
  /** Means over the epoch so far, and how many examples they are of. */
  epoch: { loss: number; error: number; examples: number }
  /** Sums over the examples since the last point. */
  since: { loss: number; error: number; examples: number; iterations: number }
}

export const emptyCurve = (): CurveSums => ({
  epoch: { loss: 0, error: 0, examples: 0 },
  since: { loss: 0, error: 0, examples: 0, iterations: 0 }
})

/** Adds a batch's mean loss and error. The epoch's means are updated in place of sums, which would lose digits. */
export function addToCurve(
  { epoch, since }: CurveSums,
  batch: { loss: number; error: number },
  examples: number
): void {
  since.loss += batch.loss * examples
  since.error += batch.error * examples
  since.examples += examples
  since.iterations++
  epoch.examples += examples
  epoch.loss += ((batch.loss - epoch.loss) * examples) / epoch.examples
  epoch.error += ((batch.error - epoch.error) * examples) / epoch.examples
}

/** The means since the last point, which begin anew. */
export function takePoint(curve: CurveSums): { loss: number; error: number } {
  const { loss, error, examples } = curve.since
  curve.since = emptyCurve().since
  return { loss: loss / examples, error: error / examples }
}
