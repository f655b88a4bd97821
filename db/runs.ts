/** The run itself: what was asked, who works on it, how it ended. */
import { z } from 'zod'
import { annotated, type AnnotationChange, type Annotations } from '../preload/schema/annotations'
import { networkNameOf, runConfigurationSchema, type RunConfiguration } from '../preload/schema/configuration'
import type { FailureKind } from '../preload/schema/names'
import { networkSchema, type Network } from '../preload/schema/network'
import {
  failureKindSchema, longestRunName, progressSchema, runIdSchema, supportLayerSchema,
  type Progress, type PruningSummary, type RunStatus, type RunSummary, type SupportLayer
} from '../preload/schema/run'
import { onDisk } from './checkpoints'
import { checksumsVersion, demandWhole, hashedSelection, rowWriter, type Value } from './checksums'
import { configurationKey, keyWithoutSeed } from './configuration-key'
import type { ReadableDatabase, WritableDatabase } from './database'
import { isBoundedRun, longTextOfRun } from './gate/bounds'
import { json, sharedJson } from './json'
import { statusNow, thisOwner } from './liveness'
import type { LockState } from './lock/file-lock'
import { runLockState } from './lock/run-lock'
import { storedCount } from './mask-history'
import { failureKindFromSentence } from './migrations/006-snapshots'
import { missingLog } from './missing-log'
import { fileVersion, readingRow } from './open'
import { readLatestPruning } from './prunings'
import { readLatestSnapshot, snapshotTable } from './snapshots'

/** The first version of the run file that says why a run failed in a word, too. */
const failureKindVersion = 6
/** The first in which a person can say something about a run. */
const annotationsVersion = 9

/** What a run's numbers come from. */
export interface Computing {
  backend: string
  /** What it is made of and runs on, by name. */
  environment: Record<string, string>
}

export interface NewRun {
  id: string
  name: string
  configuration: RunConfiguration
  topology: Network
  layers: readonly SupportLayer[]
  /** Null until it is loaded. */
  computing: Computing | null
  parameters: number
  /** What its checkpoints hold, with the shapes of these arrays. */
  tensors: readonly { name: string; shape: readonly number[] }[]
  trainExamples: number
  /** Of the training examples, in their order. */
  labels: ArrayLike<number>
  testExamples: number
  /** Of a few images (main/engine/datasets/sample.ts), by which the data set is known again. */
  imageMeans: readonly number[]
}

export function insertRun(database: WritableDatabase, run: NewRun, now: Date): void {
  const owner = thisOwner(now)
  database.transaction(() => {
    rowWriter(database, 'run', [
      'id', 'name', 'status', 'backend', 'environment', 'created_at', 'host', 'process', 'heartbeat_at',
      'configuration_key'
    ])({
      id: run.id, name: run.name, status: 'running', parameters: run.parameters, train_examples: run.trainExamples,
      test_examples: run.testExamples, created_at: owner.heartbeatAt, host: owner.host, process: owner.process,
      heartbeat_at: owner.heartbeatAt, configuration_key: configurationKey(run.configuration),
      backend: run.computing?.backend ?? '',
      configuration: JSON.stringify(run.configuration),
      topology: JSON.stringify(run.topology),
      environment: JSON.stringify(run.computing?.environment ?? {})
    })
    rowWriter(database, 'training_set')({
      labels: new Uint8Array(Uint16Array.from(run.labels).buffer), image_means: JSON.stringify(run.imageMeans)
    })
    const writeLayer = rowWriter(database, 'support_layers')
    run.layers.forEach(({ name, shape, units, byteOffset, byteLength }, position) => writeLayer(
      { position, name, shape: JSON.stringify(shape), units, byte_offset: byteOffset, byte_length: byteLength }
    ))
    const writeTensor = rowWriter(database, 'tensor_shapes')
    for (const { name, shape } of run.tensors) writeTensor({ name, shape: JSON.stringify(shape) })
  })()
}

export function setComputing(database: WritableDatabase, { backend, environment }: Computing): void {
  database.prepare('UPDATE run SET backend = ?, environment = ?').run(backend, JSON.stringify(environment))
}

/** The first version of the run file that has the labels of the training examples. */
const labelsVersion = 8

/** Null where the file holds none. */
export function readTrainingLabels(database: ReadableDatabase): Int32Array | null {
  if (fileVersion(database) < labelsVersion) return null
  const columns = fileVersion(database) >= checksumsVersion ? hashedSelection(database, 'training_set') : 'labels, NULL'
  const row = database.prepare(`SELECT ${columns} FROM training_set`).raw().get() as [Buffer, ...Value[]] | undefined
  if (row === undefined) return null
  demandWhole(database, row, 'the list of the training examples’ labels')
  const [bytes] = row
  return Int32Array.from({ length: bytes.length >> 1 }, (_, example) => bytes.readUInt16LE(example * 2))
}

