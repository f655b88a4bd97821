/** What a run tells over its training, written for other programs and read back by them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readOnPerUnit } from '../../db/snapshot-counts'
import { readingRun } from '../../db/open'
import { historyExportSchema } from '../../preload/schema/export'
import { printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { describeWithModules, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { shownSchema, type Shown } from '../fixtures/shown-run'
import { beginRun, evaluationAt, recordAlternation } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

let training: SharedTraining
beforeAll(async () => { training = await sharedTraining() })
const shown = (): Shown => shownSchema.parse(JSON.parse(training.printed))

const readSchema = z.record(z.string(), z.object({
  scalars: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.number()]))),
  histograms: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.number(), z.array(z.number())]))),
  images: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.number(), z.string()]))),
  hparams: z.object({
    settings: z.record(z.string(), z.unknown()), started: z.number(), status: z.number().nullable()
  })
}))
const tensorboard = (folder: string): z.infer<typeof readSchema> =>
  readSchema.parse(JSON.parse(runPython('read_events.py', folder)))

describeWithModules('tensorboard', 'the real TensorBoard reads', () => {
  let read: z.infer<typeof readSchema>[string]
  beforeAll(async () => {
    const folder = temporaryFolder()
    await printed(training.store, 'export', training.id, '--format', 'tensorboard', '--out', join(folder, training.id))
    read = tensorboard(folder)[training.id]
  })
  const values = (tag: string): [number, unknown][] => read.scalars[tag].map(([step, value]) => [step, value])
  const near = (value: number): unknown => expect.closeTo(value, 6)

  it('every figure of epochs, snapshots and evaluations, in total and by layer', () => {
    const { epochs, snapshots, evaluations } = shown()
    expect(values('test/error')).toEqual(epochs.map((one) => [one.iterations, near(one.testError)]))
    expect(values('epoch/training-loss')).toEqual(epochs.map((one) => [one.iterations, near(one.trainLoss)]))
    const drifts = epochs.filter(({ drift }) => drift !== null)
    expect(drifts.length).toBeGreaterThan(0)
    expect(values('epoch/drift')).toEqual(drifts.map((one) => [one.iterations, near(one.drift!)]))
    expect(values('sparsity')).toEqual(snapshots.map((one) => [one.iteration, near(one.sparsity)]))
    expect(values('churn')).toEqual(snapshots.slice(1).map((one) => [one.iteration, near(one.churn!)]))
    for (const [at, { name }] of snapshots[0].layers.entries()) {
      expect(values(`sparsity/${name}`)).toEqual(snapshots.map((one) => [one.iteration, near(one.layers[at].sparsity)]))
      expect(values(`churn/${name}`))
        .toEqual(snapshots.slice(1).map((one) => [one.iteration, near(one.layers[at].churn!)]))
    }
    expect(values('evaluation/maskt-error')).toEqual(evaluations.map((one) => [one.iteration, near(one.maskt.error)]))
    expect(values('evaluation/relu-loss')).toEqual(evaluations.map((one) => [one.iteration, near(one.relu.loss)]))
  })

  it('the curve, with times as they were', () => {
    const { curve, created, finished, checkpoints } = readingRun(training.path, (database) => ({
      curve: database.prepare('SELECT iteration, loss, learning_rate AS rate FROM curve ORDER BY iteration').all() as
        { iteration: number; loss: number; rate: number }[],
      created: Date.parse(database.prepare('SELECT created_at FROM run').pluck().get() as string) / 1000,
      finished: Date.parse(database.prepare('SELECT finished_at FROM run').pluck().get() as string) / 1000,
      checkpoints: database.prepare('SELECT iteration, created_at AS at FROM checkpoints').all() as
        { iteration: number; at: string }[]
    }))
    expect(values('training/loss')).toEqual(curve.map(({ iteration, loss }) => [iteration, near(loss)]))
    expect(values('training/learning-rate')).toEqual(curve.map(({ iteration, rate }) => [iteration, near(rate)]))
    const times = read.scalars['training/loss'].map(([, , time]) => time)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(times[0]).toBeGreaterThan(created)
    expect(times.at(-1)).toBeLessThanOrEqual(finished)
    for (const { iteration, at } of checkpoints)
      expect(read.scalars['test/error'].find(([step]) => step === iteration)?.[2]).toBeCloseTo(Date.parse(at) / 1000, 3)
  })

  it('how often units are on: their distribution and maps of channels', () => {
    const { snapshots, layers } = shown()
    readingRun(training.path, (database) => {
      for (const { name, shape, units } of layers) {
        const ofSnapshots = snapshots.map(({ index, examples, iteration }) => {
          const on = new Uint32Array(Uint8Array.from(readOnPerUnit(database, index, name)).buffer)
          return { iteration, rates: [...on].map((count) => count / examples) }
        })
        expect(read.histograms[`on-rate/${name}`]).toEqual(ofSnapshots.map(({ iteration, rates }) =>
          [iteration, units, expect.closeTo(rates.reduce((sum, rate) => sum + rate, 0), 6), expect.anything()]))
        for (const [, , , buckets] of read.histograms[`on-rate/${name}`])
          expect(buckets.reduce((sum, count) => sum + count, 0)).toBe(units)
        const [[step, width, height, png]] = read.images[`on-rate-maps/${name}`]
        const grey = decoded(Buffer.from(png, 'hex'), width, height)
        const [rows, columns, channels] = shape
        const scale = width / (Math.ceil(Math.sqrt(channels)) * (columns + 1) - 1)
        const { rates, iteration } = ofSnapshots[0]
        // The last position of the first channel.
        const [x, y] = [(columns - 0.5) * scale, (rows - 0.5) * scale].map(Math.floor)
        expect(grey[y * width + x]).toBe(Math.round(255 * rates[(rows * columns - 1) * channels]))
        expect(step).toBe(iteration)
      }
    })
  })

  it('settings and how it ended', () => {
    expect(read.hparams).toMatchObject({
      status: 1,
      settings: { method: 'i-alternation', seed: 1, limit: 1000, epochs: 4, 'alternation.warmup': 1 }
    })
  })
})

/** Of an unfiltered grey PNG as we write it. */
function decoded(png: Buffer, width: number, height: number): Uint8Array {
  expect(png.readUInt32BE(16)).toBe(width)
  const start = png.indexOf('IDAT') + 4
  const lines = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)))
  expect(lines.length).toBe((width + 1) * height)
  return Uint8Array.from({ length: width * height }, (_, pixel) =>
    lines[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)])
}

