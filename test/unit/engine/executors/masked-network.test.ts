/**
 * A network whose masks are chosen: its linear map with masks fixed, and masks that are forced; every node kind, both
 * forms. test/integration/linear.test.ts has the same recomputed by NumPy.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { classMap } from '../../../../main/engine/evaluation/linear-map'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import { MaskedNetwork } from '../../../../main/engine/executors/eager/masked-network'
import { changedMasks, forcedUnits, type ChosenMasks } from '../../../../main/engine/support/chosen-masks'
import { masktSupport, reluSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { mostDifference, type MaskChange } from '../../../../preload/schema/linear'
import type { Network } from '../../../../preload/schema/network'
import { everyKind, gated, particular, randomBatch, randomMasks, randomWeights, small } from '../helpers/examples'

const backend = nativeBackend()
const classes = 3
const networks: [string, Network][] = [
  ['every node kind', everyKind],
  ...particular.filter(([, network]) => network !== gated),
  ['two convolutions', small],
  ['resnet-mini', presetNetwork('resnet-mini', [10, 9, 3], classes)],
  ['googlenet-mini, with auxiliary heads', presetNetwork('googlenet-mini', [10, 9, 2], classes)]
]
const hasMaxPool = ({ nodes }: Network): boolean => nodes.some(({ type }) => type === 'max-pool')

describe.each(networks)('%s', (_name, network) => {
  const layout = supportLayout(network)
  const weights = randomWeights(network, 2)
  const batch = randomBatch(network, 2, 1)
  const size = batch.images.length / batch.count
  const [image, other] = [batch.images.slice(0, size), batch.images.slice(size)]
  const stored = randomMasks(network, batch.count, 3)
  const first = stored.slice(0, layout.bytesPerExample)
  const masked = new MaskedNetwork(backend, network, weights)
  afterAll(() => masked.dispose())

  const chosen = (form: ChosenMasks['form'], of: Uint8Array | null, changes: MaskChange[] = []): ChosenMasks =>
    ({ form, stored: of, forced: forcedUnits(layout, changes) })
  const every: [string, ChosenMasks][] = [
    ['its own masks, affine: ReLU', chosen('affine', null)],
    ['its own masks, linear: MaskT', chosen('linear', null)],
    ['stored masks, affine', chosen('affine', first)],
    ['stored masks, linear', chosen('linear', first)]
  ]
  const one = { count: 1, images: image }
  const mapOf = async (masks: ChosenMasks, label: number) =>
    classMap({ label, ...await masked.linearMap(image, masks, label) }, image)

  it('with its own masks is the network that is evaluated', async () => {
    const executor = new EagerExecutor(backend, network, weights, 1)
    for (const [form, support] of [['affine', reluSupport], ['linear', masktSupport]] as const) {
      const { logits, masks } = await masked.run(batch, chosen(form, null))
      expect(masks).toEqual(await executor.estimateMasks(batch, support(layout.layers.length)))
      if (form === 'affine') expect(logits).toEqual(await executor.logits(batch))
      const predicted = [0, classes].map((from) => {
        const own = logits.subarray(from, from + classes)
        return own.indexOf(Math.max(...own))
      })
      expect(predicted).toEqual([...(await executor.predict(batch, support(layout.layers.length))).classes])
    }
    executor.dispose()
  })

  it.each(every)('%s: pixels and biases add up to every logit', async (_title, masks) => {
    const { logits } = await masked.run(one, masks)
    for (let label = 0; label < classes; label++) {
      const map = await mapOf(masks, label)
      expect(map.logit).toBe(logits[label])
      // Both are there: a sum of one part alone would hold by chance.
      expect(Math.min(Math.abs(map.biases), Math.abs(map.pixels))).toBeGreaterThan(1e-4)
      expect(map.relative).toBeLessThan(mostDifference / 10)
    }
  })

  it.each(every.slice(2))('%s: the map is the one of any image that has these masks', async (_title, masks) => {
    // Where a pooling chooses the largest value the choice is fixed too, and another image chooses otherwise.
    if (hasMaxPool(network)) return
    const { logits } = await masked.run({ count: 1, images: other }, masks)
    for (let label = 0; label < classes; label++) {
      const { weights: slopes, biases } = await mapOf(masks, label)
      const pixels = floats(slopes).reduce((sum, slope, i) => sum + slope * other[i], 0)
      expect(Math.abs(pixels + biases - logits[label])).toBeLessThan(1e-5 * Math.max(1, Math.abs(pixels)))
    }
  })

  it('is differentiated rightly: logits a step of every pixel away', async () => {
    const masks = chosen('affine', first)
    const slopes = floats((await mapOf(masks, 1)).weights)
    const largest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0)
    // Small enough that max pooling chooses alike; float32 logits of 1 then give slopes to some 1e-4.
    const step = 2e-3
    for (let pixel = 0; pixel < size; pixel += 11) {
      const [up, down] = [step, -step].map((by) => image.map((value, i) => (i === pixel ? value + by : value)))
      const both = Float32Array.from([...up, ...down])
      const twice = chosen('affine', Uint8Array.from([...first, ...first]))
      const { logits } = await masked.run({ count: 2, images: both }, twice)
      const slope = (logits[1] - logits[classes + 1]) / (2 * step)
      expect(Math.abs(slope - slopes[pixel]), `pixel ${pixel}`).toBeLessThan(2e-2 * Math.max(largest, 0.01))
    }
  })

  it('is run with units forced as with stored masks that have them so', async () => {
    const [{ name, shape }] = layout.layers
    const channels = shape.length === 3 ? shape[2] : 1
    const changes: MaskChange[] = [
      { to: 'on', layer: name, channel: 0, unit: channels },
      { to: 'off', layer: name, channel: 0, unit: null }
    ]
    const forced = chosen('linear', stored, changes)
    const expected = changedMasks(stored, forced.forced!)
    expect(expected).not.toEqual(stored)
    const run = await masked.run(batch, forced)
    expect(run.masks).toEqual(expected)
    expect(run.logits).toEqual((await masked.run(batch, chosen('linear', expected))).logits)
  })

  it('answers a constant for a layer that is off', async () => {
    const last = layout.layers[layout.layers.length - 1]
    const off = chosen('affine', null, [{ to: 'off', layer: last.name, channel: null, unit: null }])
    const { logits, masks } = await masked.run(batch, off)
    for (const example of [0, 1]) {
      const at = example * layout.bytesPerExample + last.byteOffset
      expect(masks.subarray(at, at + last.byteLength).every((byte) => byte === 0)).toBe(true)
    }
    // What the layers before it decide is as it was.
    const before = (await masked.run(batch, chosen('affine', null))).masks
    expect(masks.subarray(0, last.byteOffset)).toEqual(before.subarray(0, last.byteOffset))
    if (network === small) expect(logits.subarray(0, classes)).toEqual(logits.subarray(classes))
  })

  it('keeps nothing in memory', async () => {
    await mapOf(every[0][1], 0)
    const { numTensors } = backend.tf.memory()
    await mapOf(every[0][1], 0)
    await masked.run(batch, every[0][1])
    expect(backend.tf.memory().numTensors).toBe(numTensors)
  })
})

it('no linear map stands for a network with functions that have no mask', async () => {
  const masked = new MaskedNetwork(backend, gated, randomWeights(gated, 2))
  const masks: ChosenMasks = { form: 'affine', stored: null, forced: null }
  await expect(masked.linearMap(randomBatch(gated, 1, 1).images, masks, 0)).rejects.toThrow(
    'The network is not linear given its masks: "bounded" has no mask and is no linear map'
  )
  masked.dispose()
})

const floats = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer)
