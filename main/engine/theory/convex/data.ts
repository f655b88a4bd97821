/** Two digits as a problem of 16 pixels and a constant. */
import { Failure } from '../../../../preload/schema/failure'
import { random } from '../../random'
import { pooledDigits, type Digits } from '../digits'
import type { Data } from './program'

const side = 4
const testExamples = 400

export interface TwoClasses { train: Data; test: Data }

/** All digits of the two classes, read once for all seeds. */
export interface Source { train: Digits; test: Digits; classes: readonly number[] }

export function sourceOf(classes: readonly number[]): Source {
  return { train: pooledDigits('train', side), test: pooledDigits('test', side), classes }
}

/**
 * Digits that a seed chooses, centred by the means of those that are learned and divided by their largest deviation.
 * @throws Failure where there are fewer, or all are of one class
 */
export function twoClasses({ train, test, classes }: Source, examples: number, seed: number): TwoClasses {
  const stream = random(seed, 'convex', 'digits')
  const chosen = (digits: Digits, count: number): number[] => {
    const own = [...digits.labels.keys()].filter((i) => classes.includes(digits.labels[i]))
    return Array.from(stream.permutation(own.length).subarray(0, count), (i) => own[i])
  }
  const [learned, others] = [chosen(train, examples), chosen(test, testExamples)]
  if (learned.length < examples)
    throw new Failure(`There are ${learned.length} digits of these classes; give --examples at most that.`)
  if (new Set(learned.map((i) => train.labels[i])).size < 2)
    throw new Failure(`All ${examples} digits of seed ${seed} are of one class; give --examples more.`)
  const { size } = train
  const means = Float64Array.from({ length: size }, (_, pixel) =>
    learned.reduce((sum, i) => sum + train.values[i * size + pixel], 0) / examples)
  const deviations = means.map((mean, pixel) => Math.sqrt(
    learned.reduce((sum, i) => sum + (train.values[i * size + pixel] - mean) ** 2, 0) / examples))
  const scale = Math.max(...deviations)
  const dataOf = ({ values, labels }: Digits, rows: readonly number[]): Data => ({
    count: rows.length,
    width: size + 1,
    inputs: Float64Array.from({ length: rows.length * (size + 1) }, (_, at) => {
      const [row, pixel] = [rows[Math.floor(at / (size + 1))], at % (size + 1)]
      return pixel === size ? 1 : (values[row * size + pixel] - means[pixel]) / scale
    }),
    targets: Float64Array.from(rows, (row) => (labels[row] === classes[0] ? 1 : -1))
  })
  return { train: dataOf(train, learned), test: dataOf(test, others) }
}

/** In percent. @param outputs a score for each example */
export const errorOf = ({ count, targets }: Data, outputs: Float64Array): number =>
  100 * outputs.filter((output, row) => Math.sign(output) !== targets[row]).length / count
