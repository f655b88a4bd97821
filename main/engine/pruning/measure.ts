/**
 * Two models side by side: how long an image takes in each, measured in turns, so that whatever else the machine does
 * meets both.
 */
import { milliseconds } from '../../../preload/schema/format'
import type { CompactReport, ModelFigures } from '../../../preload/schema/pruning'
import { firstOf, type DataSet, type Examples } from '../datasets/dataset'
import { consecutiveBatches, evaluate, forwardBatchSize } from '../evaluation/evaluate'
import type { Executor } from '../executors/executor'
import { multiplications } from '../networks/multiplications'
import { parametersOf } from '../networks/parameters'
import { sizeOf } from '../networks/shapes'
import { reluSupport } from '../support/forward'
import type { Network } from '../../../preload/schema/network'

export interface Measured { network: Network; executor: Executor }

const rounds = 9
const imagesPerRound = 1000
/** Less than this is not worth a word, and within what a busy machine makes of one and the same model. */
const worthwhile = 1.03
/** In so many of nine rounds the compact model has to be ahead: by chance that happens in 2 of 100 cases. */
const roundsThatCount = 8

export function measureSideBySide(
  whole: Measured,
  compact: Measured,
  test: DataSet['test']
): Pick<CompactReport, 'whole' | 'compact' | 'images' | 'rounds' | 'roundsFaster' | 'verdict'> {
  const source = firstOf(test, Math.min(imagesPerRound, test.count))
  const batches = [...consecutiveBatches(source, forwardBatchSize)].map(({ batch }) => batch)
  const timesOf = (order: readonly Measured[]): number[] =>
    order.map((model) => millisecondsFor(model, batches) / source.count)
  // The first run of a graph prepares it.
  timesOf([whole, compact])
  const times = Array.from({ length: rounds }, (_, round) =>
    round % 2 === 0 ? timesOf([whole, compact]) : timesOf([compact, whole]).reverse()
  )
  const roundsFaster = times.filter(([before, after]) => after < before).length
  const figures = {
    whole: figuresOf(
      whole,
      times.map(([before]) => before),
      test
    ),
    compact: figuresOf(
      compact,
      times.map(([, after]) => after),
      test
    )
  }
  return {
    ...figures,
    images: source.count,
    rounds,
    roundsFaster,
    verdict: verdictOn(figures.whole, figures.compact, roundsFaster)
  }
}

function millisecondsFor({ network, executor }: Measured, batches: readonly Examples[]): number {
  const support = reluSupport(network.nodes.filter(({ type }) => type === 'support').length)
  const started = performance.now()
  for (const batch of batches) executor.evaluate(batch, support)
  return performance.now() - started
}

function figuresOf({ network, executor }: Measured, times: readonly number[], test: DataSet['test']): ModelFigures {
  const parameters = parametersOf(network).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const layers = network.nodes.filter(({ type }) => type === 'support').length
  return {
    parameters,
    multiplications: multiplications(network),
    bytes: parameters * 4,
    millisecondsPerImage: [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)],
    ...evaluate(executor, test, reluSupport(layers))
  }
}

/** Says what got faster only when the measurement does. */
export function verdictOn(whole: ModelFigures, compact: ModelFigures, roundsFaster: number): string {
  if (compact.parameters === whole.parameters)
    return 'Nothing was removed, so nothing got faster or smaller: no channel is dead.'
  const smaller = `${whole.parameters - compact.parameters} of ${whole.parameters} parameters went`
  const ratio = whole.millisecondsPerImage / compact.millisecondsPerImage
  const [before, after] = [whole, compact].map(({ millisecondsPerImage }) => milliseconds(millisecondsPerImage))
  const times = `${after} per image against ${before}`
  if (ratio >= worthwhile && roundsFaster >= roundsThatCount)
    return `${smaller}, and an image takes less time: ${times}, ${ratio.toFixed(2)} times as fast.`
  return `${smaller}, but nothing got measurably faster: ${times}, ahead in ${roundsFaster} of ${rounds} rounds.`
}
