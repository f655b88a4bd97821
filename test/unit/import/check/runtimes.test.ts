/**
 * A model is held against its own file, run by a program of other people's: what was read rightly passes by far, and
 * what was read otherwise is refused by the name of the first layer or operator that tells.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { imageShapeOf } from '../../../../main/engine/networks/shapes'
import { writeFolder } from '../../../../main/export/folder'
import { formats } from '../../../../main/export/formats'
import { openModel, type ImportedModel } from '../../../../main/import'
import { onnxModelSchema } from '../../../../main/interchange/onnx/schema'
import type { Network } from '../../../../preload/schema/network'
import {
  bytesOf, kerasLayers, kerasModel, kerasWeights, node, numbers, onnxFile, onnxNodes, safetensorsFile, shard, tfjsJson,
  type Json
} from '../../../fixtures/models/files'
import { temporaryFolder } from '../../../fixtures/temporary'
import {
  everyKind, isForTensorFlowJs, particularExports, randomBatch, randomWeights
} from '../../engine/helpers/examples'
import { modelOf, pruned } from '../../export/helpers/models'
import { checked, differenceIn, withChanged } from '../helpers/checking'
import { fixtureImages, models } from '../helpers/logits'

const folder = temporaryFolder()
const read = (file: string): Promise<ImportedModel> => openModel(join(models, file)).read(null)

async function written(name: string, content: Buffer | string, beside: Record<string, Buffer> = {}) {
  const place = join(folder, `${name} ${Math.random()}`)
  mkdirSync(place)
  for (const [file, bytes] of Object.entries({ [name]: content, ...beside })) writeFileSync(join(place, file), bytes)
  return openModel(join(place, name)).read(null)
}

const writtenLayers = (layers: Json[]): Promise<ImportedModel> =>
  written('model.json', JSON.stringify(tfjsJson(kerasModel(layers))), { 'weights.bin': shard })

/** TensorFlow.js names a layer as its settings do. */
const named = (layers: Json[]): Json[] =>
  layers.map((layer) => ({ ...layer, config: { ...(layer.config as Json), name: layer.name } }))

/** Four images of 4×4. */
const few = randomBatch({ nodes: [{ type: 'input', name: 'input', inputs: [], shape: [4, 4, 1] }] } as Network, 4, 1)

describe('a file passes in its own runtime', () => {
  it.each([
    ['torch-like.onnx', 'onnxruntime 1.30.0'], ['tensorflow-like.onnx', 'onnxruntime 1.30.0'],
    ['borders.onnx', 'onnxruntime 1.30.0'], ['today.onnx', 'onnxruntime 1.30.0'],
    ['sequential.h5', 'the layers of TensorFlow.js 4.22.0'], ['functional.h5', 'the layers of TensorFlow.js 4.22.0'],
    ['sequential.keras', 'the layers of TensorFlow.js 4.22.0'],
    ['functional.keras', 'the layers of TensorFlow.js 4.22.0'],
    ['slopes.onnx', 'onnxruntime 1.30.0'], ['prelu.keras', 'the layers of TensorFlow.js 4.22.0'],
    ['largest-keras.keras', 'the layers of TensorFlow.js 4.22.0']
  ])('%s', async (file, runtime) => {
    const said = await checked(await read(file), fixtureImages())
    expect(said).toMatch(new RegExp(`^checked against ${runtime}: largest difference \\S+ of the logits’ range$`))
    expect(differenceIn(said)).toBeLessThan(3e-6)
  })

  it.each([
    ...(['all-cnn-mini', 'nin-mini', 'vgg-mini', 'resnet-mini', 'googlenet-mini'] as const)
      .map((name): [string, Network] => [name, presetNetwork(name, [28, 28, 1], 10)]),
    ['vgg-mini in colour', presetNetwork('vgg-mini', [20, 12, 3], 5)], ['every-kind', everyKind],
    ...particularExports
  ] as [string, Network][])('%s, exported', async (name, network) => {
    const { weights, masks } = pruned(network, randomWeights(network, 3))
    for (const [format, file] of [['tfjs', 'model.json'], ['onnx', 'model.onnx']] as const) {
      if (format === 'tfjs' && !isForTensorFlowJs(network)) continue
      const target = join(folder, name, format)
      await writeFolder(target, formats[format](modelOf(network, weights, masks)), false)
      const model = await openModel(join(target, file)).read(null)
      expect(imageShapeOf(model.network)).toEqual(imageShapeOf(network))
      const said = await checked(model, randomBatch(network, 8, 5))
      expect(said).toContain(format === 'onnx' ? 'onnxruntime' : 'against TensorFlow.js')
      expect(differenceIn(said)).toBeLessThan(3e-6)
    }
  })

  it('by its logits, where it ends in a softmax', async () => {
    const end = [node('MatMul', ['flat', 'dense.weight'], 'logits'), node('Softmax', ['logits'], 'dense')]
    const nodes = [...onnxNodes().slice(0, 3), ...end]
    expect(differenceIn(await checked(await written('model.onnx', onnxFile({ nodes })), few))).toBeLessThan(3e-6)
    const layers = await writtenLayers(named(kerasLayers()))
    expect(layers.original.program).toMatchObject({ softmaxIn: 'dense' })
    expect(differenceIn(await checked(layers, few))).toBeLessThan(3e-6)
  })

  it.each([
    ['any number of images, without a name for it', {}], ['three images at once', { dimValue: 3n }]
  ])('that takes %s', async (_title, examples) => {
    const model = fromBinary(onnxModelSchema, onnxFile())
    const shape = model.graph?.input[0].type?.tensorType?.shape
    const other = create(onnxModelSchema, {
      graph: { input: [{ type: { tensorType: { shape: { dim: [examples] } } } }] }
    })
    shape?.dim.splice(0, 1, ...other.graph?.input[0].type?.tensorType?.shape?.dim ?? [])
    const said = await checked(await written('model.onnx', Buffer.from(toBinary(onnxModelSchema, model))), few)
    expect(differenceIn(said)).toBeLessThan(3e-6)
  })

  it('that divides its images by 255 itself, given bytes', async () => {
    const [image, ...others] = kerasLayers()
    const rescaled = [
      image,
      { class_name: 'Rescaling', name: 'scaled', config: { scale: 1 / 255 }, inbound_nodes: [[['image', 0, 0, {}]]] },
      ...others.map((layer) =>
        (layer.name === 'conv' ? { ...layer, inbound_nodes: [[['scaled', 0, 0, {}]]] } : layer))
    ] as Json[]
    const model = await writtenLayers(named(rescaled))
    expect(model.preprocessing).toEqual({ name: 'unit', needed: true })
    expect(differenceIn(await checked(model, few))).toBeLessThan(3e-6)
  })
})

