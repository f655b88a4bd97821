/** Dense → Sparse → Dense as the training loop goes through it. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import type { DataSet } from '../../../../main/engine/datasets/dataset'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import { initialWeights } from '../../../../main/engine/networks/parameters'
import { CoactivationTotals } from '../../../../main/engine/pruning/coactivation'
import { MaskFlow } from '../../../../main/engine/pruning/mask-flow'
import { exemptNodes, kernelsOf, unpackedMask, type WeightMasks } from '../../../../main/engine/networks/weight-masks'
import { defaultConfiguration, defaultPruning } from '../../../../preload/schema/configuration'
import type { Pruning } from '../../../../main/engine/training/recorder'
import { train } from '../../../../main/engine/training/train'
import type { DsdConfiguration, PruningChoice } from '../../../../preload/schema/configuration'
import { countedBatches, data, layout, MemoryRecorder, network } from '../helpers/training'

const backend = nativeBackend()

function configured(kind: PruningChoice['kind'], changes: Partial<DsdConfiguration['pruning']> = {}): DsdConfiguration {
  const base = defaultConfiguration('dsd', 'mnist-10k', 'all-cnn-mini') as DsdConfiguration
  const pruning = defaultPruning({ epochs: 6, learningRate: base.learningRate }, kind)
  return { ...base, epochs: 6, batchSize: 16, weightDecay: 0.01, pruning: { ...pruning, ...changes } }
}

async function trained(
  configuration: DsdConfiguration,
  stopRequested = (): boolean => false,
  loaded: WeightMasks | null = null,
  on: DataSet = data
) {
  const recorder = new MemoryRecorder()
  const executor = new EagerExecutor(
    backend,
    network,
    initialWeights(network, configuration.seed),
    configuration.seed
  )
  const zeros: number[] = []
  const trainStep = executor.trainStep.bind(executor)
  executor.trainStep = async (...step) => {
    const result = await trainStep(...step)
    const pruned = recorder.prunings.at(-1)
    if (pruned) zeros.push(await nonZeroAmong(pruned, executor))
    return result
  }
  const pruning = { network, flow: new MaskFlow(backend, network), loaded }
  const outcome = await train({ configuration, data: on, layout, executor, recorder, pruning, stopRequested })
  return { outcome, recorder, zeros }
}

/** Pruned weights that are not zero. */
async function nonZeroAmong({ layers }: Pruning, executor: EagerExecutor): Promise<number> {
  const weights = await executor.weights()
  return layers.reduce((sum, { name, bits, weights: count }) => {
    const mask = unpackedMask(bits, count)
    return sum + (weights.get(`${name}/kernel`)?.filter((value, i) => mask[i] === 0 && value !== 0).length ?? NaN)
  }, 0)
}

const masksOf = ({ layers }: Pruning): WeightMasks =>
  new Map(layers.map(({ name, bits, weights }) => [`${name}/kernel`, unpackedMask(bits, weights)]))

