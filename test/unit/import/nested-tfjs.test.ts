/**
 * Models in models, as TensorFlow.js writes them, give the logits of TensorFlow.js itself: 1e-5 of the largest, as
 * float32 sums in another order differ. Those of Keras are in foreign.test.ts.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { openModel, type ImportedModel } from '../../../main/import'
import { temporaryFolder } from '../../fixtures/temporary'
import { farthest, fixtureImages, graphLogits } from './helpers/logits'

const { layers } = tf

/** Of the network, statistics of batch-norms among them: what is neither zero nor one cancels by no chance. */
function scrambled(model: tf.LayersModel): tf.LayersModel {
  model.setWeights(model.getWeights().map(({ shape }, i) =>
    tf.add(tf.abs(tf.randomNormal(shape, 0, 0.3, 'float32', i)), 0.05)))
  return model
}

async function saved(model: tf.LayersModel): Promise<string> {
  const folder = join(temporaryFolder(), 'model')
  mkdirSync(folder)
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    writeFileSync(join(folder, 'weights.bin'), Buffer.from(weightData as ArrayBuffer))
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
    writeFileSync(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }))
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
  }))
  return join(folder, 'model.json')
}

const imported = async (model: tf.LayersModel): Promise<ImportedModel> => openModel(await saved(model)).read(null)

/** Convolution, batch-norm and ReLU; its layers are called as the model is. */
function base(name: string, shape: tf.Shape): tf.LayersModel {
  const image = tf.input({ shape })
  const conv = layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, name: `${name}_conv` }).apply(image)
  const norm = layers.batchNormalization({ name: `${name}_norm` }).apply(conv)
  const given = layers.reLU({ name: `${name}_relu` }).apply(norm) as tf.SymbolicTensor
  return tf.model({ inputs: image, outputs: given, name })
}

const mean = (): tf.layers.Layer => layers.globalAveragePooling2d({})
const classes = (): tf.layers.Layer => layers.dense({ units: 10 })

function twoDeep(): tf.LayersModel {
  const image = tf.input({ shape: [28, 28, 1] })
  const outer = tf.input({ shape: [28, 28, 1] })
  const inner = base('deep', [28, 28, 1]).apply(outer)
  const middle = tf.model({
    inputs: outer, outputs: base('near', [13, 13, 3]).apply(inner) as tf.SymbolicTensor, name: 'middle'
  })
  const given = classes().apply(mean().apply(middle.apply(image))) as tf.SymbolicTensor
  return tf.model({ inputs: image, outputs: given })
}

function usedTwice(model: tf.LayersModel): tf.LayersModel {
  const image = tf.input({ shape: [28, 28, 1] })
  const conv = layers.conv2d({ filters: 1, kernelSize: 1 })
  const given = classes().apply(mean().apply(model.apply(conv.apply(model.apply(image))))) as tf.SymbolicTensor
  return tf.model({ inputs: image, outputs: given })
}

describe('a model that TensorFlow.js wrote', () => {
  it.each<[string, () => tf.LayersModel]>([
    ['a functional model as the first layer', () =>
      tf.sequential({ layers: [base('base', [28, 28, 1]), mean(), classes()] })],
    ['Sequential models in one', () => tf.sequential({ layers: [
      tf.sequential({ layers: [layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [28, 28, 1] }), layers.reLU()] }),
      tf.sequential({ layers: [layers.flatten({ inputShape: [26, 26, 3] }), classes()] })
    ] })],
    ['models two deep', twoDeep],
    ['a model without weights, called twice', () =>
      usedTwice(tf.sequential({ layers: [layers.reLU({ inputShape: [28, 28, 1] }), layers.reLU()] }))]
  ])('%s', async (_, build) => {
    const model = scrambled(build())
    const images = fixtureImages()
    const predicted = model.predict(tf.tensor4d(images.images, [images.count, 28, 28, 1])) as tf.Tensor
    const logits = await graphLogits(await imported(model), images)
    expect(farthest(logits, await predicted.data())).toBeLessThan(1e-5)
  })

  it('is refused by name where a model with weights is called twice', async () => {
    const image = tf.input({ shape: [28, 28, 1] })
    const conv = layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same', name: 'one', activation: 'relu' })
    const model = tf.model({ inputs: image, outputs: conv.apply(image) as tf.SymbolicTensor, name: 'shared' })
    await expect(imported(usedTwice(model))).rejects.toThrow(
      'layer "shared/one" (Conv2D) is used more than once, and layers that share their weights are not read.'
    )
  })
})
