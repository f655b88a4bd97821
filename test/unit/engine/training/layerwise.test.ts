/** Newton steps in one layer at a time as a training: what a round does, what it tells, and what is refused. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { consecutive } from '../../../../main/engine/datasets/dataset'
import { evaluate } from '../../../../main/engine/evaluation/evaluate'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import { bytesPerExample, MaskedLayers } from '../../../../main/engine/executors/eager/masked-layers'
import { MaskedNetwork } from '../../../../main/engine/executors/eager/masked-network'
import { atLogits } from '../../../../main/engine/layerwise/newton'
import { trainedLayers } from '../../../../main/engine/layerwise/steady-network'
import { initialWeights, valuesOf } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { reluSupport } from '../../../../main/engine/support/forward'
import { layerNetworkFor } from '../../../../main/engine/training/layer-means'
import type { LayerMeans } from '../../../../main/engine/training/run'
import { train } from '../../../../main/engine/training/train'
import { defaultConfiguration, type ConfigurationOf } from '../../../../preload/schema/configuration'
import type { CurvePoint } from '../../../../preload/schema/run'
import { countedBatches, data, layout, MemoryRecorder, network } from '../helpers/training'

const backend = nativeBackend()
const defaults = defaultConfiguration('layerwise', 'mnist-10k', 'all-cnn-mini')
type Steps = typeof defaults.layerwise.steps

/** A warm-up of two epochs of four steps, and two rounds over seven layers. */
function asked(changed: Partial<Steps> = {}): ConfigurationOf<'layerwise'> {
  const steps = { ...defaults.layerwise.steps, examples: null, ...changed }
  return {
    ...defaults, epochs: 4, batchSize: 16,
    layerwise: { ...defaults.layerwise, warmup: 2, warmupError: null, steps }
  }
}
const layers = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'conv6', 'conv7']

class CurveRecorder extends MemoryRecorder {
  readonly curve: CurvePoint[] = []
  override curvePoint(point?: CurvePoint): void { if (point) this.curve.push(point) }
  get rounds(): CurvePoint[][] {
    return [2, 3].map((epoch) => this.curve.filter((point) => point.epoch > epoch && point.epoch <= epoch + 1))
  }
}

async function trained(configuration = asked(), on = data) {
  const recorder = new CurveRecorder()
  const executor = new EagerExecutor(backend, network, initialWeights(network, 1), 1)
  const layerMeans: LayerMeans = {
    layers: trainedLayers(network).toReversed(),
    layersOf: (weights, batches) => new MaskedLayers(backend, network, weights, batches)
  }
  await train({ configuration, data: on, layout, executor, recorder, layerMeans, stopRequested: () => false })
  return { recorder, executor }
}

