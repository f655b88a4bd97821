/** Every command on one real training: what goes to standard output, what shape it has, what is written. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RunStore } from '../../db/store'
import {
  alternationConfigurationSchema,
  dataSetNames,
  epochRecordSchema,
  evaluationRecordSchema,
  findingSchema,
  layerStatisticsSchema,
  networkSchema,
  runIdSchema,
  runListEntrySchema,
  snapshotRecordSchema,
  supportLayerSchema,
  testPointSchema
} from '../../preload/contract'
import { exportRecordSchema, exportReportSchema } from '../../preload/schema/export'
import { expectConsistent } from '../fixtures/consistency'
import { maskscope, printed, printedJson, start } from '../fixtures/command-line'
import { evaluationReportSchema } from '../fixtures/evaluation-report'
import { describeWithPython, runPython } from '../fixtures/python'
import { copyInto, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

let training: SharedTraining
/** A store of its own with a copy of the training, for commands that write. */
const store = new RunStore(temporaryFolder())

beforeAll(async () => { training = await copyInto(store) })

/** `show --json` as the design describes it; strict, so that nothing is added, lost or renamed unnoticed. */
/** What programs have read of alternations since before there were other snapshots. */
const shownAlternationSchema = z.strictObject({
  index: z.int(),
  epoch: z.int(),
  iteration: z.int(),
  examples: z.int(),
  masksKept: z.enum(['all', 'probe']),
  seconds: z.number(),
  sparsity: z.number(),
  churn: z.number().nullable(),
  onToOff: z.number().nullable(),
  offToOn: z.number().nullable(),
  layers: z.array(layerStatisticsSchema)
})

const shownSchema = z.strictObject({
  id: runIdSchema,
  name: z.string(),
  status: z.literal('finished'),
  failure: z.null(),
  failureKind: z.null(),
  method: z.literal('i-alternation'),
  dataset: z.literal('mnist-10k'),
  network: z.literal('all-cnn-mini'),
  seed: z.literal(1),
  config: alternationConfigurationSchema,
  backend: z.literal('tensorflow-cpu'),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  parameters: z.literal(27_002),
  parametersInTraining: z.literal(27_002),
  trainExamples: z.literal(1000),
  testExamples: z.literal(2000),
  maskBytes: z.int(),
  fileBytes: z.int(),
  environment: z.record(z.string(), z.string()),
  layers: z.array(supportLayerSchema).length(6),
  progress: z.null(),
  testCurve: z.array(testPointSchema).length(0),
  epochs: z.array(epochRecordSchema).length(4),
  alternations: z.array(shownAlternationSchema).length(3),
  snapshots: z.array(snapshotRecordSchema).length(3),
  evaluations: z.array(evaluationRecordSchema).length(4),
  prunings: z.array(z.never()),
  sensitivity: z.array(z.never())
})
type Shown = z.infer<typeof shownSchema>
const shown = (): Shown => shownSchema.parse(JSON.parse(training.printed))

const fraction = expect.toSatisfy((value: number) => value >= 0 && value <= 1)

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

