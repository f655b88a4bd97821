/** How images are prepared for a network that says nothing of it: what suits its training examples best. */
import { z } from 'zod'
import { count, loss, percentWithUnit } from './format'
import { preprocessingSchema, type Preprocessing } from './settings/preprocessing'

export const measuredPreprocessingSchema = z.strictObject({
  preprocessing: preprocessingSchema,
  /** Mean cross-entropy with ReLU; null where it is no finite number. */
  loss: z.number().nullable(),
  /** Fraction of the examples that are answered wrongly. */
  error: z.number().min(0).max(1)
})

export const preprocessingGuessSchema = z.strictObject({
  /** Training examples that each was measured on, the same for all. */
  examples: z.number().int().min(1),
  /** By their loss; the first was chosen. */
  candidates: z.array(measuredPreprocessingSchema).min(1)
})

export type MeasuredPreprocessing = z.infer<typeof measuredPreprocessingSchema>
export type PreprocessingGuess = z.infer<typeof preprocessingGuessSchema>

/** Stable: of equal ones the first stays before the others. */
export const byLoss = (measured: readonly MeasuredPreprocessing[]): MeasuredPreprocessing[] =>
  measured.toSorted((one, other) => (one.loss ?? Infinity) - (other.loss ?? Infinity) || 0)

const figures = ({ loss: mean, error }: MeasuredPreprocessing): string =>
  `loss ${mean === null ? 'not finite' : loss(mean)} and error ${percentWithUnit(error)}`

/** "unit is a guess: loss 0.052 and error 1.20 % on 1,000 training images, against … with the next, standardised" */
export function guessText(preprocessing: Preprocessing, { examples, candidates }: PreprocessingGuess): string {
  const [chosen, next] = candidates
  if (chosen === undefined) return `${preprocessing} is a guess`
  const against = next === undefined ? '' : `, against ${figures(next)} with the next, ${next.preprocessing}`
  return `${preprocessing} is a guess: ${figures(chosen)} on ${count(examples)} training images${against}`
}

export const guessHeadings = ['preprocessing', 'loss', 'error'] as const
/** A row for each candidate, the chosen one first. */
export const guessRows = ({ candidates }: PreprocessingGuess): string[][] =>
  candidates.map(({ preprocessing, loss: mean, error }) =>
    [preprocessing, mean === null ? 'not finite' : loss(mean), percentWithUnit(error)])
