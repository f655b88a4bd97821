/** Earlier trainings of this machine that say how long another one takes. */
import { hostname } from 'node:os'
import { readEpochs } from '../../../db/metrics'
import { readRunRow, type RunRow } from '../../../db/runs'
import type { TimeEstimate } from '../../../preload/contract'
import { refitsOf, type TrainingConfiguration } from '../../../preload/schema/configuration'
import { networkSchema, type Network } from '../../../preload/schema/network'
import type { RunSummary } from '../../../preload/schema/run'
import { mainHeadCost } from '../../engine/networks/cost'
import { readRun } from '../store-reader'
import type { ReadableWorkbench } from '../workbench'
import { timeOf, type TimedRun } from './fit'

/** The newest: a program, and what else a machine does, changes. */
const mostRuns = 8

/** What, with refits of the classifier, makes two trainings alike in the time of an iteration. */
const alike = ['dataset', 'augmentation', 'imageSize', 'batchSize', 'executor'] as const

interface Measured { readonly run: TimedRun; readonly isAlike: boolean }

/**
 * From runs of the same network and settings. Where there are none, from others of the same method, an iteration's time
 * being in proportion to its multiplications: that is rough, and said.
 * @returns null where no training of the method was finished on this machine
 */
export function timeEstimate(
  workbench: ReadableWorkbench, configuration: TrainingConfiguration, network: Network, iterations: number
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
  const range = timeOf(chosen.map(({ run }) => run), iterations * workOf(network, configuration.batchSize))
  return range === null ? null : { ...range, runs: chosen.length, from: same.length > 0 ? 'same' : 'others' }
}

/** Of an iteration: multiplications of a forward pass. */
const workOf = (network: Network, batchSize: number): number => mainHeadCost(network).macs * batchSize

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
      return { run: timed(row, readEpochs(database, 0), workOf(row.topology, own.batchSize)), isAlike }
    })
  } catch {
    return null
  }
}

type Epochs = readonly { readonly iterations: number; readonly seconds: number }[]

function timed(row: RunRow, epochs: Epochs, work: number): TimedRun {
  const whole = row.finished_at === null ? 0 : (Date.parse(row.finished_at) - Date.parse(row.created_at)) / 1000
  const inEpochs = epochs.reduce((sum, { seconds }) => sum + seconds, 0)
  return {
    outside: Math.max(0, whole - inEpochs),
    epochs: epochs.map(({ iterations, seconds }, at) =>
      ({ work: (iterations - (epochs[at - 1]?.iterations ?? 0)) * work, seconds }))
  }
}