describe('export of a training', () => {
  it('as CSV has every measurement in a row of its own, with the configuration beside it', async () => {
    const folder = join(temporaryFolder(), 'table')
    const record = historyExportSchema.parse(
      await printedJson(training.store, 'export', training.id, '--format', 'csv', '--out', folder)
    )
    expect(record.files.map(({ name }) => name)).toEqual(['configuration.json', 'metrics.csv'])
    const [columns, ...rows] = readFileSync(join(folder, 'metrics.csv'), 'utf8').trimEnd().split('\r\n')
      .map((line) => line.split(','))
    expect(columns).toEqual(['run', 'iteration', 'epoch', 'time', 'tag', 'value'])
    const { epochs, config } = shown()
    const tests = rows.filter(([, , , , tag]) => tag === 'test/error')
    expect(tests.map(([run, iteration, , , , value]) => [run, Number(iteration), Number(value)]))
      .toEqual(epochs.map((one) => [training.id, one.iterations, one.testError]))
    expect(JSON.parse(readFileSync(join(folder, 'configuration.json'), 'utf8')))
      .toMatchObject({ id: training.id, status: 'finished', configuration: config })
  })

  it('of all runs, or of those that pass a filter, gives each a folder of its id', async () => {
    const folder = join(temporaryFolder(), 'runs')
    await printed(training.store, 'export', '--all', '--format', 'tensorboard', '--out', folder)
    expect(readdirSync(folder)).toEqual([training.id])
    const none = join(temporaryFolder(), 'none')
    expect(await sentenceOf(training.store, 'export', '--filter', 'seed:99', '--format', 'csv', '--out', none))
      .toBe('No run passes, so there is nothing to export.')
    expect(existsSync(none)).toBe(false)
  })

  it('is refused where options do not go together, and over files that are there', async () => {
    const { store, id } = training
    const folder = join(temporaryFolder(), 'refused')
    const told = (...given: string[]): Promise<string> => sentenceOf(store, 'export', ...given, '--out', folder)
    expect(await told(id, '--format', 'csv', '--at', '1'))
      .toBe('--at cannot be given here, because the format "csv" is of no model.')
    expect(await told(id, '--format', 'onnx', '--live'))
      .toBe('--live cannot be given here, because the format "onnx" is of one model.')
    expect(await told(id, '--format', 'csv', '--live')).toBe('--live belongs to --format tensorboard.')
    expect(await told('--format', 'csv'))
      .toBe('Say what to export: either a run, or --all or --filter for those of the store.')
    expect(await told('--format', 'onnx')).toBe('Say which run’s model to export, as in "maskscope export latest".')
    await printed(store, 'export', id, '--format', 'csv', '--out', folder)
    expect(await told(id, '--format', 'csv')).toBe(
      `${folder} already holds "configuration.json"; choose another folder with --out, or replace it with --force.`
    )
    await printed(store, 'export', id, '--format', 'csv', '--out', folder, '--force')
  })
})

