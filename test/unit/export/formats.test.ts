/** Bytes of a model too large for one shard, where no foreign program has to be run to judge them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadMnist10k } from '../../../main/engine/datasets/formats/mnist-10k'
import { locateData, openDataSet, preprocessingNumbers } from '../../../main/engine/datasets'
import { consecutive } from '../../../main/engine/datasets/dataset'
import { initialWeights } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { writeFolder } from '../../../main/export/folder'
import { formats } from '../../../main/export/formats'
import { temporaryFolder } from '../../fixtures/temporary'
import { notNeeded } from '../engine/helpers/datasets'
import { modelOf, pruned } from './helpers/models'

/** 5.5 MB of weights. */
const network = presetNetwork('all-cnn-c', [32, 32, 3], 10)
const { weights, masks } = pruned(network, initialWeights(network, 1))
const model = modelOf(network, weights, masks)
const everything = Buffer.concat(model.parameters.map(({ name }) => {
  const { buffer, byteOffset, byteLength } = weights.get(name)!
  return Buffer.from(buffer, byteOffset, byteLength)
}))

describe('a large model', () => {
  it('as TensorFlow.js is cut into shards of 4 MiB that hold every byte once', async () => {
    const folder = join(temporaryFolder(), 'model')
    const files = await writeFolder(folder, formats.tfjs(model), false)
    const shards = files.slice(0, -1)
    expect(shards.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['group1-shard1of2.bin', 4 * 2 ** 20],
      ['group1-shard2of2.bin', everything.length - 4 * 2 ** 20]
    ])
    expect(Buffer.concat(shards.map(({ name }) => readFileSync(join(folder, name)))).equals(everything)).toBe(true)
  })

  it('as safetensors begins its values on 8 bytes and leaves no gap', async () => {
    const folder = join(temporaryFolder(), 'model')
    await writeFolder(folder, formats.safetensors(model), false)
    const file = readFileSync(join(folder, 'model.safetensors'))
    const length = Number(file.readBigUInt64LE())
    expect(length % 8).toBe(0)
    const { __metadata__: metadata, ...tensors } = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<
      string,
      { dtype: string; data_offsets: [number, number] }
    >
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true)
    const ends = Object.values(tensors).map(({ data_offsets: [, end] }) => end)
    expect(Object.values(tensors).map(({ data_offsets: [begin] }) => begin)).toEqual([0, ...ends.slice(0, -1)])
    expect(8 + length + ends[ends.length - 1]).toBe(file.length)
    expect(file.subarray(8 + length, 8 + length + everything.length).equals(everything)).toBe(true)
  })
})

describe('the numbers of preprocessing', () => {
  it.each(['unit', 'standardised', 'channel-means', 'raw', 'symmetric', 'mean=0.1307,std=0.3081,scale=255'] as const)(
    '%s make of bytes what the network sees',
    async (preprocessing) => {
      const settings = { dataset: 'mnist-10k', preprocessing, imageSize: 224 } as const
      const location = locateData(temporaryFolder(), 'mnist-10k', null)
      const numbers = await preprocessingNumbers(settings, location, notNeeded)
      if (numbers.kind !== 'scaling') throw new Error('these are scalars')
      const { test } = await openDataSet(settings, location, notNeeded)
      const bytes = loadMnist10k().test.readPixels(consecutive(0, 3))
      test
        .read(consecutive(0, 3))
        .images.forEach((value, i) =>
          expect(value).toBeCloseTo((bytes[i] / numbers.scale - numbers.mean[0]) / numbers.std[0], 5)
        )
    }
  )
})
