/**
 * What Maskscope exports it reads again: the same logits (1e-6 of the largest; the weights are the same bits), the same
 * preprocessing.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parametersOf } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { writeFolder } from '../../../main/export/folder'
import { formats } from '../../../main/export/formats'
import { openModel } from '../../../main/import'
import { mainHead } from '../../../main/engine/networks/main-head'
import type { Network } from '../../../preload/schema/network'
import { temporaryFolder } from '../../fixtures/temporary'
import { everyKind, isForTensorFlowJs, particularExports, randomBatch, randomWeights } from '../engine/helpers/examples'
import { modelOf, pruned } from '../export/helpers/models'
import { farthest, graphLogits } from './helpers/logits'

const files = { tfjs: 'model.json', onnx: 'model.onnx', safetensors: 'model.safetensors' } as const
const folder = temporaryFolder()
const minis = ['all-cnn-mini', 'nin-mini', 'vgg-mini', 'resnet-mini', 'googlenet-mini'] as const
const networks: [string, Network][] = [
  ...minis.map((name): [string, Network] => [name, presetNetwork(name, [28, 28, 1], 10)]),
  // Colour, and positions that are flattened before a dense layer, where the order of channels counts.
  ['vgg-mini in colour', presetNetwork('vgg-mini', [20, 12, 3], 5)], ['every-kind', everyKind],
  ...particularExports
]

describe.each(networks)('%s', (name, network) => {
  const { weights, masks } = pruned(network, randomWeights(network, 3))
  const examples = randomBatch(network, 16, 5)
  const own = (['tfjs', 'onnx', 'safetensors'] as const)
    .filter((format) => format !== 'tfjs' || isForTensorFlowJs(network))
  it.each(own)('as %s', async (format) => {
    const target = join(folder, name, format)
    await writeFolder(target, formats[format](modelOf(network, weights, masks)), false)
    const model = await openModel(join(target, files[format])).read(null)
    expect(model).toMatchObject({ format, preprocessing: { name: 'unit', needed: false } })
    expect(
      farthest(await graphLogits(model, examples), await graphLogits({ network, weights }, examples))
    ).toBeLessThan(1e-6)
    // Pruned weights are still zero, and no parameter was made up or lost.
    const zeros = (values: Iterable<Float32Array>): number =>
      [...values].reduce((sum, array) => sum + array.filter((value) => value === 0).length, 0)
    const head = parametersOf(mainHead(network)).map((parameter) => weights.get(parameter.name)!)
    expect(zeros(model.weights.values())).toBe(zeros(head))
    expect([...model.weights.values()].reduce((sum, array) => sum + array.length, 0)).toBe(
      head.reduce((sum, array) => sum + array.length, 0)
    )
  })
})

describe('weights without a network', () => {
  const network = presetNetwork('googlenet-mini', [28, 28, 1], 10)
  it('take the one that is named, of which auxiliary heads are not needed', async () => {
    const target = join(folder, 'named')
    const weights = randomWeights(network, 4)
    await writeFolder(target, formats.safetensors(modelOf(network, weights)), false)
    const model = await openModel(join(target, files.safetensors)).read(network)
    expect(model.network).toEqual(mainHead(network))
    const examples = randomBatch(network, 4, 6)
    const read = await graphLogits(model, examples)
    expect(farthest(read, await graphLogits({ network, weights }, examples))).toBeLessThan(1e-6)
  })

  it('are refused when they belong to another', async () => {
    const target = join(folder, 'other')
    await writeFolder(target, formats.safetensors(modelOf(network, randomWeights(network, 4))), false)
    await expect(
      openModel(join(target, files.safetensors)).read(presetNetwork('googlenet-mini', [32, 32, 3], 10))
    ).rejects.toThrow(
      /^model\.safetensors cannot be imported: the weights "[a-z0-9]+\/kernel" have the shape [0-9×]+ where the network needs [0-9×]+\.$/
    )
  })
})
