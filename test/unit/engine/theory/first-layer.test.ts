/** Theorem 1's numbers of a stored run's first layer: against U made by loops, and which layers have none. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { inMemory } from '../../../../main/engine/datasets/dataset'
import { MaskedNetwork } from '../../../../main/engine/executors/eager/masked-network'
import { nodeValues } from '../../../../main/engine/executors/eager/node-values'
import { valuesOf } from '../../../../main/engine/networks/weights'
import { supportLayout } from '../../../../main/engine/support/layout'
import { firstLayerOf, readFirstLayer } from '../../../../main/engine/theory/first-layer/reading'
import { networkSchema, type Network } from '../../../../preload/schema/network'
import { randomBatch, randomWeights } from '../helpers/examples'

const backend = nativeBackend()
const network = (shape: number[], ...nodes: object[]): Network => networkSchema.parse({
  nodes: [{ name: 'input', type: 'input', inputs: [], shape }, ...nodes]
})
const tail = [
  { name: 'support', type: 'support', inputs: ['hidden'] },
  { name: 'last', type: 'dense', inputs: ['support'], units: 3, bias: true },
  { name: 'loss', type: 'softmax-loss', inputs: ['last'], weight: 1 }
]
const dense = network(
  [2, 2, 1], { name: 'flat', type: 'flatten', inputs: ['input'] },
  { name: 'hidden', type: 'dense', inputs: ['flat'], units: 2, bias: true }, ...tail
)

describe('of a dense layer', () => {
  it('λ²_max is what the power method finds of U made by loops, and blocks are not as the paper has them', async () => {
    const weights = randomWeights(dense, 3)
    const batch = randomBatch(dense, 40, 2)
    const layout = supportLayout(dense)
    const masked = new MaskedNetwork(backend, dense, weights)
    const { masks } = await masked.run(batch, { form: 'affine', stored: null, forced: null })
    masked.dispose()
    const found = await readFirstLayer({
      network: dense, layout, train: inMemory(batch), examples: batch.count, classes: 3, epsilon: 1e-6,
      masks: (some) => Uint8Array.from([...some].flatMap((n) =>
        [...masks.subarray(n * layout.bytesPerExample, (n + 1) * layout.bytesPerExample)])),
      valuesOf: (some, nodes) => nodeValues(backend, dense, weights, some, nodes),
      stopped: () => false, tell: () => undefined
    })
    const rows = Array.from({ length: batch.count }, (_, n) => rowOf(weights, batch.images, n))
    let direction = Array.from({ length: 10 }, (_, i) => 1 + i / 7)
    let largest = 0
    for (let step = 0; step < 2000; step++) {
      const onRows = rows.map((row) => row.reduce((sum, value, i) => sum + value * direction[i]!, 0))
      const next = direction.map((_, i) => rows.reduce((sum, row, n) => sum + row[i]! * onRows[n]!, 0) / rows.length)
      largest = Math.hypot(...next)
      direction = next.map((value) => value / largest)
    }
    // Weights and images are float32 in both; sums are Float64.
    expect(found!.eigenvalues.at(-1)).toBeCloseTo(largest, 9)
    expect(found).toMatchObject({ columns: 10, width: 5, least: 0, isMet: false })
    expect(found!.largest).toBeCloseTo(largest / 3, 9)
  })
})

/** [m_0 x, m_0, m_1 x, m_1] of one example. */
function rowOf(weights: ReturnType<typeof randomWeights>, images: Float32Array, n: number): number[] {
  const [kernel, bias] = [valuesOf(weights, 'hidden/kernel'), valuesOf(weights, 'hidden/bias')]
  const input = [...images.subarray(n * 4, (n + 1) * 4), 1]
  return [0, 1].flatMap((unit) => {
    const q = input.reduce((sum, value, i) => sum + value * (i < 4 ? kernel[i * 2 + unit]! : bias[unit]!), 0)
    return input.map((value) => (q > 0 ? value : 0))
  })
}

describe('is refused', () => {
  it.each([
    ['a batch-norm before the support', network(
      [3, 3, 1], { name: 'conv', type: 'convolution', inputs: ['input'], filters: 2, kernel: [2, 2], stride: 1,
        padding: 'same', bias: false },
      { name: 'hidden', type: 'batch-norm', inputs: ['conv'], epsilon: 1e-3, decay: 0.9 },
      { name: 'support', type: 'support', inputs: ['hidden'] },
      { name: 'mean', type: 'global-mean', inputs: ['support'] },
      { name: 'last', type: 'dense', inputs: ['mean'], units: 3, bias: true },
      { name: 'loss', type: 'softmax-loss', inputs: ['last'], weight: 1 }
    ), 'Theorem 1’s numbers are known of a first layer whose values go into its support alone: "hidden" stands ' +
      'before the support "support".'],
    ['more columns than are decomposed', network(
      [20, 20, 1], { name: 'flat', type: 'flatten', inputs: ['input'] },
      { name: 'hidden', type: 'dense', inputs: ['flat'], units: 2, bias: true }, ...tail
    ), '"hidden" makes U of 802 columns (2 channels of 401 values), and at most 512 are decomposed.']
  ])('%s', (_what, of, sentence) => {
    expect(() => firstLayerOf(of)).toThrow(sentence)
  })
})
