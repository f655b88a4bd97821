/** The fused operations against the composed ones: the same gradients to the bit, but for the order of sums. */
import { assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import type { Backend } from '../../../../main/engine/backends/backend'
import { kindOf, type TrainingSupport } from '../../../../main/engine/executors/executor'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import { parametersOf, type Weights } from '../../../../main/engine/networks/parameters'
import { wholeMasks, type WeightMasks } from '../../../../main/engine/networks/weight-masks'
import { random } from '../../../../main/engine/random'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'
import { randomBatch, randomMasks, randomWeights, small } from '../helpers/examples'
import { randomNetwork } from '../helpers/random-networks'

const native = nativeBackend()

/** Momentum begins as the gradient; nothing is clipped, for a scale would bring a bias' rounding to all of them. */
const update = { learningRate: 0, momentum: 0, weightDecay: 0, clipNorm: 1e9 }

interface Case { network: Network; examples: number; support: TrainingSupport; pruned: boolean; towers: number }

const half = (network: Network): WeightMasks => {
  const stream = random(7, 'pruned')
  return new Map([...wholeMasks(network)].map(([name, all]) => [name, all.map(() => Number(stream.uniform() < 0.5))]))
}

async function gradients(backend: Backend, { network, examples, support, pruned, towers }: Case): Promise<Weights> {
  const kind = { ...kindOf(support), pruned }
  const graph = await GraphExecutor.create({ ...backend, towers }, network, randomWeights(network, 2), 5, [kind])
  try {
    if (pruned) await graph.setWeightMasks(half(network))
    await graph.trainStep(randomBatch(network, examples, 1), support, update, 0)
    return (await graph.state()).velocities
  } finally {
    graph.dispose()
  }
}

async function compare(given: Case): Promise<void> {
  const [fused, composed] =
    [await gradients(native, given), await gradients({ ...native, fused: false }, given)]
  const compared = (name: string): [Float32Array, Float32Array] =>
    [fused.get(name) ?? new Float32Array(), composed.get(name) ?? new Float32Array()]
  const trained = parametersOf(given.network).filter((parameter) => parameter.trained)
  const largest = Math.max(...trained.map(({ name }) => largestOf(compared(name)[1])))
  for (const { name, role } of trained) {
    const [one, other] = compared(name)
    if (role === 'bias') expectSums(name, one, other)
    else if (reordered(given)) expectWithin(largest * 1e-6, name, one, other)
    else expect(Array.from(one), name).toEqual(Array.from(other))
  }
}

/**
 * TensorFlow's optimizer sees other operations and may add the gradients of several consumers in another order, which
 * rounds otherwise from three terms on: in 1 of 320 comparisons (network 6, four consumers, gated, with the consistency
 * term) the last bit of a sum differed, 1.5e-8 of 0.06, and with it the kernel before a batch norm, whose gradient is
 * nothing but rounding; of network 2782 (four consumers, pure) 3e-8 of 0.25.
 */
function reordered({ network, support }: Case): boolean {
  const inputs = network.nodes.flatMap((node) => node.inputs)
  const most = Math.max(...network.nodes.map(({ name }) => inputs.filter((input) => input === name).length))
  if (support.mode !== 'masks' || support.consistency === null) return most >= 3
  return support.gate === 'gated' || most >= 2
}

const largestOf = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/**
 * Of up to 7,473 terms, which largely cancel: their sum is some hundredths of the sum of their sizes, at which each
 * addition rounds by 6e-8. 1.8e-5 was seen.
 */
const expectSums = (name: string, one: Float32Array, other: Float32Array): void =>
  expectWithin(Math.max(1e-3, largestOf(other)) * 5e-5, name, one, other)

function expectWithin(most: number, name: string, one: Float32Array, other: Float32Array): void {
  for (let i = 0; i < other.length; i++)
    expect(Math.abs(one[i] - other[i]), `${name}[${i}]`).toBeLessThanOrEqual(most)
}

const onImagesOf = ({ nodes }: Network, shape: [number, number, number]): Network =>
  ({ nodes: nodes.map((node) => (node.type === 'input' ? { ...node, shape } : node)) })

type Masked = Extract<TrainingSupport, { mode: 'masks' }>

function masks(
  network: Network, examples: number, choice: Partial<Pick<Masked, 'form' | 'gate' | 'consistency'>>
): Masked {
  const thresholds = Float32Array.from(supportLayout(network).layers, (_, i) => 0.05 * (i % 3))
  const packed = randomMasks(network, examples, 3)
  return { mode: 'masks', form: 'affine', gate: 'pure', consistency: null, packed, thresholds, ...choice }
}

const reorderedCase =
  { seed: 6, examples: 1, form: 'affine', gate: 'gated', consistency: 0.3, pruned: true, towers: 1 } as const
const reorderedPureCase =
  { seed: 2782, examples: 3, form: 'affine', gate: 'pure', consistency: null, pruned: false, towers: 3 } as const

describe('the fused mask operations', () => {
  it('are compiled by set-up, and used', () => { expect(native.fused).toBe(true) })

  it('give the gradients of the composed ones in any network, form, gate and number of towers', async () => {
    const cases = record({
      seed: integer({ min: 1, max: 10_000 }), examples: integer({ min: 1, max: 5 }),
      form: constantFrom<Masked['form'][]>('affine', 'linear'),
      gate: constantFrom<Masked['gate'][]>('pure', 'gated'),
      consistency: constantFrom(null, 0.3), pruned: boolean(), towers: integer({ min: 1, max: 3 })
    })
    await assert(asyncProperty(cases, async ({ seed, examples, form, gate, consistency, pruned, towers }) => {
      const network = randomNetwork(seed)
      await compare({
        network, examples, pruned, towers, support: masks(network, examples, { form, gate, consistency })
      })
    }), { numRuns: 12, examples: [[reorderedCase], [reorderedPureCase]] })
  })

  it.each([null, 0.3])('train maps of more units than they work on at once, consistency %s', async (consistency) => {
    const network = onImagesOf(small, [47, 53, 2])
    await compare({
      network, examples: 3, pruned: false, towers: 2, support: masks(network, 3, { consistency })
    })
  })
})
