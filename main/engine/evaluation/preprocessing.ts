/**
 * What images were prepared by for a network that says nothing of it, measured: the loss of its answers to training
 * images under each candidate. The error alone would not tell, as a classifier often answers the same to images that
 * are shifted or scaled, with other masks.
 */
import {
  channelProblem, defaultPreprocessing, type DataSetName, type Preprocessing
} from '../../../preload/schema/configuration'
import { elementOf } from '../../../preload/schema/element'
import {
  byLoss, type MeasuredPreprocessing, type PreprocessingGuess
} from '../../../preload/schema/preprocessing-guess'
import type { ExampleSource } from '../datasets/dataset'
import type { Scaling } from '../datasets/preprocessing/scaling'
import type { Executor } from '../executors/executor'
import { reluSupport } from '../support/forward'
import { evaluate } from './evaluate'

/** Training images: some seconds, and the third digit of a loss. */
export const mostMeasured = 1000

const candidates = ['unit', 'raw', 'symmetric', 'standardised', 'channel-means', 'imagenet'] as const

/**
 * What is usual for the data set first, so that it is taken where others are measured alike. Whitening is none: no
 * other program whitens by these images, and working it out takes minutes. Of one channel, its own mean is that of all.
 */
export function candidatesFor(dataset: DataSetName, channels: number): Scaling[] {
  const usual = defaultPreprocessing(dataset)
  return candidates
    .filter((name) => channelProblem(name, channels) === null && (channels > 1 || name !== 'channel-means'))
    .toSorted((one, other) => Number(other === usual) - Number(one === usual))
}

export interface Candidate { preprocessing: Preprocessing; examples: ExampleSource }

/**
 * @param among at least one, with the same examples under each
 * @param of how many supports the network has, and classes
 */
export async function guessPreprocessing(
  executor: Executor,
  among: readonly Candidate[],
  { layers, classes }: { layers: number; classes: number }
): Promise<{ preprocessing: Preprocessing; guess: PreprocessingGuess }> {
  const measured: MeasuredPreprocessing[] = []
  for (const { preprocessing, examples } of among) {
    const { loss, error } = await evaluate(executor, examples, reluSupport(layers))
    measured.push({ preprocessing, loss: Number.isFinite(loss) ? loss : null, error })
  }
  const sorted = byLoss(measured)
  const { preprocessing } = elementOf(sorted, 0)
  return { preprocessing, guess: { examples: elementOf(among, 0).examples.count, classes, candidates: sorted } }
}