describe('train --json', () => {
  it('prints the run as show does, and nothing else', async () => {
    expect(JSON.parse(training.printed)).toEqual(await printedJson(training.store, 'show', training.id))
    expect(shown()).toMatchObject({
      id: training.id,
      name: 'i-alternation all-cnn-mini seed 1',
      maskBytes: 3 * 1000 * 3332,
      fileBytes: statSync(training.path).size
    })
  })

  it('records the settings that were given and the defaults of the others', () => {
    expect(shown().config).toMatchObject({
      epochs: 4,
      limit: 1000,
      seed: 1,
      batchSize: 64,
      alternation: { warmup: 1, trigger: { kind: 'gap', epochs: 1 }, form: 'affine', rule: 'positive' }
    })
  })

  it('tells of every epoch: phases, iterations, fractions, drift only among masks', () => {
    const { epochs } = shown()
    expect(epochs.map(({ epoch, iterations, phase }) => ({ epoch, iterations, phase }))).toEqual([
      { epoch: 1, iterations: 16, phase: 'warm-up' }, { epoch: 2, iterations: 32, phase: 'masked' },
      { epoch: 3, iterations: 48, phase: 'masked' }, { epoch: 4, iterations: 64, phase: 'masked' }
    ])
    for (const { trainError, testError, drift, phase } of epochs) {
      expect([trainError, testError]).toEqual([fraction, fraction])
      expect(Number.isInteger(Number((testError * 2000).toFixed(6)))).toBe(true)
      if (phase === 'warm-up') expect(drift).toBeNull()
      else expect(drift).toEqual(fraction)
    }
  })

  it('tells of every alternation per layer; churn is null at the first and the sum of both directions after', () => {
    const { alternations, layers } = shown()
    expect(alternations.map(({ index, epoch, iteration, examples }) => [index, epoch, iteration, examples])).toEqual([
      [1, 1, 16, 1000],
      [2, 2, 32, 1000],
      [3, 3, 48, 1000]
    ])
    for (const { index, layers: statistics } of alternations) {
      expect(statistics.map(({ name, units }) => ({ name, units }))).toEqual(
        layers.map(({ name, units }) => ({ name, units }))
      )
      for (const { sparsity, churn, onToOff, offToOn, dead, alwaysOn, units } of statistics) {
        expect(sparsity).toEqual(fraction)
        expect(dead + alwaysOn).toBeLessThanOrEqual(units)
        if (index === 1) expect([churn, onToOff, offToOn]).toEqual([null, null, null])
        else expect(churn).toBeCloseTo((onToOff ?? -1) + (offToOn ?? -1), 12)
      }
    }
  })

  it('tells of every alternation as of a snapshot too, and what it is compared with', () => {
    const { alternations, snapshots } = shown()
    expect(
      snapshots.map(
        ({ kind: _kind, alternation: _number, checkpoint: _at, comparedWith: _with, comparedExamples: _of, ...rest }) =>
          rest
      )
    ).toEqual(alternations)
    expect(snapshots.map(({ kind, alternation, checkpoint }) => [kind, alternation, checkpoint])).toEqual(
      [1, 2, 3].map((index) => ['alternation', index, `alternation-${index}`])
    )
    expect(snapshots.map(({ comparedWith, comparedExamples }) => [comparedWith, comparedExamples])).toEqual([
      [null, null],
      [1, 1000],
      [2, 1000]
    ])
  })

  it('tells of ReLU and MaskT at every checkpoint', () => {
    expect(shown().evaluations.map(({ at, epoch }) => [at, epoch])).toEqual([
      ['alternation-1', 1],
      ['alternation-2', 2],
      ['alternation-3', 3],
      ['final', 4]
    ])
    // The last epoch's test error and the final evaluation are of the same weights.
    expect(shown().evaluations[3].relu).toEqual({
      error: shown().epochs[3].testError,
      loss: shown().epochs[3].testLoss
    })
  })

  it('leaves one consistent file with a checkpoint per alternation and at the end', () => {
    expect(expectConsistent(training.path)).toMatchObject({
      snapshots: [1, 2, 3],
      masks: 3000,
      checkpoints: ['alternation-1', 'alternation-2', 'alternation-3', 'final'],
      epochs: 4
    })
    expect(readdirSync(join(training.store, 'runs'))).toEqual([`${training.id}.maskrun`])
  })
})

describe('a training told in words', () => {
  it('prints its progress on standard error and its figures on standard output', async () => {
    const own = temporaryFolder()
    const { code, output, remarks } = await maskscope(
      own,
      'train',
      '--method',
      'sgd',
      '--limit',
      '200',
      '--epochs',
      '1',
      '--name',
      '  digits  '
    )
    expect(code).toBe(0)
    expect(remarks).toMatch(
      /^run \d{8}-\d{6}-[a-z0-9]{4} in .*\nepoch 1 \(sgd\) {3}training loss \d+\.\d{4} {3}test error \d+\.\d\d % {3}\d+\.\d s\n$/
    )
    expect(output).toMatch(/^digits {3}finished {3}run /)
    expect(output).not.toMatch(/undefined|NaN|null|alternation/)
  })
})

