/** Weights that are pruned stay exactly zero in both executors, whatever moves the others, and both executors agree. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import {
  kindOf,
  type Executor,
  type SharedSupport,
  type TrainingSupport
} from '../../../../main/engine/executors/executor'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import { parametersOf, type Weights } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import {
  exemptNodes,
  kernelsOf,
  maskedWeights,
  mergedMasks,
  packedMask,
  unpackedMask,
  wholeMasks,
  type WeightMasks
} from '../../../../main/engine/networks/weight-masks'
import { random } from '../../../../main/engine/random'
import { supportLayout } from '../../../../main/engine/support/layout'
import { everyKind, randomBatch, randomMasks, randomWeights, small } from '../helpers/examples'

const backend = nativeBackend()
const steps = 12
const update = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.1, clipNorm: 0.5 }

function randomWeightMasks(network: Parameters<typeof kernelsOf>[0], seed: number): WeightMasks {
  const stream = random(seed, 'weight masks')
  return new Map(
    kernelsOf(network).map(({ name, shape }) => [
      name,
      Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Number(stream.uniform() < 0.4))
    ])
  )
}

describe.each([['small', small], ['every node kind', everyKind]] as const)('weight masks of %s', (_name, network) => {
  const batch = randomBatch(network, 5, 1)
  const weights = randomWeights(network, 2)
  const masks = randomWeightMasks(network, 3)
  const thresholds = new Float32Array(supportLayout(network).layers.length)
  const packed = randomMasks(network, batch.count, 4)
  const energy: SharedSupport = { mode: 'batch', form: 'affine', gate: 'gated', rule: 'energy', beta: 0.5 }
  const supports: [string, TrainingSupport][] = [
    ['ReLU', { mode: 'relu' }],
    ['stored masks', { mode: 'masks', form: 'affine', gate: 'pure', packed, consistency: 0.3, thresholds }],
    ['stored masks, linear', { mode: 'masks', form: 'linear', gate: 'gated', packed, consistency: null, thresholds }],
    ['batch masks', energy]
  ]
  const eager = new EagerExecutor(backend, network, weights, 5)
  let graph: GraphExecutor
  beforeAll(async () => {
    const kinds = supports.map(([, support]) => kindOf(support))
    graph = await GraphExecutor.create(backend, network, weights, 5, [
      ...kinds,
      ...kinds.map((kind) => ({ ...kind, pruned: true }))
    ])
  })
  afterAll(() => {
    graph.dispose()
    eager.dispose()
  })

  async function prunedAfterSteps(executor: Executor, support: TrainingSupport): Promise<Weights> {
    await executor.setWeightMasks(null)
    await executor.setWeights(weights)
    // Momentum that is there when connections are pruned must not bring them back.
    await executor.trainStep(batch, support, update, 0)
    await executor.setWeightMasks(masks)
    for (let iteration = 1; iteration <= steps; iteration++) await executor.trainStep(batch, support, update, iteration)
    return executor.weights()
  }

  it.each(supports)(
    'stay zero, bit for bit, over many steps with momentum, decay and clipping: %s',
    async (_support, support) => {
      const [one, two] = await Promise.all([graph, eager].map((executor) => prunedAfterSteps(executor, support)))
      for (const { name } of parametersOf(network)) {
        const mask = masks.get(name)
        const values = [one, two].map((result) => result.get(name) ?? new Float32Array())
        for (const result of values)
          if (mask) expect(result.filter((value, i) => mask[i] === 0 && !Object.is(value, 0))).toHaveLength(0)
        // Twelve steps add up rounding errors of both.
        const scale = values[1].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
        values[0].forEach((value, i) =>
          expect(Math.abs(value - values[1][i]), `${name}[${i}]`).toBeLessThan(2e-3 * scale)
        )
      }
    }
  )

  it('let everything else move, and after their end everything, from zero', async () => {
    for (const executor of [graph, eager]) {
      const pruned = await prunedAfterSteps(executor, { mode: 'relu' })
      await executor.setWeightMasks(null)
      expect(await executor.weights()).toEqual(pruned)
      await executor.trainStep(batch, { mode: 'relu' }, update, 99)
      const back = await executor.weights()
      const returned = kernelsOf(network).flatMap(({ name }) =>
        [...(back.get(name) ?? [])].filter((value, i) => masks.get(name)?.[i] === 0 && value !== 0)
      )
      expect(returned.length).toBeGreaterThan(10)
    }
  })

  it('hold for weights that are set while they are in force', async () => {
    for (const executor of [graph, eager]) {
      await executor.setWeightMasks(masks)
      await executor.setWeights(weights)
      expect(await executor.weights()).toEqual(maskedWeights(weights, masks))
      await executor.setWeightMasks(null)
    }
  })

  it.each(['energy', 'majority'] as const)('go with the same shared masks in both executors: %s', async (rule) => {
    const support: SharedSupport = { ...energy, rule }
    const other = await GraphExecutor.create(backend, network, weights, 5, [{ ...kindOf(support), pruned: true }])
    await eager.setWeightMasks(null)
    await eager.setWeights(weights)
    const shared = await other.sharedMasks(batch, support)
    expect(shared).toEqual(await eager.sharedMasks(batch, support))
    expect(shared.length).toBe(supportLayout(network).bytesPerExample)
    expect(shared.some((byte) => byte !== 0)).toBe(true)
    other.dispose()
  })
})

it('a shared mask by energy is where the sum of squared activations exceeds β', async () => {
  const executor = new EagerExecutor(backend, small, randomWeights(small, 2), 5)
  const batch = randomBatch(small, 4, 1)
  const energy: SharedSupport = { mode: 'batch', form: 'affine', gate: 'gated', rule: 'energy', beta: 0 }
  const shared = await executor.sharedMasks(batch, energy)
  // With β = 0 it is on where any example's own mask of the first layer is.
  const { byteLength } = supportLayout(small).layers[0]
  const own = await executor.estimateMasks(batch, { form: 'affine', thresholds: new Float32Array(2) })
  const width = own.length / batch.count
  const any = Uint8Array.from({ length: byteLength }, (_, i) =>
    [0, 1, 2, 3].reduce((bits, example) => bits | own[example * width + i], 0)
  )
  expect(shared.subarray(0, byteLength)).toEqual(any)
  executor.dispose()
})

it('pack and unpack, merge to what both keep, and refuse another length', () => {
  const mask = Uint8Array.of(1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0)
  expect(unpackedMask(packedMask(mask), mask.length)).toEqual(mask)
  expect([...packedMask(mask)]).toEqual([0b10110001, 0b11000000])
  expect(mergedMasks(new Map([['a', Uint8Array.of(1, 1, 0, 0)]]), new Map([['a', Uint8Array.of(1, 0, 1, 0)]]))).toEqual(
    new Map([['a', Uint8Array.of(1, 0, 0, 0)]])
  )
  expect(() => maskedWeights(new Map([['a', new Float32Array(3)]]), new Map([['a', new Uint8Array(2)]]))).toThrow(
    /2 entries, the kernel 3/
  )
  expect([...wholeMasks(small).values()].every((values) => values.every((value) => value === 1))).toBe(true)
})

it('exempt layers are the first one and those that give class scores, of auxiliary heads too', () => {
  expect([...exemptNodes(everyKind, ['first', 'classifier'])].sort()).toEqual(['conv1', 'dense2', 'side'])
  expect([...exemptNodes(presetNetwork('all-cnn-mini', [28, 28, 1], 10), ['first', 'classifier'])]).toEqual([
    'conv1',
    'conv7'
  ])
  expect([...exemptNodes(small, [])]).toEqual([])
})
