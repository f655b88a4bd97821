/** Earlier trainings of this machine that say how long another one takes. */
import { hostname } from 'node:os'
import { readEpochs } from '../../../db/metrics'
import { readRunRow, type RunRow } from '../../../db/runs'
import type { TimeEstimate } from '../../../preload/contract'
import { refitsOf, type TrainingConfiguration } from '../../../preload/schema/configuration'
import { networkSchema, type Network } from '../../../preload/schema/network'
import type { EpochRecord, RunSummary } from '../../../preload/schema/run'
import { mainHeadCost } from '../../engine/networks/cost'
import { mostPassesOf, shareFrom } from '../../engine/layerwise/passes'
import { steady, trainedLayers } from '../../engine/layerwise/steady-network'
import { readRun } from '../store-reader'
import type { ReadableWorkbench } from '../workbench'
import { timeOf, type TimedRun } from './fit'

/** The newest: a program, and what else a machine does, changes. */
const mostRuns = 8

/** What, with refits of the classifier, makes two trainings alike in the time of an iteration. */
const alike = ['dataset', 'augmentation', 'imageSize', 'batchSize', 'executor'] as const

interface Measured { readonly run: TimedRun; readonly isAlike: boolean }

/** Training examples, and iterations over batches and in single layers. */
export interface Planned { examples: number; batches: number; layerSteps: number }

/**
 * From runs of the same network and settings. Where there are none, from others of the same method, an iteration's time
 * being in proportion to its multiplications: that is rough, and said.
 * @returns null where no training of the method was finished on this machine
 */
export function timeEstimate(
  workbench: ReadableWorkbench, configuration: TrainingConfiguration, network: Network, planned: Planned
): TimeEstimate | null {
  const topology = JSON.stringify(networkSchema.parse(network))
  const measured = workbench.catalogue.list()
    .filter((entry): entry is RunSummary =>
      entry.state === 'readable' && entry.status === 'finished' && entry.method === configuration.method)
    .toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))
    .slice(0, 4 * mostRuns)
    .flatMap(({ id }) => measure(workbench, id, configuration, topology) ?? [])
  const same = measured.filter(({ isAlike }) => isAlike)
  const chosen = (same.length > 0 ? same : measured).slice(0, mostRuns)
  const { batch, layer } = workOf(configuration, network, planned.examples)
  const range = timeOf(chosen.map(({ run }) => run), planned.batches * batch + planned.layerSteps * layer)
  return range === null ? null : { ...range, runs: chosen.length, from: same.length > 0 ? 'same' : 'others' }
}

/** Of an iteration over a batch, and of one in a layer: multiplications of its forward passes. */
interface Work { batch: number; layer: number }

function workOf(configuration: TrainingConfiguration, network: Network, examples: number): Work {
  const { macs } = mainHeadCost(network)
  const batch = macs * configuration.batchSize
  if (configuration.method !== 'layerwise') return { batch, layer: 0 }
  const { cgSteps, examples: most } = configuration.layerwise.steps
  const own = steady(network)
  const layers = trainedLayers(own)
  const passes = layers.reduce((sum, layer) => sum + mostPassesOf(shareFrom(own, layer), cgSteps), 0)
  return { batch, layer: macs * Math.min(examples, most ?? examples) * passes / layers.length }
}

/** Null for a run of another machine, and for one that cannot be read. */
function measure(
  { store }: ReadableWorkbench, id: string, configuration: TrainingConfiguration, topology: string
): Measured | null {
  try {
    return readRun(store, id, (database) => {
      const row = readRunRow(database)
      if (row.host !== hostname() || row.configuration.method === 'imported') return null
      const own = row.configuration
      const isAlike =
        JSON.stringify(row.topology) === topology && alike.every((name) => own[name] === configuration[name]) &&
        JSON.stringify(refitsOf(own)) === JSON.stringify(refitsOf(configuration))
      const work = workOf(own, row.topology, row.train_examples)
      return { run: timed(row, readEpochs(database, 0), work), isAlike }
    })
  } catch {
    return null
  }
}

function timed(row: RunRow, epochs: readonly EpochRecord[], { batch, layer }: Work): TimedRun {
  const whole = row.finished_at === null ? 0 : (Date.parse(row.finished_at) - Date.parse(row.created_at)) / 1000
  const inEpochs = epochs.reduce((sum, { seconds }) => sum + seconds, 0)
  const isRound = ({ phase }: EpochRecord): boolean => row.configuration.method === 'layerwise' && phase === 'masked'
  return {
    outside: Math.max(0, whole - inEpochs),
    epochs: epochs.map((record, at) => ({
      work: (record.iterations - (epochs[at - 1]?.iterations ?? 0)) * (isRound(record) ? layer : batch),
      seconds: record.seconds
    }))
  }
}