describe('a training by Newton steps in layers', () => {
  it('alternates before every round, of which each layer’s step is an iteration', async () => {
    const { recorder } = await trained()
    expect(recorder.story).toEqual([
      'epoch 1 warm-up', 'epoch 2 warm-up',
      'alternation 1', 'checkpoint alternation-1', 'evaluation alternation-1', 'epoch 3 masked',
      'alternation 2', 'checkpoint alternation-2', 'evaluation alternation-2', 'epoch 4 masked',
      'checkpoint final', 'evaluation final'
    ])
    expect(recorder.epochs.map(({ iterations }) => iterations)).toEqual([4, 8, 15, 22])
    for (const round of recorder.rounds) {
      expect(round).toHaveLength(7)
      expect(round.at(-1)?.epoch).toBeCloseTo(Math.ceil(round[0]!.epoch), 12)
    }
    expect(recorder.epochs.every(({ phase, drift }) => (phase === 'masked') === (drift !== null))).toBe(true)
  })

  it('never raises the masked loss within a round, and begins at that of the ReLU network', async () => {
    const { recorder, executor } = await trained()
    for (const [at, round] of recorder.rounds.entries()) {
      await executor.setWeights(recorder.weights.get(`alternation-${at + 1}`)!)
      const begun = await evaluate(executor, data.train, reluSupport(6))
      const losses = [begun.loss, ...round.map(({ loss }) => loss)]
      // The first of them is summed in another order.
      losses.slice(1).forEach((loss, i) => { expect(loss).toBeLessThanOrEqual(losses[i]! + (i === 0 ? 1e-6 : 0)) })
      expect(round.at(-1)!.loss).toBeLessThan(begun.loss / 2)
      // The length of a step stands where SGD has its rate.
      for (const { learningRate } of round) expect(learningRate).toBeGreaterThan(0)
    }
  })

  it('tells of an epoch the loss and error of the masked network at its end', async () => {
    const { recorder } = await trained()
    const masked = new MaskedNetwork(backend, network, recorder.weights.get('final')!)
    const packed = recorder.stored.get(2)!
    const examples = data.train.read(consecutive(0, 50))
    const { logits } = await masked.run(examples, { form: 'affine', stored: packed, forced: null })
    masked.dispose()
    const wrong = examples.labels.filter((label, n) => Number(logits[2 * n + 1]! > logits[2 * n]!) !== label)
    const { trainLoss, trainError } = recorder.epochs[3]!
    expect(Math.abs(trainLoss - atLogits(logits, examples.labels).loss)).toBeLessThan(1e-6)
    expect(trainError).toBe(wrong.length / 50)
  })

  it('moves every layer, kernel and bias, in one round', async () => {
    const { recorder } = await trained({ ...asked(), epochs: 3 })
    const [before, after] = ['alternation-1', 'final'].map((name) => recorder.weights.get(name)!)
    for (const name of layers.flatMap((layer) => [`${layer}/kernel`, `${layer}/bias`]))
      expect(valuesOf(after!, name), name).not.toEqual(valuesOf(before!, name))
  })

  it('moves less, and drifts less, the more a step is damped', async () => {
    const drifts: number[] = []
    for (const damping of [1e-4, 1, 1e4]) {
      const { recorder } = await trained({ ...asked({ damping }), epochs: 3 })
      drifts.push(recorder.epochs[2]!.drift!)
    }
    expect(drifts[1]).toBeLessThan(drifts[0]!)
    expect(drifts[2]).toBeLessThanOrEqual(drifts[1]!)
    expect(drifts[2]).toBeLessThan(1e-3)
  })

  it('takes a round’s examples from those of the epoch, others in each', async () => {
    const { counted, batches } = countedBatches()
    const { recorder } = await trained(asked({ examples: 20 }), counted)
    expect(batches()).toBeGreaterThan(14)
    // Of twenty examples errors are twentieths.
    for (const { trainError } of recorder.epochs.slice(2)) expect(Number((20 * trainError).toFixed(9)) % 1).toBe(0)
    const whole = await trained(asked({ examples: 1000 }))
    expect(whole.recorder.epochs.map(({ trainLoss }) => trainLoss))
      .toEqual((await trained()).recorder.epochs.map(({ trainLoss }) => trainLoss))
  })

  it('with masks anew before each layer begins each step at the loss of the ReLU network', async () => {
    const { recorder, executor } = await trained(asked({ masks: 'layer' }))
    const { recorder: stored } = await trained()
    // The first step of a round is under the stored masks either way.
    expect(recorder.rounds[0]![0]).toEqual(stored.rounds[0]![0])
    expect(recorder.rounds[0]![6]).not.toEqual(stored.rounds[0]![6])
    const relu: number[] = []
    for (const name of ['alternation-1', 'alternation-2', 'final']) {
      await executor.setWeights(recorder.weights.get(name)!)
      relu.push((await evaluate(executor, data.train, reluSupport(6))).loss)
    }
    expect(relu[1]).toBeLessThan(relu[0]!)
    expect(relu[2]).toBeLessThan(relu[1]!)
  })
})

describe('a network for it', () => {
  const refused = 'Layer-wise Newton needs logits that are linear in each layer, given the masks: '
  it.each([
    ['nin-mini', refused + '"pool1" chooses by the weights.'],
    ['googlenet-mini', refused + 'this network has more than one head, or branches that lead nowhere.']
  ] as const)('%s is refused', (name, sentence) => {
    const own = presetNetwork(name, [28, 28, 1], 10)
    expect(() => layerNetworkFor(asked(), own, 100, bytesPerExample)).toThrow(sentence)
  })

  it('has room for its examples, of which the fewest that are asked for, or there, count', () => {
    const room = 2 ** 30 / 100
    const sentence = 'What comes into the layers of 101 examples is more than is held in memory; ask for at most 100 ' +
      'examples.'
    expect(() => layerNetworkFor(asked({ examples: 101 }), network, 1000, () => room)).toThrow(sentence)
    expect(() => layerNetworkFor(asked(), network, 101, () => room)).toThrow(sentence)
    for (const [examples, available] of [[100, 1000], [null, 100], [101, 100]] as const)
      expect(layerNetworkFor(asked({ examples }), network, available, () => room)).not.toBeNull()
    expect(layerNetworkFor(defaultConfiguration('sgd', 'mnist-10k', 'nin-mini'), network, 1e9, () => room)).toBeNull()
  })
})
