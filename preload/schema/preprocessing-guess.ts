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
  /** Of the data set: who answers them all alike has a loss of their logarithm. */
  classes: z.number().int().min(1),
  /** By their loss; the first was chosen. */
  candidates: z.array(measuredPreprocessingSchema).min(1)
})

export type MeasuredPreprocessing = z.infer<typeof measuredPreprocessingSchema>
export type PreprocessingGuess = z.infer<typeof preprocessingGuessSchema>

/** Stable: of equal ones the first stays before the others. */
export const byLoss = (measured: readonly MeasuredPreprocessing[]): MeasuredPreprocessing[] =>
  measured.toSorted((one, other) => (one.loss ?? Infinity) - (other.loss ?? Infinity) || 0)

/**
 * Whether the network knows nothing with any of them, within a hundredth: it was given images prepared otherwise, or
 * its classes stand in another order.
 */
export const isNoBetterThanChance = ({ classes, candidates: [chosen] }: PreprocessingGuess): boolean =>
  (chosen?.loss ?? Infinity) >= 0.99 * Math.log(classes)

const figures = ({ loss: mean, error }: MeasuredPreprocessing, between = ' and '): string =>
  `loss ${loss(mean ?? Infinity)}${between}error ${percentWithUnit(error)}`

/** The chosen one and the next, as lines of a list of settings. */
export const guessLines = ({ candidates: [chosen, next] }: PreprocessingGuess): (readonly [string, string])[] => [
  ...chosen === undefined ? [] : [['Measured', figures(chosen, ', ')] as const],
  ...next === undefined ? [] : [[`Next, ${next.preprocessing}`, figures(next, ', ')] as const]
]

/** "unit is a guess: loss 0.052 and error 1.20 % on 1,000 training images, against … with the next, standardised" */
export function guessText(preprocessing: Preprocessing, guess: PreprocessingGuess): string {
  const { examples, candidates: [chosen, next] } = guess
  if (chosen === undefined) return `${preprocessing} is a guess`
  const against = next === undefined ? '' : `, against ${figures(next)} with the next, ${next.preprocessing}`
  const doubt = isNoBetterThanChance(guess) ? '; no better than chance, so none of those measured suits' : ''
  return `${preprocessing} is a guess: ${figures(chosen)} on ${count(examples)} training images${against}${doubt}`
}

export const guessHeadings = ['preprocessing', 'loss', 'error'] as const
/** A row for each candidate, the chosen one first. */
export const guessRows = ({ candidates }: PreprocessingGuess): string[][] =>
  candidates.map(({ preprocessing, loss: mean, error }) =>
    [preprocessing, loss(mean ?? Infinity), percentWithUnit(error)])
