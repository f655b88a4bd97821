/** What is refused before anything is written, and what a written model says about itself. */
import { describe, expect, it } from 'vitest'
import { parametersOf, valuesOf } from '../../../main/engine/networks/parameters'
import { inferShapes } from '../../../main/engine/networks/shapes'
import { formats } from '../../../main/export/formats'
import { exportedModel, metadataOf, packedText } from '../../../main/export/model'
import { describePreprocessing } from '../../../main/export/preprocessing'
import { preprocessingIn } from '../../../main/import/model'
import { mappingOf } from '../../../main/interchange/kinds'
import { exportMetadataSchema, preprocessingDescriptionSchema } from '../../../main/interchange/metadata'
import { scaleOf } from '../../../preload/schema/configuration'
import type { NodeOf } from '../../../preload/schema/network'
import { everyKind, randomWeights, small, stepped } from '../engine/helpers/examples'
import { modelOf, provenance, pruned } from './helpers/models'

const weights = randomWeights(small, 1)

describe('a model to export', () => {
  it('leaves out auxiliary heads with their weights and masks', () => {
    const { weights: left, masks } = pruned(everyKind, randomWeights(everyKind, 1))
    expect(masks.has('side/kernel')).toBe(true)
    const model = modelOf(everyKind, left, masks)
    expect(model.network.nodes.map(({ name }) => name)).not.toContain('side')
    expect([...model.weights.keys()]).toEqual(parametersOf(model.network).map(({ name }) => name))
    expect(model.masks.has('side/kernel')).toBe(false)
    expect(model.masks.size).toBe(masks.size - 1)
  })

  it('needs every weight, and masks that belong to them', () => {
    const { masks } = pruned(small, weights)
    const without = new Map(weights)
    without.delete('conv2/kernel')
    expect(() => modelOf(small, without)).toThrow('The weights have no "conv2/kernel", which the network needs.')
    expect(() => modelOf(small, weights, masks)).toThrow(
      'The weight mask of "conv1/kernel" takes away weights that are not zero, so they do not belong together.'
    )
    expect(() => modelOf(small, weights, new Map([['conv1/kernel', new Uint8Array(3)]]))).toThrow(
      'The weight mask of "conv1/kernel" has 3 values and the kernel 90, so they do not belong together.'
    )
  })

  it('has no weight that is no finite number, in none of the formats', () => {
    for (const wrong of [NaN, Infinity, -Infinity]) {
      const left = new Map(weights)
      left.set('conv2/kernel', valuesOf(weights, 'conv2/kernel').with(5, wrong))
      expect(() => modelOf(small, left)).toThrow(
        `Weight 5 of "conv2/kernel" in checkpoint "final" is ${wrong}, no finite number, so nothing is made of that ` +
          'checkpoint; choose another.'
      )
    }
  })

  it.each([
    ['conv4', {}, /^TensorFlow.js does not compute a dilated convolution of channels alone, as "conv4" is one,/],
    ['conv5', {}, /^TensorFlow.js has no convolution with both a dilation and a stride, as "conv5" is one;/],
    ['conv5', { stride: 1 }, /^TensorFlow.js has no convolution with groups of several channels, as "conv5" is one;/]
  ] as const)('is refused for TensorFlow.js, which has no such layer as %s', (name, change, sentence) => {
    const node = stepped.nodes.find((one) => one.name === name) as NodeOf<'convolution'>
    const shape = inferShapes(stepped).get(node.inputs[0])!
    const writing = { shape, shapes: [shape], isNeverNegative: true }
    expect(() => mappingOf(node).keras.write({ ...node, ...change }, writing)).toThrow(sentence)
  })

  it('describes itself as the schema says, channels first where the format keeps them so', () => {
    const { weights: left, masks } = pruned(small, weights)
    const metadata = exportMetadataSchema.parse(metadataOf(modelOf(small, left, masks), 'NCHW', 'bits'))
    expect(metadata).toMatchObject({
      input: { name: 'input', layout: 'NCHW', shape: [2, 8, 6] },
      output: { name: 'logits', classes: 3 },
      parameters: 294,
      masks: { kernels: ['conv1/kernel', 'conv2/kernel', 'conv3/kernel'], meaning: 'bits' }
    })
    expect(metadata.nonZeroParameters).toBe(
      [...left.values()].reduce((sum, values) => sum + values.filter((value) => value !== 0).length, 0)
    )
    expect(metadataOf(modelOf(small, weights), 'NHWC', '').input.shape).toEqual([8, 6, 2])
  })

  it('names the classes of its data set, unless the network answers with another number of them', () => {
    const named = (classNames: string[] | null) =>
      metadataOf(exportedModel(small, weights, new Map(), { ...provenance, classNames }), 'NHWC', '').output
    expect(named(['ant', 'bee', 'cat'])).toMatchObject({ classes: 3, classNames: ['ant', 'bee', 'cat'] })
    for (const others of [['ant', 'bee'], null]) expect(named(others)).toMatchObject({ classes: 3, classNames: null })
  })

  it('is understood without such names, as files of before hold none', () => {
    const named = metadataOf(
      exportedModel(small, weights, new Map(), { ...provenance, classNames: ['ant', 'bee', 'cat'] }),
      'NHWC',
      ''
    )
    const { classNames, ...output } = named.output
    expect(classNames).toHaveLength(3)
    const before = { ...named, output }
    expect(exportMetadataSchema.parse(before).output.classNames).toBeNull()
    for (const written of [before, named]) expect(preprocessingIn(written)).toEqual({ name: 'unit', needed: false })
  })

  it('packs masks as numpy does, padded with zeros', () => {
    expect(packedText(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 1))).toBe(Buffer.of(0x81, 0x80).toString('base64'))
  })
})