/** Characters of the sentence that says why a run failed. */
const longestFailure = 5000

/** The first version of the run file that has means of a few images. */
const imageMeansVersion = 11

/** Null where the file holds none. */
export function readImageMeans(database: ReadableDatabase): readonly number[] | null {
  if (fileVersion(database) < imageMeansVersion) return null
  const text = database.prepare('SELECT image_means FROM training_set').pluck().get()
  return json(z.array(z.number())).nullable().parse(text ?? null)
}

/** This process is the one that writes the run from now on, which had ended or been cut off. */
export function takeOver(database: WritableDatabase, now: Date): void {
  database.prepare(`
    UPDATE run SET status = 'running', failure = NULL, failure_kind = NULL, finished_at = NULL, progress = NULL,
      host = @host, process = @process, heartbeat_at = @heartbeatAt
  `).run(thisOwner(now))
}

/** The end of a run reaches the disk before anything is told about it. */
export function endRun(
  database: WritableDatabase,
  status: Exclude<RunStatus, 'running' | 'interrupted'>,
  failure: { kind: FailureKind; sentence: string } | null,
  now: Date
): void {
  onDisk(database, () => { writeEnd(database, status, failure, now) })
}

/** Call inside a transaction that reaches the disk. */
export function writeEnd(
  database: WritableDatabase,
  status: Exclude<RunStatus, 'running' | 'interrupted'>,
  failure: { kind: FailureKind; sentence: string } | null,
  now: Date
): void {
  database
    .prepare('UPDATE run SET status = ?, failure = ?, failure_kind = ?, finished_at = ?, progress = NULL')
    .run(status, failure?.sentence.slice(0, longestFailure) ?? null, failure?.kind ?? null, now.toISOString())
}

/** Carries out changes of what a person says about the run, in their order. */
export function annotateRun(database: WritableDatabase, changes: readonly AnnotationChange[]): void {
  const before = annotationsOf(readRunRow(database))
  const { name, tags, note, pinned } = changes.reduce<Annotations>(annotated, before)
  database.prepare('UPDATE run SET name = ?, tags = ?, note = ?, pinned = ?')
    .run(name, JSON.stringify(tags), note, Number(pinned))
}

const annotationsOf = ({ name, tags, note, pinned }: RunRow): Annotations =>
  ({ name, tags, note, pinned: pinned === 1 })

export function beat(database: WritableDatabase, now: Date): void {
  database.prepare('UPDATE run SET heartbeat_at = ?').run(now.toISOString())
}

export function setProgress(database: WritableDatabase, progress: Progress): void {
  database.prepare('UPDATE run SET progress = ?').run(JSON.stringify(progress))
}

