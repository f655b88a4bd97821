/**
 * TensorBoard's event file: settings first, then what was measured, with the distribution of on-rates and maps of the
 * channels at each snapshot, then how the run ended. Steps are iterations.
 */
import type { SnapshotRecord } from '../../../../preload/schema/run'
import { bytesFile } from '../../formats/format'
import { measurementsOf, type Measurement } from '../metrics'
import type { HistoryFormat, RunFacts, RunHistory } from '../run-history'
import { channelMaps } from './channel-maps'
import {
  histogram, image, scalar, sessionEnd, sessionStart, summaryEvent, versionEvent,
  type Buckets, type Setting, type Value
} from './event'
import { recordFrame } from './record-frame'

/** Buckets from 0 to 1. */
const buckets = 20

export const tensorboardFormat: HistoryFormat = (history) => [
  bytesFile(eventFileName(history.facts), function* () {
    yield beginning(history.facts)
    yield* newEvents(history)
    if (history.facts.status !== 'running') yield ending(history)
  })
]

/** TensorBoard knows its files by "tfevents" in their names. */
export const eventFileName = ({ id, createdAt }: RunFacts): string =>
  `events.out.tfevents.${Math.floor(secondsOf(createdAt))}.${id}`

const secondsOf = (instant: string): number => Date.parse(instant) / 1000

export function beginning({ createdAt, configuration }: RunFacts): Uint8Array {
  const seconds = secondsOf(createdAt)
  const settings = new Map(settingsOf(configuration))
  return Buffer.concat([
    recordFrame(versionEvent(seconds)), recordFrame(summaryEvent(seconds, 0, [sessionStart(settings, seconds)]))
  ])
}

export function ending({ facts: { status, finishedAt }, instantAt }: RunHistory): Uint8Array {
  // One whose process is gone never told when; its last known moment is that of every later iteration.
  const seconds = finishedAt === null ? instantAt(Infinity) / 1000 : secondsOf(finishedAt)
  const value = sessionEnd(status === 'finished' || status === 'stopped' ? 'success' : 'failure', seconds)
  return recordFrame(summaryEvent(seconds, 0, [value]))
}

/** Settings by the path that they have in `configuration.json`. */
function settingsOf(value: unknown, path = ''): [string, Setting][] {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return [[path, value]]
  if (Array.isArray(value)) return [[path, JSON.stringify(value)]]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => settingsOf(inner, path === '' ? key : `${path}.${key}`))
}

/** Pieces of records, whole ones: what is read while they are written ends with a whole event. */
export function* newEvents(history: RunHistory): Generator<Uint8Array> {
  for (const records of history.pieces()) {
    yield Buffer.concat(scalarEvents(measurementsOf(records), history))
    for (const snapshot of records.snapshots) yield layerEvent(snapshot, history)
  }
}

function scalarEvents(measurements: readonly Measurement[], { instantAt }: RunHistory): Buffer[] {
  return [...Map.groupBy(measurements, ({ iteration }) => iteration)].map(([iteration, those]) => {
    const values = those.map(({ tag, value }) => scalar(tag, value))
    return recordFrame(summaryEvent(instantAt(iteration) / 1000, iteration, values))
  })
}

function layerEvent({ index, iteration, examples }: SnapshotRecord, history: RunHistory): Buffer {
  const values = history.layers.flatMap(({ name, shape }): Value[] => {
    const on = history.onPerUnit(index, name)
    const maps = channelMaps(shape, on, examples)
    const rates = histogram(`on-rate/${name}`, distribution(on, examples))
    return maps === null ? [rates] : [rates, image(`on-rate-maps/${name}`, maps)]
  })
  return recordFrame(summaryEvent(history.instantAt(iteration) / 1000, iteration, values))
}

/** Of the units' on-rates. */
function distribution(onPerUnit: Uint32Array, examples: number): Buckets {
  const counts = new Array<number>(buckets).fill(0)
  let [least, greatest, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0]
  for (const on of onPerUnit) {
    const rate = on / examples
    const bucket = Math.min(buckets - 1, Math.floor((on * buckets) / examples))
    counts[bucket] = (counts[bucket] ?? 0) + 1
    least = Math.min(least, rate)
    greatest = Math.max(greatest, rate)
    sum += rate
    sumOfSquares += rate * rate
  }
  const limits = counts.map((_, bucket) => (bucket + 1) / buckets)
  return { least, greatest, count: onPerUnit.length, sum, sumOfSquares, limits, counts }
}
