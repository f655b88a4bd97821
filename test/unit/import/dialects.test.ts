/**
 * One network in the dialects of Keras' JSON: Keras 2 and 3, Sequential and functional, with and without what names may
 * have around them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openModel, type ImportedModel } from '../../../main/import'
import { kerasLayers, kerasModel, kerasWeights, shard, tfjsJson, type Json } from '../../fixtures/models/files'
import { temporaryFolder } from '../../fixtures/temporary'

async function imported(json: Json): Promise<ImportedModel> {
  const folder = join(temporaryFolder(), 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'weights.bin'), shard)
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json))
  return openModel(join(folder, 'model.json')).read(null)
}

const [, ...layers] = kerasLayers()
/** Keras 2 gives the first layer the shape of the images. */
const begun = layers.map((layer, i) =>
  i === 0 ? { ...layer, config: { ...(layer.config as Json), batch_input_shape: [null, 4, 4, 1] } } : layer
)
const tensor = (name: string): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4, 4, 1], dtype: 'float32', keras_history: [name, 0, 0] }
})
const third = kerasLayers().map((layer) => ({
  ...layer,
  inbound_nodes: (layer.inbound_nodes as [string][][]).map((call) => ({
    args: call.map(([name]) => tensor(name)),
    kwargs: {}
  })),
  ...(layer.class_name === 'InputLayer' ? { config: { batch_shape: [null, 4, 4, 1] } } : {})
}))
const withConv = (config: Json): Json[] => kerasLayers().map((layer) =>
  (layer.name === 'conv' ? { ...layer, config: { ...(layer.config as Json), ...config } } : layer))
const renamed = (change: (name: string) => string): Json =>
  tfjsJson(
    kerasModel(),
    kerasWeights().map((weight) => ({ ...weight, name: change(weight.name) }))
  )

/** The convolution, or all, in a model that is used as a layer. */
const inModel = (name: string, inner: Json): Json[] => [
  kerasLayers()[0],
  { class_name: 'Functional', name, inbound_nodes: [[['image', 0, 0, {}]]], config: {
    layers: [{ ...kerasLayers()[0], name: 'inside' }, { ...inner, inbound_nodes: [[['inside', 0, 0, {}]]] }],
    input_layers: [['inside', 0, 0]], output_layers: [['conv', 0, 0]]
  } },
  { ...layers[1], inbound_nodes: [[[name, 1, 0, {}]]] }, layers[2]
]
/** Keras 3 counts calls from 0, but from 1 where a functional model gives the answer. */
const thirdInModel = (): Json => {
  const [image, ...rest] = third
  const outer = { ...image, name: 'outer' }
  return { class_name: 'Functional', config: { layers: [outer, {
    class_name: 'Functional', name: 'whole', inbound_nodes: [{ args: [tensor('outer')], kwargs: { training: false } }],
    config: { layers: [image, ...rest], input_layers: ['image', 0, 0], output_layers: ['dense', 0, 0] }
  }], input_layers: ['outer', 0, 0], output_layers: ['whole', 1, 0] } }
}