describe('a file whose images have their channels first', () => {
  const colour = randomBatch(
    { nodes: [{ type: 'input', name: 'input', inputs: [], shape: [4, 4, 3] }] } as Network, 4, 1
  )
  const layers = named(kerasLayers().map((layer) => {
    const config = layer.config as Json
    if (layer.name === 'image') return { ...layer, config: { batch_input_shape: [null, 3, 4, 4] } }
    return layer.name === 'conv' ? { ...layer, config: { ...config, data_format: 'channels_first' } } : layer
  }))
  const [kernel, ...others] = kerasWeights()
  const model = (): Promise<ImportedModel> => written(
    'model.json', JSON.stringify(tfjsJson(kerasModel(layers), [{ ...kernel, shape: [3, 3, 3, 2] }, ...others])),
    { 'weights.bin': bytesOf(numbers(54 + 2 + 24)) }
  )

  it('is given them so', async () => {
    expect(differenceIn(await checked(await model(), colour))).toBeLessThan(3e-6)
  })

  it.each(['conv', 'dense'])('and what its %s gives is compared as it lies there', async (name) => {
    const wrong = withChanged(await model(), `${name}/kernel`, (value, at) => (at === 0 ? value + 0.5 : value))
    await expect(checked(wrong, colour)).rejects.toThrow(`computes other values from "${name}"`)
  })
})

describe('a file that was read otherwise is refused by name', () => {
  const parameter = (model: ImportedModel, at: number): string =>
    [...model.weights.keys()].filter((name) => name.endsWith('/kernel'))[at]

  it.each(['torch-like.onnx', 'tensorflow-like.onnx', 'today.onnx', 'sequential.keras', 'functional.h5'])(
    '%s', async (file) => {
      const model = await read(file)
      const kernel = parameter(model, 1)
      const [named] = kernel.split('/')
      const traced = model.original.values.find(({ node: name }) => name === named) ??
        model.original.values.find(({ node: name }) => name === `${named}-relu`)
      const wrong = withChanged(model, kernel, (value, at) => (at === 0 ? value + 0.5 : value))
      await expect(checked(wrong, fixtureImages())).rejects.toThrow(new RegExp(
        `^the file cannot be imported: it would be another network here: .+ computes other values from ` +
          `"${traced?.layer ?? ''}" \\(${traced?.kind ?? ''}\\) on, and logits that differ by \\S+ % of their range\\.$`
      ))
    }
  )

  it('by as little as two ten-thousandths, and not by a hundred-thousandth', async () => {
    const model = await read('torch-like.onnx')
    const bias = [...model.weights.keys()].filter((name) => name.endsWith('/bias')).at(-1) ?? ''
    // In units of the logits' range, which the first refusal tells.
    const refused = await checked(withChanged(model, bias, (value, at) => value + Number(at === 0)), fixtureImages())
      .catch((error: Error) => error.message)
    const range = 100 / Number(/by (\S+) %/.exec(refused)?.[1])
    const by = (share: number): Promise<string> =>
      checked(withChanged(model, bias, (value, at) => value + (at === 0 ? share * range : 0)), fixtureImages())
    await expect(by(2e-4)).rejects.toThrow('another network')
    expect(differenceIn(await by(1e-5))).toBe(1e-5)
  })
})

describe('what cannot be checked says why', () => {
  it('weights without a network of their own', async () => {
    expect(await checked(await written('model.safetensors', safetensorsFile()), few))
      .toBe('could not be checked: safetensors holds weights only')
  })

  it('an opset that onnxruntime does not know yet', async () => {
    expect(await checked(await written('model.onnx', onnxFile({ opset: 28 })), few))
      .toMatch(/^could not be checked: onnxruntime 1\.30\.0 says: .*[Oo]pset 28.*[^.]$/)
  })

  it('layers that TensorFlow.js does not have', async () => {
    const layers = kerasLayers().flatMap((layer) => (layer.name !== 'flat' ? [layer] : [
      { class_name: 'SpatialDropout2D', name: 'drop', config: { rate: 0.1 }, inbound_nodes: [[['conv', 0, 0, {}]]] },
      { ...layer, inbound_nodes: [[['drop', 0, 0, {}]]] }
    ]))
    const model = await writtenLayers(layers)
    expect(await checked(model, few)).toMatch(/^could not be checked: TensorFlow\.js 4\.22\.0 says: .*SpatialDropout2D/)
  })
})