describeWithModules('pandas', 'pandas reads', () => {
  it('the table as docs/exports.md has it', async () => {
    const folder = join(temporaryFolder(), 'table')
    await printed(training.store, 'export', training.id, '--format', 'csv', '--out', folder)
    const { epochs, snapshots } = shown()
    expect(JSON.parse(runPython('read_metrics.py', join(folder, 'metrics.csv')))).toEqual({
      time: 'datetime64[ns, UTC]',
      'test/error': epochs.map((one) => [one.iterations, one.testError]),
      churn: snapshots.slice(1).map((one) => [one.iteration, one.churn])
    })
  })
})

describeWithModules('tensorboard', 'a run that goes on', () => {
  it('is followed to its end, event by event', async () => {
    const folder = temporaryFolder()
    const { store, id, recorder } = beginRun(temporaryFolder())
    const followed = start(store.path, 'export', id, '--format', 'tensorboard', '--live', '--out', join(folder, id))
    recorder.curvePoint({ iteration: 5, epoch: 0.5, loss: 2, error: 0.5, learningRate: 0.1 })
    await until(() => existsSync(join(folder, id)))
    await until(() => tensorboard(folder)[id].scalars['training/loss']?.length === 1, 60)
    recordAlternation(recorder, 1, 20)
    await until(() => tensorboard(folder)[id].scalars.sparsity?.length === 1, 60)
    recordAlternation(recorder, 2, 20)
    recorder.evaluation(evaluationAt('alternation-1', 0.25))
    recorder.end('finished', null)
    expect(await followed.finished).toMatchObject({ code: 0, output: '' })
    const { scalars, hparams } = tensorboard(folder)[id]
    expect(scalars.sparsity.map(([step]) => step)).toEqual([10, 20])
    expect(scalars.churn.map(([step]) => step)).toEqual([20])
    expect(scalars['evaluation/relu-error']).toEqual([[10, 0.25, expect.anything()]])
    expect(hparams.status).toBe(1)
  })

  it('of a store is begun when it comes, until the command is interrupted', async () => {
    const folder = join(temporaryFolder(), 'log')
    const first = beginRun(temporaryFolder())
    const followed = start(first.store.path, 'export', '--all', '--format', 'tensorboard', '--live', '--out', folder)
    await until(() => existsSync(join(folder, first.id)))
    const second = beginRun(first.store.path)
    recordAlternation(second.recorder, 1, 20)
    second.recorder.end('stopped', null)
    await until(() => existsSync(join(folder, second.id)) && tensorboard(folder)[second.id].hparams.status === 1, 60)
    followed.child.kill('SIGINT')
    expect(await followed.finished).toMatchObject({ code: 0, output: '' })
    expect(tensorboard(folder)[first.id].hparams.status).toBe(null)
    first.recorder.end('stopped', null)
  })
})