describe('the same network and weights', () => {
  it.each<[string, Json]>([
    ['Sequential, Keras 2.1', tfjsJson({ class_name: 'Sequential', config: begun })],
    ['Sequential, Keras 2', tfjsJson({ class_name: 'Sequential', config: { name: 'small', layers: begun } })],
    ['Sequential, Keras 3', tfjsJson({ class_name: 'Sequential', config: { layers: third } })],
    [
      'functional, Keras 3',
      tfjsJson({
        class_name: 'Functional',
        config: { layers: third, input_layers: ['image', 0, 0], output_layers: ['dense', 0, 0] }
      })
    ],
    ['topology without model_config', { ...tfjsJson(), modelTopology: kerasModel() }],
    [
      'activations as objects',
      tfjsJson(
        kerasModel(
          kerasLayers().map((layer) =>
            layer.name === 'conv'
              ? {
                  ...layer,
                  config: {
                    ...(layer.config as Json),
                    activation: {
                      module: 'builtins',
                      class_name: 'function',
                      config: 'relu',
                      registered_name: 'function'
                    }
                  }
                }
              : layer
          )
        )
      )
    ],
    [
      'an activation that is a layer',
      tfjsJson(kerasModel(withConv({ activation: {
        module: 'keras.layers', class_name: 'ReLU', registered_name: null,
        config: { name: 're_lu', max_value: null, negative_slope: 0, threshold: 0 }
      } })))
    ],
    ['an activation that is an operation', tfjsJson(kerasModel([
      ...withConv({ activation: 'linear' }).slice(0, 2),
      { class_name: 'Relu', module: 'keras.ops', registered_name: null, name: 'relu', config: { name: 'relu' },
        inbound_nodes: [[['conv', 0, 0, {}]]] },
      { ...layers[1], inbound_nodes: [[['relu', 0, 0, {}]]] }, layers[2]
    ]))],
    ['its input by a name', tfjsJson({
      class_name: 'Functional',
      config: { layers: kerasLayers(), input_layers: { image: ['image', 0, 0] }, output_layers: ['dense', 0, 0] }
    })],
    ['layers that only training knows', tfjsJson({ class_name: 'Sequential', config: { layers: [
      ...begun.slice(0, 1),
      ...['RandomFlip', 'GaussianNoise', 'SpatialDropout2D'].map((name) =>
        ({ class_name: name, module: 'keras.layers', registered_name: null, config: { name } })),
      ...begun.slice(1)
    ] } })],
    ['a model in it', tfjsJson(kerasModel(inModel('inner', layers[0])))],
    ['a model in it that is called as its layer', tfjsJson(kerasModel(inModel('conv', layers[0])))],
    ['all of it in a model, Keras 3', tfjsJson(thirdInModel())],
    ['a Sequential first, which says the shape', tfjsJson({ class_name: 'Sequential', config: { layers: [
      { class_name: 'Sequential', config: { name: 'first', layers: begun.slice(0, 1) } }, ...begun.slice(1)
    ] } })],
    ['names of the models before names', tfjsJson(
      kerasModel(inModel('inner', layers[0])),
      kerasWeights().map((weight) => ({ ...weight, name: weight.name.replace('conv/', 'small/inner/conv/') }))
    )],
    ['a Reshape that flattens', tfjsJson(kerasModel(kerasLayers().map((layer) => (layer.name === 'flat'
      ? { ...layer, class_name: 'Reshape', config: { target_shape: [-1] } }
      : layer))))],
    ['images without channels, and a Reshape', tfjsJson({ class_name: 'Sequential', config: { layers: [
      { class_name: 'Reshape', config: { name: 'grey', batch_input_shape: [null, 4, 4], target_shape: [4, 4, 1] } },
      ...layers
    ] } })],
    ['images that are flattened before', tfjsJson({ class_name: 'Sequential', config: { layers: [
      { class_name: 'Reshape', config: { name: 'grey', batch_input_shape: [null, 16], target_shape: [4, 4, -1] } },
      ...layers
    ] } })],
    ['numbers after names', renamed((name) => `${name}:0`)],
    ['the model before names', renamed((name) => `small/${name}`)]
  ])('from %s', async (_, json) => {
    const plain = await imported(tfjsJson())
    const model = await imported(json)
    expect(model.network.nodes.map(({ type }) => type)).toEqual([
      'input',
      'convolution',
      'support',
      'flatten',
      'dense',
      'softmax-loss'
    ])
    expect([...model.weights.values()]).toEqual([...plain.weights.values()])
  })
})