describe('runs', () => {
  it('--json lists every run as the contract says', async () => {
    const runs = z.array(runListEntrySchema).parse(await printedJson(training.store, 'runs'))
    expect(runs).toMatchObject([
      {
        state: 'readable',
        id: training.id,
        status: 'finished',
        epochs: 4,
        epochsDone: 4,
        alternations: 3,
        testError: shown().epochs[3].testError
      }
    ])
  })

  it('prints a table for people', async () => {
    const lines = (await printed(training.store, 'runs')).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^run +status +method +network +data +seed +epochs +test error +masks +file +name$/)
    expect(lines[1]).toMatch(
      new RegExp(
        `^${training.id} +finished +i-alternation +all-cnn-mini +mnist-10k +1 +4/4 +\\d+\\.\\d\\d % +9\\.53 MiB `
      )
    )
  })

  it('of an empty store says so, on standard error', async () => {
    const empty = temporaryFolder()
    const { code, output, remarks } = await maskscope(empty, 'runs')
    expect({ code, output, remarks }).toEqual({
      code: 0,
      output: '',
      remarks: `No runs in ${empty} yet; "maskscope train" makes one.\n`
    })
    expect(await printedJson(empty, 'runs')).toEqual([])
  })

  it('can be asked by several processes at once', async () => {
    const shared = temporaryFolder()
    mkdirSync(join(shared, 'runs'))
    copyFileSync(training.path, join(shared, 'runs', `${training.id}.maskrun`))
    const answers = await Promise.all(Array.from({ length: 6 }, () => printedJson(shared, 'runs')))
    for (const answer of answers) expect(answer).toMatchObject([{ id: training.id, state: 'readable' }])
  })

  it('takes the store before or after the command’s name, or from the environment', async () => {
    const elsewhere = temporaryFolder()
    for (const given of [['--store', store.path, 'runs', '--json'], ['runs', '--store', store.path, '--json']]) {
      expect(JSON.parse(await printed(elsewhere, ...given))).toHaveLength(1)
    }
  })
})

describe('show', () => {
  it('prints epochs, alternations and evaluations for people', async () => {
    const text = await printed(training.store, 'show', 'latest')
    expect(text).toMatch(/^i-alternation all-cnn-mini seed 1 {3}finished {3}run /)
    expect(text.match(/support\d/g)).toHaveLength(18)
    expect(text).toMatch(/final +4 +64 +\d+\.\d\d % +\d+\.\d\d %\n$/)
    expect(text).not.toMatch(/undefined|NaN|null/)
  })
})

describe('evaluate', () => {
  it.each(['final', '2'])('--at %s computes again what was stored, and keeps it', async (at) => {
    const before = await printedJson(store.path, 'show', training.id) as Shown
    const {
      rules,
      stored: kept,
      ...printedRecord
    } = evaluationReportSchema.parse(await printedJson(store.path, 'evaluate', training.id, '--at', at))
    const evaluation = evaluationRecordSchema.parse(printedRecord)
    expect(kept).toBe(true)
    expect(rules.map(({ rule, error, loss }) => [rule.rule, error, loss])).toEqual([
      ['relu', evaluation.relu.error, evaluation.relu.loss], ['maskt', evaluation.maskt.error, evaluation.maskt.loss]
    ])
    const stored = shown().evaluations.find((candidate) => candidate.at === (at === '2' ? 'alternation-2' : at))
    expect(evaluation).toEqual(stored)
    const after = await printedJson(store.path, 'show', training.id) as Shown
    expect(after.evaluations.toSorted(byCheckpoint)).toEqual(before.evaluations.toSorted(byCheckpoint))
    expect(readdirSync(store.runsFolder)).toEqual([`${training.id}.maskrun`])
  })

  it('prints both modes for people', async () => {
    expect(await printed(store.path, 'evaluate', training.id)).toMatch(
      /^test time +error +loss +sparsity\nReLU +\d+\.\d\d % +\d\.\d{4} +\d\d\.\d\d %\nMaskT +\d+\.\d\d % +\d\.\d{4} +\d\d\.\d\d %\n$/
    )
  })
})

const byCheckpoint = (one: { at: string }, other: { at: string }): number => one.at.localeCompare(other.at)

