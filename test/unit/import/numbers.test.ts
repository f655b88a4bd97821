/**
 * Weights in other types than float32 (make_number_models.py, make_number_keras_models.py of test/fixtures/python):
 * the logits of float32 arithmetic with the weights that Python rounded, within 1e-5 of the largest, and what is said
 * of it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openModel } from '../../../main/import'
import {
  kerasModel, kerasWeights, safetensorsFile, safeTensors, tfjsJson, type Json
} from '../../fixtures/models/files'
import { temporaryFolder } from '../../fixtures/temporary'
import { checked, differenceIn } from './helpers/checking'
import { farthest, fixtureImages, fixtureLogits, graphLogits, models } from './helpers/logits'

const computes = (program: string, type: string): string =>
  `${program} computes in ${type}, and here it is computed in float32, so logits differ by rounding`
const kept = (type: string, to = 'float32'): string => `weights were ${type} and are kept as ${to}`
const rounded = 'float32, to which float64 is rounded'

const files: [string, string[]][] = [
  ['half.onnx', [kept('float16'), computes('the file', 'float16')]],
  ['half-inside.onnx', [kept('float16'), computes('the file', 'float16')]],
  ['half-listed.onnx', [kept('float16'), computes('the file', 'float16')]],
  ['brain.onnx', [`some ${kept('bfloat16')}`]],
  ['double.onnx', [kept('float64', rounded), computes('the file', 'float64')]],
  ['whole.onnx', [`some ${kept('quantized int8 and quantized int32')}`]],
  ['half-keras.keras', [kept('float16'), computes('Keras', 'float16')]],
  ['half-h5.h5', [kept('float16'), computes('Keras', 'float16')]],
  ['brain-keras.keras', [kept('bfloat16'), computes('Keras', 'bfloat16')]],
  ['double-h5.h5', [kept('float64', rounded), computes('Keras', 'float64')]],
  ['mixed-half.keras', [computes('Keras', 'float16')]]
]

describe('a model whose numbers are not float32', () => {
  it.each(files)('%s', async (file, notes) => {
    const model = await openModel(join(models, file)).read(null)
    expect(
      farthest(await graphLogits(model, fixtureImages()), fixtureLogits(file.slice(0, file.lastIndexOf('.'))))
    ).toBeLessThan(1e-5)
    expect(model.notes).toEqual(notes)
  })

  it('of float32 has nothing to be said of it', async () => {
    expect((await openModel(join(models, 'torch-like.onnx')).read(null)).notes).toEqual([])
    expect((await openModel(join(models, 'sequential.keras')).read(null)).notes).toEqual([])
  })

  it('gives other logits than Keras’ float16 arithmetic, by its rounding', async () => {
    const model = await openModel(join(models, 'mixed-half.keras')).read(null)
    const own = JSON.parse(readFileSync(join(models, 'mixed-half.logits16.json'), 'utf8')) as number[][]
    const difference = farthest(await graphLogits(model, fixtureImages()), own.flat())
    expect(difference).toBeGreaterThan(1e-4)
    expect(difference).toBeLessThan(1e-2)
  })
})

describe('the check of a model whose numbers are not float32', () => {
  const said = async (file: string): Promise<string> =>
    checked(await openModel(join(models, file)).read(null), fixtureImages())

  it.each(['half.onnx', 'half-inside.onnx', 'half-listed.onnx'])('%s: in float32, and as it is', async (file) => {
    const sentence = await said(file)
    expect(sentence).toMatch(
      /^checked against onnxruntime \S+: largest difference \S+ of the logits’ range, computed in float32, and /
    )
    expect(sentence).toMatch(/, and \S+ in float16, as the file has it$/)
    expect(differenceIn(sentence)).toBeLessThan(3e-6)
    const asItIs = Number(/, and (\S+) in float16/.exec(sentence)?.[1])
    expect(asItIs).toBeGreaterThan(3e-6)
    expect(asItIs).toBeLessThan(5e-3)
  })

  it.each(['brain.onnx', 'whole.onnx', 'half-keras.keras', 'double-h5.h5'])('%s: as any other', async (file) => {
    const sentence = await said(file)
    expect(sentence).toMatch(/ of the logits’ range$/)
    expect(differenceIn(sentence)).toBeLessThan(3e-6)
  })

  it('double.onnx: in float32, and as far as onnxruntime computes in float64', async () => {
    const sentence = await said('double.onnx')
    expect(sentence).toMatch(/ computed in float32(, and \S+ in float64, as the file has it|; in float64 it could not)/)
    expect(differenceIn(sentence)).toBeLessThan(3e-6)
  })

  it('refuses one of float16 as exactly as any other', async () => {
    const model = await openModel(join(models, 'half.onnx')).read(null)
    const wrong = [...model.weights].map(([name, values]): [string, Float32Array] =>
      [name, /c2.*\/bias/.test(name) ? values.map((value) => value * 1.01) : values])
    await expect(checked({ ...model, weights: new Map(wrong) }, fixtureImages())).rejects.toThrow(
      /it would be another network here: .+ computes other values from "\/c2\/Conv" \(Conv\) on, and logits that/
    )
  })
})

describe('a quantized model', () => {
  const problem = 'computes with values that are quantized to whole numbers, which Maskscope does not do; import the ' +
    'model as it was before it was quantized.'

  it.each([
    ['rounding.onnx', 'image_QuantizeLinear', 'QuantizeLinear'],
    ['rounding-operators.onnx', 'image_QuantizeLinear', 'QuantizeLinear'],
    ['dynamic.onnx', 'image_QuantizeLinear', 'DynamicQuantizeLinear']
  ])('%s is refused by the operator that rounds', async (file, node, type) => {
    await expect(openModel(join(models, file)).read(null)).rejects.toThrow(
      `${file} cannot be imported: node "${node}" (${type}) ${problem}`
    )
  })
})

describe('weights in TensorFlow.js’ quantization', () => {
  const read = async (quantization: Json, bytes: Uint8Array) => {
    const folder = temporaryFolder()
    const weights = kerasWeights().map((weight) => ({ ...weight, quantization }))
    writeFileSync(join(folder, 'model.json'), JSON.stringify(tfjsJson(kerasModel(), weights)))
    writeFileSync(join(folder, 'weights.bin'), bytes)
    return openModel(join(folder, 'model.json')).read(null)
  }

  it.each([
    ['uint8', Uint8Array.from({ length: 44 }, (_, i) => 250 - i)],
    ['uint16', Uint16Array.from({ length: 44 }, (_, i) => 65_000 - 1000 * i)]
  ])('%s: a number times its scale above the least', async (dtype, numbers) => {
    const bytes = new Uint8Array(numbers.buffer)
    const { weights, notes } = await read({ dtype, scale: 0.25, min: -3, original_dtype: 'float32' }, bytes)
    expect([...weights.values()].flatMap((values) => [...values])).toEqual(Array.from(numbers, (one) => one / 4 - 3))
    expect(notes).toEqual([kept(`quantized ${dtype}`)])
  })

  it('float16', async () => {
    const bits = Uint16Array.from({ length: 44 }, (_, i) => 0x3c00 + 0x400 * (i % 3))
    const { weights, notes } = await read({ dtype: 'float16' }, new Uint8Array(bits.buffer))
    expect([...weights.values()].flatMap((values) => [...values]).slice(0, 4)).toEqual([1, 2, 4, 1])
    expect(notes).toEqual([kept('float16')])
  })
})

describe('weights in safetensors', () => {
  it.each([
    ['F16', 'float16', 2, 0x4200], ['BF16', 'bfloat16', 2, 0x4040], ['F64', 'float64', 8, null]
  ] as const)('%s', async (dtype, type, bytes, bits) => {
    const folder = temporaryFolder()
    let at = 0
    const tensors = Object.fromEntries(Object.entries(safeTensors()).map(([name, { shape }]) => {
      const begin = at
      at += bytes * shape.reduce((product, length) => product * length, 1)
      return [name, { dtype, shape, data_offsets: [begin, at] }]
    }))
    const values = bits === null ? new Float64Array(44).fill(3) : new Uint16Array(44).fill(bits)
    const file = safetensorsFile({ tensors, values: Buffer.from(values.buffer) })
    writeFileSync(join(folder, 'model.safetensors'), file)
    const { weights, notes } = await openModel(join(folder, 'model.safetensors')).read(null)
    expect(new Set([...weights.values()].flatMap((all) => [...all]))).toEqual(new Set([3]))
    expect(notes).toEqual([kept(type, type === 'float64' ? rounded : undefined)])
  })
})