describe('preprocessing', () => {
  const settings = { dataset: 'cifar-10', imageSize: 224 } as const

  it('is told with its numbers', () => {
    expect(
      describePreprocessing(
        { ...settings, preprocessing: 'channel-means' },
        { kind: 'scaling', scale: 255, mean: [0.1, 0.2, 0.3], std: [0.5] }
      ).description
    ).toMatchObject({ name: 'channel-means', mean: [0.1, 0.2, 0.3], deviation: 0.5, arrays: [] })
    expect(
      describePreprocessing(
        { ...settings, preprocessing: 'unit', dataset: 'image-folder' },
        { kind: 'scaling', scale: 255, mean: [0], std: [1] }
      ).description.words
    ).toMatch(/^the shorter side of an image is resized to 224 pixels .* x \/ 255$/)
  })

  it.each([
    ['raw', 'x as it is, 0 to 255', [0], 1 / 255],
    ['symmetric', 'x / 127.5 − 1', [0.5], 0.5],
    [
      'imagenet',
      '(x / 255 − mean) / std with mean 0.485, 0.456, 0.406 and std 0.229, 0.224, 0.225 of the channels in their order',
      [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    ],
    ['mean=51,std=102,scale=1', '(x − mean) / std with mean 51 and std 102', [0.2], 0.4]
  ] as const)('%s is told in words, and by numbers of x / 255', (preprocessing, words, mean, deviation) => {
    const numbers = scaleOf(preprocessing)!
    const { description } = describePreprocessing({ ...settings, preprocessing }, { kind: 'scaling', ...numbers })
    expect(description).toMatchObject({ name: preprocessing, words })
    expect(description.mean).toEqual(mean.map((value) => expect.closeTo(value, 12)))
    expect([description.deviation].flat()).toEqual([deviation].flat().map((value) => expect.closeTo(value, 12)))
    expect(Array.isArray(description.deviation)).toBe(Array.isArray(deviation))
    expect(preprocessingDescriptionSchema.parse(description)).toEqual(description)
  })

  it('says so when its numbers are not known', () => {
    expect(describePreprocessing({ ...settings, preprocessing: 'standardised' }, null).description).toMatchObject({
      mean: null,
      deviation: null,
      words: expect.stringContaining('were not at hand')
    })
  })

  it('with a matrix has it in the file, or beside it where the format holds nothing but a network', () => {
    const preprocessing = describePreprocessing(
      { ...settings, preprocessing: 'contrast-whitened' },
      { kind: 'whitening', mean: new Float32Array(96), matrix: new Float32Array(96 * 96) }
    )
    expect(preprocessing.description.arrays).toEqual(['preprocessing/mean', 'preprocessing/matrix'])
    const model = exportedModel(small, weights, new Map(), { ...provenance, preprocessing })
    const names = Object.fromEntries(
      Object.entries(formats).map(([format, files]) => [format, files(model).map(({ name }) => name)])
    )
    expect(names).toEqual({
      tfjs: ['group1-shard1of1.bin', 'preprocessing.npz', 'model.json'],
      onnx: ['metadata.json', 'preprocessing.npz', 'model.onnx'],
      safetensors: ['model.safetensors'],
      npz: ['topology.json', 'metadata.json', 'weights.npz']
    })
  })
})