describe('masks, export and datasets', () => {
  const folder = temporaryFolder()

  it('write quietly: nothing on standard output, the path on standard error', async () => {
    const path = join(folder, 'deep', 'm.npz')
    const { code, output, remarks } = await maskscope(
      training.store,
      'masks',
      training.id,
      '--alternation',
      '3',
      '--layer',
      'support6',
      '--out',
      path
    )
    expect({ code, output, remarks }).toEqual({
      code: 0,
      output: '',
      remarks: `wrote the masks of 1000 examples to ${path}\n`
    })
    expect(readdirSync(join(folder, 'deep'))).toEqual(['m.npz'])
  })

  it('export the network as data, in topological order, as the schema defines it', async () => {
    const out = join(folder, 'exported')
    await printed(training.store, 'export', training.id, '--at', '1', '--format', 'npz', '--out', out)
    expect(readdirSync(out).sort()).toEqual(['metadata.json', 'topology.json', 'weights.npz'])
    const { nodes } = networkSchema.parse(JSON.parse(readFileSync(join(out, 'topology.json'), 'utf8')))
    const seen = new Set<string>()
    for (const node of nodes) {
      expect(node.inputs.every((input) => seen.has(input))).toBe(true)
      seen.add(node.name)
    }
  })

  it('export in every format, and replace an export only with --force', async () => {
    for (const [format, files] of [
      ['tfjs', ['group1-shard1of1.bin', 'model.json']],
      ['onnx', ['metadata.json', 'model.onnx']],
      ['safetensors', ['model.safetensors']]
    ] as const) {
      const out = join(folder, format)
      const record = exportRecordSchema.parse(
        await printedJson(training.store, 'export', training.id, '--format', format, '--out', out)
      )
      expect(record).toEqual({
        at: 'final',
        format,
        folder: out,
        files: files.map((name) => ({ name, bytes: statSync(join(out, name)).size })),
        report: null
      })
      expect(readdirSync(out).sort()).toEqual(files)
      expect((await maskscope(training.store, 'export', training.id, '--format', format, '--out', out)).remarks).toBe(
        `${out} already holds "${files[0]}"; choose another folder with --out, or replace it with --force.\n`
      )
      await printed(training.store, 'export', training.id, '--format', format, '--out', out, '--force')
    }
  })

  it('export beside other files without touching them', async () => {
    const out = join(folder, 'shared')
    await printed(training.store, 'datasets', 'mnist-10k', '--out', join(out, 'data.npz'))
    await printed(training.store, 'export', training.id, '--format', 'onnx', '--out', out)
    expect(readdirSync(out).sort()).toEqual(['data.npz', 'metadata.json', 'model.onnx'])
    expect(JSON.parse(readFileSync(join(out, 'metadata.json'), 'utf8'))).toMatchObject({
      dataset: 'mnist-10k',
      output: { classes: 10, classNames: digits }
    })
  })

  it('report what a model costs beside another checkpoint, as a table and as report.json', async () => {
    const out = join(folder, 'reported')
    const text = await printed(
      training.store,
      'export',
      training.id,
      '--format',
      'safetensors',
      '--out',
      out,
      '--report',
      '--before',
      '1'
    )
    const { before, after, format, classNames } = exportReportSchema.parse(
      JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))
    )
    const { evaluations } = shown()
    expect(format).toBe('safetensors')
    expect(classNames).toEqual(digits)
    expect(after).toMatchObject({
      parameters: 27_002,
      fileBytes: statSync(join(out, 'model.safetensors')).size,
      error: evaluations[3].relu.error
    })
    expect(before).toMatchObject({ parameters: 27_002, error: evaluations[0].relu.error })
    expect(after.compressedFileBytes).toBe(gzipSync(readFileSync(join(out, 'model.safetensors'))).length)
    for (const { millisecondsPerImage } of [before!, after]) expect(millisecondsPerImage.sixtyFour).toBeGreaterThan(0)
    expect(text).toMatch(/^tensorflow-cpu [\d.]+ +before +after\nparameters +27,002 +27,002\n/)
    expect(text).toContain('MACs per image')
    // Replacing the model without a report leaves no report of another one.
    await printed(
      training.store,
      'export',
      training.id,
      '--at',
      '1',
      '--format',
      'safetensors',
      '--out',
      out,
      '--force'
    )
    expect(readdirSync(out)).toEqual(['model.safetensors'])
  })

  it('list the data sets', async () => {
    const listed = z
      .array(z.looseObject({ name: z.string(), present: z.boolean() }))
      .parse(await printedJson(store.path, 'datasets'))
    expect(listed[0]).toMatchObject({
      name: 'mnist-10k',
      shape: [28, 28, 1],
      classes: 10,
      trainExamples: 8000,
      testExamples: 2000,
      present: true
    })
    expect(listed.map(({ name, present }) => [name, present])).toEqual(
      dataSetNames.map((name) => [name, name === 'mnist-10k'])
    )
    expect(await printed(store.path, 'datasets', 'mnist-10k')).toContain('28×28×1')
  })
})

interface Described { dtype: string; shape: number[] }