describe('Dense → Sparse → Dense', () => {
  it('by magnitude goes through its stages, keeps the end of each, and frees everything in the last', async () => {
    const { outcome, recorder, zeros } = await trained(configured('magnitude'))
    expect(outcome).toBe('finished')
    expect(recorder.story).toEqual([
      'epoch 1 dense',
      'epoch 2 dense',
      'checkpoint dense',
      'evaluation dense',
      'pruning 1',
      'epoch 3 sparse',
      'epoch 4 sparse',
      'checkpoint sparse',
      'evaluation sparse',
      'epoch 5 dense-again',
      'epoch 6 dense-again',
      'checkpoint final',
      'evaluation final'
    ])
    expect(Object.fromEntries(recorder.inForce)).toEqual({ dense: null, sparse: 1, final: null })
    // Two epochs of four steps each: zero throughout the Sparse stage, and moved from the first step after it.
    expect(zeros.slice(0, 8)).toEqual(Array(8).fill(0))
    expect(zeros[8]).toBeGreaterThan(1000)
    const [{ layers }] = recorder.prunings
    expect(
      layers.map(({ name, weights, kept, exempt }) => [
        name,
        exempt ? 0 : Math.round(((weights - kept) / weights) * 100) / 100
      ])
    ).toEqual([
      ['conv1', 0.5],
      ['conv2', 0.5],
      ['conv3', 0.5],
      ['conv4', 0.5],
      ['conv5', 0.5],
      ['conv6', 0.5],
      ['conv7', 0]
    ])
  })

  it('DSD(I) prunes at every alternation of the Sparse stage what no mask has on together, for good', async () => {
    const { recorder, zeros } = await trained(configured('i-alternation'))
    expect(recorder.story).toEqual([
      'epoch 1 dense',
      'epoch 2 dense',
      'checkpoint dense',
      'evaluation dense',
      'alternation 1',
      'checkpoint alternation-1',
      'evaluation alternation-1',
      'pruning 1',
      'epoch 3 sparse',
      'alternation 2',
      'checkpoint alternation-2',
      'evaluation alternation-2',
      'pruning 2',
      'epoch 4 sparse',
      'checkpoint sparse',
      'evaluation sparse',
      'epoch 5 dense-again',
      'epoch 6 dense-again',
      'checkpoint final',
      'evaluation final'
    ])
    expect(recorder.epochs.map(({ drift }) => drift !== null)).toEqual([false, false, true, true, false, false])
    expect(zeros.slice(0, 8)).toEqual(Array(8).fill(0))
    let before: WeightMasks | null = null
    for (const pruning of recorder.prunings) {
      const totals = new CoactivationTotals(network)
      for await (const { counts, examples } of new MaskFlow(backend, network).count(
        recorder.stored.get(pruning.index) ?? new Uint8Array(),
        data.train.count
      ))
        totals.add(counts, examples)
      const own = totals.masks(0, exemptNodes(network, ['classifier']))
      for (const [name, mask] of masksOf(pruning)) {
        expect([...mask]).toEqual([...(own.get(name) ?? [])].map((kept, i) => kept & (before?.get(name)?.[i] ?? 1)))
      }
      expect(pruning.alternation).toBe(pruning.index)
      before = masksOf(pruning)
    }
  })

  it('DSD(B) counts the masks that batches share before every epoch of the Sparse stage', async () => {
    const { recorder, zeros } = await trained(configured('b-alternation'))
    expect(recorder.story.filter((line) => line.startsWith('pruning') || line.startsWith('epoch'))).toEqual([
      'epoch 1 dense',
      'epoch 2 dense',
      'pruning 1',
      'epoch 3 sparse',
      'pruning 2',
      'epoch 4 sparse',
      'epoch 5 dense-again',
      'epoch 6 dense-again'
    ])
    expect(recorder.stored.size).toBe(0)
    expect(zeros.slice(0, 8)).toEqual(Array(8).fill(0))
    // 50 examples are 4 batches; the first layer's outputs have 8 × 8 positions.
    expect(recorder.prunings[0].layers[0].coactivation?.opportunities).toBe(4 * 64)
    expect(recorder.prunings.every(({ alternation }) => alternation === null)).toBe(true)
  })

  it('prunes more with a higher floor', async () => {
    const keptWith = async (floor: number): Promise<number> => {
      const choice = defaultPruning({ epochs: 6, learningRate: 0.05 }, 'b-alternation').choice
      const { recorder } = await trained(configured('b-alternation', { choice: { ...choice, floor } as PruningChoice }))
      return recorder.prunings[0].layers.reduce((sum, { kept }) => sum + kept, 0)
    }
    expect(await keptWith(0.5)).toBeLessThan(await keptWith(0))
  })

  it('takes weight masks that it is given', async () => {
    const masks: WeightMasks = new Map(kernelsOf(network).map(({ name, shape }, layer) =>
      [name, Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Number((i + layer) % 3 > 0))]))
    const { recorder } = await trained(configured('loaded'), undefined, masks)
    expect(masksOf(recorder.prunings[0])).toEqual(masks)
  })

  it('scans sensitivity with the dense weights, which it leaves as they were', async () => {
    const [scanned, plain] = await Promise.all([
      trained(configured('magnitude', { sensitivity: true })),
      trained(configured('magnitude'))
    ])
    expect(scanned.recorder.sensitivities).toHaveLength(70)
    expect(scanned.recorder.story.slice(2, 6)).toEqual([
      'checkpoint dense',
      'evaluation dense',
      'sensitivity',
      'pruning 1'
    ])
    expect(scanned.recorder.weights.get('final')).toEqual(plain.recorder.weights.get('final'))
  })

  it('without a last Dense stage ends pruned', async () => {
    const { recorder } = await trained(configured('magnitude', { final: { epochs: 0, learningRate: 0.1 } }))
    expect(recorder.story.slice(-4)).toEqual([
      'checkpoint sparse',
      'evaluation sparse',
      'checkpoint final',
      'evaluation final'
    ])
    expect(recorder.inForce.get('final')).toBe(1)
    expect(recorder.weights.get('final')).toEqual(recorder.weights.get('sparse'))
  })

  it('stopped in the Sparse stage keeps its weights with the masks that hold in them', async () => {
    const { counted, batches } = countedBatches()
    const { outcome, recorder, zeros } = await trained(configured('magnitude'), () => batches() >= 10, null, counted)
    expect(outcome).toBe('stopped')
    expect(zeros.length).toBeGreaterThan(0)
    expect(recorder.story.at(-2)).toBe('checkpoint final')
    expect(recorder.inForce.get('final')).toBe(1)
  })

  it('that diverges keeps the stage before, and names the stage’s learning rate', async () => {
    const recorder = new MemoryRecorder()
    const executor = new EagerExecutor(backend, network, initialWeights(network, 1), 1)
    const pruning = { network, flow: new MaskFlow(backend, network), loaded: null }
    const configuration = { ...configured('magnitude', { sparse: { epochs: 2, learningRate: 700 } }), clipNorm: null }
    await expect(
      train({ configuration, data, layout, executor, recorder, pruning, stopRequested: () => false })
    ).rejects.toThrow(/^Training diverged: .* try a learning rate below 700\.$/)
    expect([...recorder.weights.keys()]).toEqual(['last-good', 'dense'])
    expect(await executor.weights()).toEqual(recorder.weights.get('last-good'))
    expect([...(recorder.weights.get('dense')?.values() ?? [])].every((values) => values.every(Number.isFinite))).toBe(
      true
    )
  })
})
