/**
 * A training that is killed at any moment and resumed, however often, comes to the run of the one that was never
 * interrupted: the same metrics, masks and weights, byte for byte.
 */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReadableDatabase } from '../../db/database'
import { readRunRow, statusOf } from '../../db/runs'
import { RunStore } from '../../db/store'
import { defaultConfiguration, type TrainingConfiguration } from '../../preload/schema/configuration'
import { expectConsistent } from '../fixtures/consistency'
import { printed, printedJson, sentenceOf, start, type Started } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { expectSameRun } from '../fixtures/same-run'
import { Page, serve } from '../fixtures/served'
import { reading, writing } from '../fixtures/small-run'
import { until } from '../fixtures/until'

const store = new RunStore(storeOfFewDigits())

const number = (database: ReadableDatabase, sql: string): number => database.prepare(sql).pluck().get() as number

/** Something that a training does, which its file shows to have begun. */
type Moment = (database: ReadableDatabase) => boolean

const inEpoch = (epoch: number): Moment => (database) =>
  number(database, 'SELECT count(*) FROM curve WHERE epoch > ' + String(epoch - 1)) > 0
const inSnapshot = (snapshot: number): Moment => (database) =>
  number(database, `SELECT count(*) FROM mask_rows WHERE key >> 32 = ${snapshot}`) > 0
const behindSnapshot = (snapshot: number): Moment => (database) =>
  number(database, `SELECT count(*) FROM snapshots WHERE snapshot = ${snapshot}`) > 0
const hasCheckpoint = (name: string): Moment => (database) =>
  number(database, `SELECT count(*) FROM checkpoints WHERE name = '${name}'`) > 0
const inScan: Moment = (database) => number(database, 'SELECT count(*) FROM sensitivity') > 2
const atOnce: Moment = () => true

/** Kills the process that trains as soon as its file says that the moment has come. */
async function killWhen(id: string | null, { finished }: Started, moment: Moment): Promise<string> {
  const known = new Set(id === null ? store.ids() : [])
  const owner = await until(() => {
    const run = id ?? store.ids().find((one) => !known.has(one))
    if (run === undefined) return null
    try {
      return reading(store.runPath(run), (database) => {
        const process = number(database, "SELECT process FROM run WHERE status = 'running'")
        return process > 0 && alive(process) && moment(database) && { run, process }
      })
    } catch {
      // The file is just being created.
      return null
    }
  }, 5)
  process.kill(owner.process, 'SIGKILL')
  await finished
  return owner.run
}

function alive(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}

const small = [...fewDigits, '--batch-size', '20']
const plain = [...small, '--epochs', '3']
const stages = ['dsd', ...small, '--stages', '1,1,1']

const trainings: [string, string[], Moment[]][] = [
  [
    'SGD with snapshots, from before its first step on',
    ['train', '--method', 'sgd', ...plain, '--snapshot-every', 'start,1', '--evaluate-every', '4'],
    [atOnce, inSnapshot(2)]
  ],
  ['I-alternation', ['train', ...plain, '--warmup', '1'], [inSnapshot(1), inEpoch(2)]],
  [
    'I-alternation on augmented images that keeps few masks',
    ['train', ...small, '--epochs', '4', '--warmup', '0', '--keep-masks', 'ends', '--augmentation', 'shift'],
    [behindSnapshot(3)]
  ],
  ['B-alternation', ['train', '--method', 'b-alternation', ...plain, '--warmup', '1'], [inEpoch(2)]],
  ['majority vote', ['train', '--method', 'majority', ...plain, '--warmup', '1'], [inEpoch(3)]],
  [
    'Newton steps in one layer at a time',
    ['train', '--method', 'layerwise', ...plain, '--warmup', '1', '--round-examples', '50'], [inSnapshot(1), inEpoch(2)]
  ],
  [
    'DSD by magnitude, with a scan of sensitivity',
    [...stages, '--prune', 'magnitude', '--sensitivity'], [inScan, hasCheckpoint('sparse')]
  ],
  ['DSD(I)', [...stages, '--prune', 'i-alternation'], [inSnapshot(1), inEpoch(2)]],
  ['DSD(B)', [...stages, '--prune', 'b-alternation'], [inEpoch(2)]]
]

/** Of the same trainings, never interrupted. */
const undisturbed = new RunStore(storeOfFewDigits())

