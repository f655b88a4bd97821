/**
 * Two models side by side: how long an image takes in each, measured in turns, so that whatever else the machine does
 * meets both.
 */
import { milliseconds } from '../../../preload/schema/format'
import type { CompactFigures, CompactReport } from '../../../preload/schema/pruning'
import { firstOf, type DataSet, type Examples } from '../datasets/dataset'
import { consecutiveBatches, evaluate, forwardBatchSize } from '../evaluation/evaluate'
import type { Executor } from '../executors/executor'
import { costOf } from '../networks/cost'
import type { Weights } from '../networks/parameters'
import { reluSupport } from '../support/forward'
import type { Network } from '../../../preload/schema/network'

export interface Measured { network: Network; weights: Weights; executor: Executor }

const rounds = 9
const imagesPerRound = 1000
/** Speed-ups below 3 % are within timing noise. */
const worthwhile = 1.03
/** In so many of nine rounds the compact model has to be ahead: by chance that happens in 2 of 100 cases. */
const roundsThatCount = 8

export async function measureSideBySide(
  whole: Measured,
  compact: Measured,
  test: DataSet['test']
): Promise<Pick<CompactReport, 'whole' | 'compact' | 'images' | 'rounds' | 'roundsFaster' | 'verdict'>> {
  const source = firstOf(test, Math.min(imagesPerRound, test.count))
  const batches = [...consecutiveBatches(source, forwardBatchSize)].map(({ batch }) => batch)
  const timesOf = async (first: Measured, second: Measured): Promise<[number, number]> => [
    await millisecondsFor(first, batches) / source.count,
    await millisecondsFor(second, batches) / source.count
  ]
  // The first run of a graph prepares it.
  await timesOf(whole, compact)
  const times: [before: number, after: number][] = []
  for (let round = 0; round < rounds; round++) {
    const [first, second] = round % 2 === 0 ? await timesOf(whole, compact) : (await timesOf(compact, whole)).reverse()
    times.push([first, second])
  }
  const roundsFaster = times.filter(([before, after]) => after < before).length
  const figures = {
    whole: await figuresOf(
      whole,
      times.map(([before]) => before),
      test
    ),
    compact: await figuresOf(
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

async function millisecondsFor({ network, executor }: Measured, batches: readonly Examples[]): Promise<number> {
  const support = reluSupport(network.nodes.filter(({ type }) => type === 'support').length)
  const started = performance.now()
  for (const batch of batches) await executor.evaluate(batch, support)
  return performance.now() - started
}

async function figuresOf(
  { network, weights, executor }: Measured,
  times: readonly number[],
  test: DataSet['test']
): Promise<CompactFigures> {
  const layers = network.nodes.filter(({ type }) => type === 'support').length
  return {
    ...costOf(network, weights),
    millisecondsPerImage: [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)],
    ...(await evaluate(executor, test, reluSupport(layers)))
  }
}

/** Says what got faster only when the measurement does. */
export function verdictOn(whole: CompactFigures, compact: CompactFigures, roundsFaster: number): string {
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