describeWithPython('NumPy finds in', () => {
  const folder = temporaryFolder()
  const described = (path: string): Record<string, Described> =>
    Object.fromEntries(
      Object.entries(JSON.parse(runPython('describe_npz.py', path)) as Record<string, Described>).map(
        ([name, { dtype, shape }]) => [name, { dtype, shape }]
      )
    )

  it('masks: the examples, packed bits and the shape of each layer', async () => {
    const path = join(folder, 'masks.npz')
    await printed(training.store, 'masks', training.id, '--alternation', '1', '--out', path)
    const layers = shown().layers.flatMap(({ name, byteLength, shape }) => [
      [name, { dtype: '|u1', shape: [1000, byteLength] }], [`${name}.shape`, { dtype: '<i4', shape: [shape.length] }]
    ])
    expect(described(path)).toEqual({ examples: { dtype: '<i4', shape: [1000] }, ...Object.fromEntries(layers) })
  })

  it('weights: a kernel and a bias for each convolution, 27,002 numbers', async () => {
    const out = join(folder, 'weights')
    await printed(training.store, 'export', training.id, '--out', out)
    const arrays = described(join(out, 'weights.npz'))
    expect(arrays).toMatchObject({
      'conv1/kernel': { dtype: '<f4', shape: [3, 3, 1, 16] },
      'conv7/bias': { dtype: '<f4', shape: [10] }
    })
    expect(
      Object.values(arrays).reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0)
    ).toBe(27_002)
  })
})

describeWithPython('NumPy finds in an exported data set', () => {
  it('the images as a network sees them, and a label of ten for each', async () => {
    const path = join(temporaryFolder(), 'data.npz')
    await printed(training.store, 'datasets', 'mnist-10k', '--out', path)
    const data = JSON.parse(runPython('describe_data.py', path)) as Record<
      string,
      Described & { mean: number; deviation: number; classes: number[] | null }
    >
    const typesAndShapes = Object.fromEntries(
      Object.entries(data).map(([name, { dtype, shape }]) => [name, { dtype, shape }])
    )
    expect(typesAndShapes).toEqual({
      x_train: { dtype: '<f4', shape: [8000, 28, 28, 1] }, y_train: { dtype: '<i4', shape: [8000] },
      x_test: { dtype: '<f4', shape: [2000, 28, 28, 1] }, y_test: { dtype: '<i4', shape: [2000] }
    })
    // Standardised by the training images, in float32.
    expect(data.x_train.mean).toBeCloseTo(0, 5)
    expect(data.x_train.deviation).toBeCloseTo(1, 5)
    expect(data.x_test.mean).not.toBeCloseTo(0, 5)
    // The package holds about a thousand of each digit.
    const perDigit = data.y_train.classes!.map((count, digit) => count + data.y_test.classes![digit])
    expect(perDigit).toHaveLength(10)
    for (const count of perDigit) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

describe('delete', () => {
  it('removes the run for good, and the list knows', async () => {
    const own = new RunStore(temporaryFolder())
    own.prepareForWriting()
    copyFileSync(training.path, own.runPath(training.id))
    expect(await printedJson(own.path, 'runs')).toHaveLength(1)
    expect(await maskscope(own.path, 'delete', training.id.slice(0, 10))).toMatchObject({
      code: 0,
      output: '',
      remarks: `deleted run ${training.id}\n`
    })
    expect(existsSync(own.runPath(training.id))).toBe(false)
    expect(await printedJson(own.path, 'runs')).toEqual([])
  })
})

describe('doctor', () => {
  it('finds TensorFlow computing, and says where runs lie', async () => {
    const { store: path, findings } = z
      .strictObject({ store: z.string(), findings: z.array(findingSchema) })
      .parse(await printedJson(store.path, 'doctor'))
    expect(path).toBe(store.path)
    expect(findings.find(({ part }) => part === 'TensorFlow computes')).toMatchObject({ state: 'ok', advice: null })
    expect(findings.find(({ part }) => part === 'Running on')?.found).toContain(process.versions.node)
    expect(await printed(store.path, 'doctor')).toMatch(/^part +state +found\n(.+\n)+store {2}.*\n$/)
  })
})

describe('serve', () => {
  it('prints its address and ends in good order at Ctrl-C', async () => {
    const { child, output, finished } = start(store.path, 'serve')
    child.stdout!.once('data', () => child.kill('SIGINT'))
    expect(await finished).toMatchObject({ code: 0 })
    expect(output()).toMatch(/^Maskscope is at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}\n$/)
  })
})
