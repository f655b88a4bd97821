/** The last two layers of networks: which have them, and that features times weights are the network's own logits. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../../main/engine/backends/native'
import { inMemory, type DataSet } from '../../../../../main/engine/datasets/dataset'
import { MaskedNetwork } from '../../../../../main/engine/executors/eager/masked-network'
import { nodeValues } from '../../../../../main/engine/executors/eager/node-values'
import { presetNetwork } from '../../../../../main/engine/networks/presets'
import { reluSupport } from '../../../../../main/engine/support/forward'
import { EagerExecutor } from '../../../../../main/engine/executors/eager/executor'
import { lastLayersOf } from '../../../../../main/engine/theory/last-layers/layers'
import { readLastLayers } from '../../../../../main/engine/theory/last-layers/reading'
import { supportLayout } from '../../../../../main/engine/support/layout'
import { networkSchema, type Network } from '../../../../../preload/schema/network'
import { randomBatch, randomWeights } from '../../helpers/examples'

const backend = nativeBackend()
const shape = [7, 6, 2] as const
const network = (...nodes: object[]): Network => networkSchema.parse({
  nodes: [{ name: 'input', type: 'input', inputs: [], shape }, ...nodes]
})
const convolution = (name: string, from: string, filters: number, kernel: [number, number], more: object = {}) =>
  ({ name, type: 'convolution', inputs: [from], filters, kernel, stride: 1, padding: 'same', bias: true, ...more })
const tail = (from: string) => [
  { name: 'support', type: 'support', inputs: [from] }, convolution('last', 'support', 3, [1, 1]),
  { name: 'mean', type: 'global-mean', inputs: ['last'] },
  { name: 'loss', type: 'softmax-loss', inputs: ['mean'], weight: 1 }
]
const windows = network(convolution('hidden', 'input', 4, [3, 2], { stride: 2 }), ...tail('hidden'))
const dense = network(
  { name: 'flat', type: 'flatten', inputs: ['input'] },
  { name: 'hidden', type: 'dense', inputs: ['flat'], units: 5, bias: false },
  { name: 'support', type: 'support', inputs: ['hidden'] },
  { name: 'drop', type: 'dropout', inputs: ['support'], rate: 0.5 },
  { name: 'last', type: 'dense', inputs: ['drop'], units: 3, bias: true },
  { name: 'loss', type: 'softmax-loss', inputs: ['last'], weight: 1 }
)

describe.each([
  ['windows with borders and strides', windows], ['dense layers', dense],
  ['all-cnn-mini', presetNetwork('all-cnn-mini', [...shape], 3)]
])('of %s', (_name, of) => {
  const weights = randomWeights(of, 2)
  const batch = randomBatch(of, 12, 1)
  const source = inMemory(batch)
  const data = { name: 'mnist', shape: [...shape], classes: 3, train: source, test: source } as unknown as DataSet
  const layout = supportLayout(of)

  it('the objective as stored is the network’s loss under its masks, and the optimum is below it', async () => {
    const masked = new MaskedNetwork(backend, of, weights)
    const own = { form: 'affine', stored: null, forced: null } as const
    const { masks, logits } = await masked.run(batch, own)
    masked.dispose()
    const found = await readLastLayers({
      backend, network: of, layout, weights, data, examples: batch.count, beta: 1e-3, seed: 1,
      masks: (some) => {
        const bytes = layout.bytesPerExample
        return Uint8Array.from([...some].flatMap((n) => [...masks.subarray(n * bytes, (n + 1) * bytes)]))
      },
      valuesOf: (some, nodes) => nodeValues(backend, of, weights, some, nodes),
      tell: () => undefined, stopped: () => false
    })
    const executor = new EagerExecutor(backend, of, weights, 1)
    const { error } = await executor.evaluate(batch, reluSupport(layout.layers.length))
    const [first] = found!.steps
    // float32 of the backend against Float64: bits of units at 0 may differ, of some thousand none does here.
    expect(first).toMatchObject({ steps: 0, reluError: error, gatedError: error, drift: 0 })
    expect(logits).toHaveLength(batch.count * 3)
    const [stored, best] = [found!.optimum[0]!, found!.optimum.at(-1)!]
    expect(best.objective).toBeLessThanOrEqual(stored.objective)
    expect(best.bound).toBeLessThanOrEqual(best.objective)
    expect((best.objective - best.bound) / best.objective).toBeLessThan(1e-3)
  })
})

describe('is refused', () => {
  it.each([
    ['a pooling between', [
      convolution('hidden', 'input', 4, [3, 3]), { name: 'support', type: 'support', inputs: ['hidden'] },
      { name: 'pool', type: 'max-pool', inputs: ['support'], window: 2, stride: 2, padding: 'valid' },
      { name: 'mean', type: 'global-mean', inputs: ['pool'] },
      { name: 'last', type: 'dense', inputs: ['mean'], units: 3, bias: true },
      { name: 'loss', type: 'softmax-loss', inputs: ['last'], weight: 1 }
    ], '"pool" stands between the last support and "last"'],
    ['positions that are weighed', [
      convolution('hidden', 'input', 4, [3, 3]), { name: 'support', type: 'support', inputs: ['hidden'] },
      { name: 'flat', type: 'flatten', inputs: ['support'] },
      { name: 'last', type: 'dense', inputs: ['flat'], units: 3, bias: true },
      { name: 'loss', type: 'softmax-loss', inputs: ['last'], weight: 1 }
    ], '"flat" stands between the last support and "last"'],
    ['groups', [convolution('hidden', 'input', 4, [3, 3], { groups: 2 }), ...tail('hidden')], '"hidden" has groups']
  ])('with %s', (_what, nodes, why) => {
    expect(() => lastLayersOf(network(...nodes))).toThrow(
      'The best last two layers for given masks are known only where one support and a mean over positions are ' +
      `between and behind them: ${why}.`
    )
  })
})