const runRowSchema = z.object({
  id: runIdSchema,
  name: z.string().max(longestRunName),
  status: z.enum(['running', 'finished', 'stopped', 'failed']),
  failure: z.string().nullable(),
  failure_kind: failureKindSchema.nullable(),
  backend: z.string(),
  configuration: json(runConfigurationSchema),
  topology: sharedJson(networkSchema),
  environment: sharedJson(z.record(z.string(), z.string())),
  parameters: z.number().int(),
  train_examples: z.number().int(),
  test_examples: z.number().int(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  host: z.string(),
  process: z.number().int(),
  heartbeat_at: z.string(),
  progress: json(progressSchema).nullable(),
  tags: json(z.array(z.string())),
  note: z.string(),
  pinned: z.literal([0, 1]),
  configuration_key: z.string().nullable()
})
/** `lock`: whether a process owns it, where the file says that one should. */
export type RunRow = z.infer<typeof runRowSchema> & { lock: LockState }

/** @throws an error of SQLite or of the schema when the file does not hold what it should. */
export function readRunRow(database: ReadableDatabase): RunRow {
  const version = fileVersion(database)
  const kind = version < failureKindVersion ? `, ${failureKindFromSentence} AS failure_kind` : ''
  const said = version < annotationsVersion ? ", '[]' AS tags, '' AS note, 0 AS pinned, NULL AS configuration_key" : ''
  const row = database.prepare(`SELECT *${kind}${said} FROM run WHERE ${isBoundedRun(version)}`).get()
  if (row === undefined) throw new Error(longTextOfRun(database, version) ?? 'it holds no run')
  const read = runRowSchema.parse(row)
  return { ...read, lock: read.status === 'running' ? runLockState(database.name) : 'unknown' }
}

export const statusOf = (row: RunRow): RunStatus =>
  statusNow(row.status, { host: row.host, process: row.process, heartbeatAt: row.heartbeat_at }, row.lock)

/** @throws like `readRunRow`, and a Failure when there is no run's file */
export const readStatus = (path: string): RunStatus =>
  readingRow(path, (database) => statusOf(readRunRow(database)))

const layerRowSchema = z.object({
  name: z.string(),
  shape: json(supportLayerSchema.shape.shape),
  units: z.number(),
  byte_offset: z.number(),
  byte_length: z.number()
})

/** One layer's bits lie behind the other's, each from a byte of its own on (main/engine/support/layout.ts). */
const layersSchema = z.array(layerRowSchema)
  .refine((layers) => {
    let end = 0
    return layers.every(({ shape, units, byte_offset, byte_length }) => {
      const begins = end
      end += byte_length
      const size = shape.reduce((product, length) => product * length, 1)
      return byte_offset === begins && units === size && byte_length === Math.ceil(units / 8)
    })
  }, 'the masks of the layers do not lie one behind the other')

export function readSupportLayers(database: ReadableDatabase): SupportLayer[] {
  return layersSchema.parse(database.prepare('SELECT * FROM support_layers ORDER BY position').all())
    .map(({ byte_offset, byte_length, ...rest }) => ({ ...rest, byteOffset: byte_offset, byteLength: byte_length }))
}

function pruningSummary(database: ReadableDatabase, configuration: RunConfiguration): PruningSummary | null {
  if (configuration.method !== 'dsd') return null
  const { choice, from } = configuration.pruning
  return { choice: choice.kind, from: from?.run ?? null, latest: readLatestPruning(database) }
}

/** An imported network has no epochs; it is tested once. */
const importedError = "SELECT relu_error FROM evaluations WHERE checkpoint_name = 'final'"

/** Of the last one asked for among those of the latest epoch. */
const latestGap = 'SELECT maskt_error - relu_error FROM evaluations ' +
  'WHERE epoch = (SELECT max(epoch) FROM evaluations) ORDER BY number DESC LIMIT 1'

interface Counts {
  bytes: number | null
  epochs: number | null
  seconds: number | null
  testError: number | null
  alternations: number
  snapshots: number
  masks: number | null
  gap: number | null
}

/**
 * Masks are counted only where few are left: a count of all would go through the whole file, four times a second. All
 * in one statement: to prepare one takes longer than to carry it out, and a list of runs asks for many.
 */
const readCounts = (database: ReadableDatabase, isImported: boolean): Counts => database.prepare(`
  SELECT
    (SELECT sum(byte_length) FROM support_layers) AS bytes,
    (SELECT max(epoch) FROM epochs) AS epochs,
    (SELECT sum(seconds) FROM epochs) AS seconds,
    (${isImported ? importedError : 'SELECT test_error FROM epochs ORDER BY epoch DESC LIMIT 1'}) AS testError,
    count(alternation) AS alternations, count(*) AS snapshots,
    sum(CASE masks_kept WHEN 'all' THEN examples ELSE ${storedCount(database, 's.snapshot')} END) AS masks,
    (${latestGap}) AS gap
  FROM ${snapshotTable(database)} AS s
`).get() as Counts

/** `fileBytes`: size of the file with its write-ahead log. */
export function readSummary(
  database: ReadableDatabase, fileBytes: number, row: RunRow = readRunRow(database)
): RunSummary {
  const { configuration } = row
  const trained = configuration.method === 'imported' ? null : configuration
  const counted = readCounts(database, trained === null)
  const latest = readLatestSnapshot(database)
  return {
    state: 'readable',
    id: row.id,
    ...annotationsOf(row),
    status: statusOf(row),
    failure: row.failure,
    failureKind: row.failure_kind,
    // As this version makes it of the same settings: that of an earlier one lacks settings that came since.
    key: configurationKey(configuration),
    method: configuration.method,
    importedFrom: configuration.method === 'imported' ? configuration.source.format : null,
    dataset: configuration.dataset,
    network: networkNameOf(configuration),
    seed: configuration.seed,
    group: keyWithoutSeed(configuration),
    backend: row.backend,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    trainExamples: row.train_examples,
    augmentation: trained?.augmentation ?? 'none',
    batchSize: trained?.batchSize ?? null,
    learningRate: trained?.learningRate ?? null,
    epochs: trained?.epochs ?? 0,
    epochsDone: counted.epochs ?? 0,
    alternations: counted.alternations,
    snapshots: counted.snapshots,
    testError: counted.testError,
    sparsity: latest?.sparsity ?? null,
    churn: latest?.churn ?? null,
    maskTGap: counted.gap,
    trainingSeconds: counted.seconds ?? 0,
    pruning: pruningSummary(database, configuration),
    maskBytes: (counted.bytes ?? 0) * (counted.masks ?? 0),
    fileBytes,
    missingLog: missingLog(database, row.id, statusOf(row))
  }
}