describe('a model that scales its images', () => {
  const before = (name: string, className: string, config: Json): Json => tfjsJson(kerasModel([
    kerasLayers()[0],
    { class_name: className, name, config, inbound_nodes: [[['image', 0, 0, {}]]] },
    ...layers.map((layer, i) => (i === 0 ? { ...layer, inbound_nodes: [[[name, 0, 0, {}]]] } : layer))
  ]))
  const rescaled = (scale: unknown, offset: unknown = 0): Json => before('scaled', 'Rescaling', { scale, offset })
  /** What the images become before the first layer. */
  async function scaleOf(json: Json): Promise<unknown> {
    const { network, weights, preprocessing } = await imported(json)
    const scale = network.nodes.find(({ type }) => type === 'batch-norm')
    if (!scale) return { preprocessing }
    expect(scale).toMatchObject({ frozen: true, inputs: ['image'] })
    const [factor, offset, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map((role) =>
      weights.get(`${scale.name}/${role}`)![0])
    expect(variance + 2 ** -16).toBe(1)
    return { factor, offset: offset - mean * factor, preprocessing }
  }

  it('needs the preprocessing that does it', async () => {
    expect(await scaleOf(rescaled(1 / 255))).toEqual({ preprocessing: { name: 'unit', needed: true } })
  })

  it('and then more is scaled the rest of the way', async () => {
    expect(await scaleOf(rescaled(1 / 127.5, -1))).toEqual(
      { factor: 2, offset: -1, preprocessing: { name: 'unit', needed: true } }
    )
  })

  it('or one that does something else scales what it is given', async () => {
    expect(await scaleOf(rescaled([2], [0.5]))).toEqual({ factor: 2, offset: 0.5, preprocessing: null })
    expect(await scaleOf(before('normal', 'Normalization', { axis: -1, mean: [0.5], variance: 0.25 }))).toEqual(
      { factor: 2, offset: -1, preprocessing: null }
    )
  })

  it('gives a branch of their own what they were, bytes', async () => {
    const { network, weights, preprocessing } = await imported(tfjsJson(kerasModel([
      kerasLayers()[0],
      { class_name: 'MaxPooling2D', name: 'pool', config: { pool_size: 1 }, inbound_nodes: [[['image', 0, 0, {}]]] },
      { class_name: 'Rescaling', name: 'scaled', config: { scale: 0.01 }, inbound_nodes: [[['image', 0, 0, {}]]] },
      { class_name: 'Add', name: 'add', config: {}, inbound_nodes: [[['pool', 0, 0, {}], ['scaled', 0, 0, {}]]] },
      ...layers.map((layer, i) => (i === 0 ? { ...layer, inbound_nodes: [[['add', 0, 0, {}]]] } : layer))
    ])))
    expect(preprocessing).toEqual({ name: 'unit', needed: true })
    const scales = network.nodes.filter(({ type }) => type === 'batch-norm').map(({ name }) => name)
    expect(scales.map((name) => weights.get(`${name}/scale`)![0])).toEqual([255, Math.fround(0.01)])
    const inputsOf = (name: string): unknown => network.nodes.find((node) => node.name === name)?.inputs
    expect(['pool', scales[1]].map(inputsOf)).toEqual([[scales[0]], [scales[0]]])
  })

  it.each([
    ['other numbers than channels', rescaled([1, 2]),
      'layer "scaled" (Rescaling) has other than one number for each of 1 channels'],
    ['a mean of other channels', before('normal', 'Normalization', { axis: -1, mean: [1, 2], variance: 1 }),
      'layer "normal" (Normalization) has a mean that is neither one number nor one for each channel']
  ])('is refused with %s', async (_what, json, sentence) => {
    await expect(imported(json)).rejects.toThrow(sentence)
  })
})

describe('zeros around a pooling', () => {
  const pooled = (className: string, activation: string): Json => tfjsJson(
    kerasModel([
      ...withConv({ activation }).slice(0, 2),
      { class_name: 'ZeroPadding2D', name: 'zeros', config: { padding: [[1, 0], [1, 1]] },
        inbound_nodes: [[['conv', 0, 0, {}]]] },
      { class_name: className, name: 'pool', config: { pool_size: 2, strides: 2 },
        inbound_nodes: [[['zeros', 0, 0, {}]]] },
      { ...layers[1], inbound_nodes: [[['pool', 0, 0, {}]]] },
      { class_name: 'ReLU', name: 'last', config: {}, inbound_nodes: [[['flat', 0, 0, {}]]] },
      { ...layers[2], config: { units: 6, use_bias: false }, inbound_nodes: [[['last', 0, 0, {}]]] }
    ]),
    kerasWeights().map((weight) => (weight.name === 'dense/kernel' ? { ...weight, shape: [4, 6] } : weight))
  )

  it.each([
    ['MaxPooling2D', { padding: [1, 1, 0, 1] }], ['AveragePooling2D', { padding: [1, 1, 0, 1], countsPadding: true }]
  ])('of a ReLU are its border: %s', async (className, border) => {
    const { network } = await imported(pooled(className, 'relu'))
    expect(network.nodes.find(({ name }) => name === 'pool')).toMatchObject(border)
  })

  it('may be the largest where there is no ReLU before: they are values', async () => {
    const { network } = await imported(pooled('MaxPooling2D', 'linear'))
    const [zeros] = network.nodes.filter(({ type }) => type === 'average-pool')
    expect(zeros).toMatchObject({ window: 1, stride: 1, padding: [1, 1, 0, 1], countsPadding: true })
    const pool = network.nodes.find(({ type }) => type === 'max-pool')
    expect(pool).toMatchObject({ inputs: [zeros.name], padding: 'valid' })
  })
})

it('a layer without weights is used as often as it is called', async () => {
  const { network } = await imported(tfjsJson(kerasModel([
    ...withConv({ activation: 'linear' }).slice(0, 2),
    { class_name: 'ReLU', name: 'relu', config: {}, inbound_nodes: [[['conv', 0, 0, {}]], [['pool', 0, 0, {}]]] },
    { class_name: 'MaxPooling2D', name: 'pool', config: { pool_size: 1 }, inbound_nodes: [[['relu', 0, 0, {}]]] },
    { ...layers[1], inbound_nodes: [[['relu', 1, 0, {}]]] }, layers[2]
  ])))
  expect(network.nodes.map(({ type, inputs: [from = ''] }) => `${type} of ${from}`)).toEqual([
    'input of ', 'convolution of image', 'support of conv', 'max-pool of relu', 'support of pool', 'flatten of relu-2',
    'dense of flat', 'softmax-loss of dense'
  ])
})