/** Kills a training at each of these moments in turn, and lets it come to its end then. @returns its id */
async function killedAndResumed(command: readonly string[], [first = atOnce, ...others]: readonly Moment[]) {
  const id = await killWhen(null, start(store.path, ...command), first)
  for (const moment of others) await killWhen(id, start(store.path, 'resume', id), moment)
  expect(await printedJson(store.path, 'resume', id)).toMatchObject({ id, status: 'finished' })
  return id
}

describe('a training that is killed and resumed', () => {
  it.each(trainings)('%s', async (_title, command, moments) => {
    const [{ id: whole }, id] = await Promise.all([
      printedJson(undisturbed.path, ...command) as Promise<{ id: string }>, killedAndResumed(command, moments)
    ])
    expectSameRun(store.runPath(id), undisturbed.runPath(whole))
    expectConsistent(store.runPath(id))
  })
})

it('a training that begins with an imported network goes on alike when it is killed', async () => {
  const model = join(import.meta.dirname, '..', 'fixtures', 'models', 'functions.onnx')
  const { id: origin } = await printedJson(store.path, 'import', model, ...fewDigits, '--no-masks') as { id: string }
  undisturbed.prepareForWriting()
  copyFileSync(store.runPath(origin), undisturbed.runPath(origin))
  const command = ['train', '--from', origin, '--method', 'sgd', '--batch-size', '20', '--epochs', '3', '--lr', '0.02']
  const { id: whole } = await printedJson(undisturbed.path, ...command) as { id: string }
  // What it goes on with is in its own file.
  const id = await killWhen(null, start(store.path, ...command), inEpoch(2))
  store.remove(origin)
  expect(await printedJson(store.path, 'resume', id)).toMatchObject({ id, status: 'finished' })
  expectSameRun(store.runPath(id), undisturbed.runPath(whole))
})

describe('the copied file of a training that was killed', () => {
  it('goes on on another machine, and says what differs there, but not with other data', async () => {
    const command = ['train', '--method', 'sgd', ...plain]
    const { id: whole } = await printedJson(undisturbed.path, ...command) as { id: string }
    const id = await killWhen(null, start(store.path, ...command), inEpoch(2))
    const [elsewhere, others] = [storeOfFewDigits(), storeOfFewDigits(7)].map((folder) => new RunStore(folder))
    for (const other of [elsewhere, others]) {
      other.prepareForWriting()
      copyFileSync(store.runPath(id), other.runPath(id))
      // As a file looks whose machine was another, a while ago.
      writing(other.runPath(id), (database) => database.exec(`
        UPDATE run SET host = 'another', heartbeat_at = '2026-01-01T00:00:00.000Z',
          environment = json_set(environment, '$.processor', 'Another CPU')
      `))
    }
    expect(await sentenceOf(others.path, 'resume', id)).toMatch(
      new RegExp(`^The data set mnist has other images now, so run ${id} cannot be gone on with as it was begun;`)
    )
    await printed(elsewhere.path, 'resume', id)
    expectSameRun(elsewhere.runPath(id), undisturbed.runPath(whole))
    const log = reading(elsewhere.runPath(id), (database) => database.prepare('SELECT message FROM log').pluck().all())
    expect(log).toEqual(expect.arrayContaining([
      expect.stringMatching(/^Resumed from /) as string,
      expect.stringMatching(/: processor .+ instead of Another CPU; its numbers may differ from here on by rounding\.$/)
    ]))
    expect(await sentenceOf(elsewhere.path, 'resume', id)).toMatch(/has finished, so there is nothing to go on with/)
  })
})

describe('a training that a page pauses', () => {
  it('goes on when the page resumes it, to the run of one that was never paused', async () => {
    const command = ['--method', 'sgd', ...small, '--epochs', '20']
    const configuration: TrainingConfiguration = {
      ...defaultConfiguration('sgd', 'mnist', 'all-cnn-mini'), batchSize: 20, epochs: 20
    }
    const [{ id: whole }, page] = await Promise.all([
      printedJson(undisturbed.path, 'train', ...command) as Promise<{ id: string }>,
      serve(store.path).then((served) => Page.open(served))
    ])
    const id = await page.train(configuration)
    const status = (): string => reading(store.runPath(id), (database) => statusOf(readRunRow(database)))
    const done = (): boolean => reading(store.runPath(id), inEpoch(2))
    await until(done, 20)
    await page.call('training.pause', { id })
    await until(() => status() === 'stopped')
    await page.call('training.resume', { id })
    await until(() => status() === 'finished')
    expectSameRun(store.runPath(id), undisturbed.runPath(whole))
  })
})
