/** What commands write beside the store: masks, networks and data sets, as files that others read. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dataSetNames, networkSchema } from '../../preload/contract'
import { exportRecordSchema, exportReportSchema } from '../../preload/schema/export'
import { maskscope, printed, printedJson } from '../fixtures/command-line'
import { describeWithPython, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { shownSchema, type Shown } from '../fixtures/shown-run'
import { temporaryFolder } from '../fixtures/temporary'

let training: SharedTraining
/** A store without runs. */
const store = temporaryFolder()

beforeAll(async () => { training = await sharedTraining() })

const shown = (): Shown => shownSchema.parse(JSON.parse(training.printed))

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

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
      .parse(await printedJson(store, 'datasets'))
    expect(listed[0]).toMatchObject({
      name: 'mnist-10k',
      shape: [28, 28, 1],
      classes: 10,
      trainExamples: 8000,
      testExamples: 2000,
      present: true
    })
    expect(listed.map(({ name, present }) => [name, present])).toEqual(
      dataSetNames.map((name) => [name, name === 'mnist-10k' || name === 'colour-digits'])
    )
    expect(await printed(store, 'datasets', 'mnist-10k')).toContain('28×28×1')
    expect(await printed(store, 'datasets', 'colour-digits')).toContain('files: bundled')
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
