import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import { refit, refitterOf } from '../../../main/engine/classifier/refit'
import { consecutive, inMemory, type DataSet, type Examples } from '../../../main/engine/datasets/dataset'
import type { TrainingSupport } from '../../../main/engine/executors/executor'
import { EagerExecutor } from '../../../main/engine/executors/eager/executor'
import { masktSupport, reluSupport } from '../../../main/engine/support/forward'
import { initialWeights } from '../../../main/engine/networks/parameters'
import { countFlips } from '../../../main/engine/bits/bits'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import { evaluate } from '../../../main/engine/evaluation/evaluate'
import { refitterFor } from '../../../main/engine/training/refit'
import { train } from '../../../main/engine/training/train'
import type { AlternationConfiguration, Beta, TrainingConfiguration } from '../../../preload/schema/configuration'
import { countedBatches, data, layout, MemoryRecorder, network, stripes } from './helpers/training'

const backend = nativeBackend()
const sgd: TrainingConfiguration = {
  ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'),
  epochs: 3,
  batchSize: 16
}
const defaults = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini') as AlternationConfiguration
const alternating: AlternationConfiguration = {
  ...defaults,
  epochs: 5,
  batchSize: 16,
  alternation: { ...defaults.alternation, warmup: 2, warmupError: null, trigger: { kind: 'gap', epochs: 2 } }
}

async function trained(configuration: TrainingConfiguration, stopRequested = (): boolean => false, on: DataSet = data) {
  const recorder = new MemoryRecorder()
  const executor = new EagerExecutor(
    backend,
    network,
    initialWeights(network, configuration.seed),
    configuration.seed
  )
  const refitter = refitterFor(configuration, network, on.train.count)
  const outcome = await train({ configuration, data: on, layout, executor, refitter, recorder, stopRequested })
  return { outcome, recorder, executor }
}

/** A parameter after every update, from a training by another hand: the same steps, one after the other. */
async function pathOf(configuration: TrainingConfiguration, name: string): Promise<Float32Array[]> {
  const path: Float32Array[] = []
  const executor = new EagerExecutor(backend, network, initialWeights(network, 1), 1)
  const step = executor.trainStep.bind(executor)
  executor.trainStep = async (...given) => {
    const result = await step(...given)
    path.push((await executor.weights()).get(name)?.slice() ?? new Float32Array())
    return result
  }
  const recorder = new MemoryRecorder()
  await train({ configuration, data, layout, executor, recorder, stopRequested: () => false })
  return path
}

/** Σ of samples, the newest with 1 / n and each one before with (1 − 1 / n) of the next; of the first n the mean. */
function windowAverage(path: readonly Float32Array[], window: number): Float64Array {
  const stride = Math.max(1, Math.floor(window / 25))
  const samples = path.filter((_, at) => (at + 1) % stride === 0)
  const wide = window / stride
  const average = new Float64Array(samples[0].length)
  samples.forEach((sample, at) => {
    const share = 1 / Math.min(at + 1, wide)
    sample.forEach((value, i) => { average[i] = average[i] * (1 - share) + value * share })
  })
  return average
}

const largestDifference = (own: Float32Array | undefined, expected: Float64Array): number =>
  Math.max(...expected.map((value, at) => Math.abs(value - (own?.[at] ?? NaN))))

describe('training', () => {
  it('by SGD goes through its epochs, learns, and ends with a checkpoint', async () => {
    const { outcome, recorder } = await trained({ ...sgd, epochs: 12 })
    expect(outcome).toBe('finished')
    expect(recorder.story.slice(-3)).toEqual(['epoch 12 sgd', 'checkpoint final', 'evaluation final'])
    // 4 batches of 16 and one of 2: every example once per epoch.
    expect(recorder.epochs.map(({ iterations }) => iterations)).toEqual(
      Array.from({ length: 12 }, (_, i) => (i + 1) * 4)
    )
    expect(recorder.epochs[11].trainLoss).toBeLessThan(recorder.epochs[0].trainLoss / 2)
  })

  it('by alternation warms up, alternates every gap, and evaluates each checkpoint', async () => {
    const { recorder } = await trained(alternating)
    expect(recorder.story).toEqual([
      'epoch 1 warm-up', 'epoch 2 warm-up',
      'alternation 1', 'checkpoint alternation-1', 'evaluation alternation-1', 'epoch 3 masked', 'epoch 4 masked',
      'alternation 2', 'checkpoint alternation-2', 'evaluation alternation-2', 'epoch 5 masked',
      'checkpoint final', 'evaluation final'
    ])
    expect(recorder.epochs.map(({ drift }) => drift === null)).toEqual([true, true, false, false, false])
  })

  it.each([2, 7, 60])('judges by an average over %i updates, and trains as without it', async (averageWeights) => {
    const every = { evaluateEvery: 1, snapshots: { every: 1, start: false, end: false, of: 'all' } } as const
    const { recorder: plain, executor } = await trained({ ...sgd, ...every, epochs: 2 })
    const { recorder, executor: own } = await trained({ ...sgd, ...every, epochs: 2, averageWeights })
    expect(await own.weights()).toEqual(await executor.weights())
    expect(recorder.epochs.map(({ trainLoss }) => trainLoss)).toEqual(plain.epochs.map(({ trainLoss }) => trainLoss))
    const name = 'conv7/kernel'
    const path = await pathOf({ ...sgd, epochs: 2 }, name)
    const expected = windowAverage(path, averageWeights)
    expect(largestDifference(recorder.weights.get('final')?.get(name), expected)).toBeLessThan(1e-6)
    // What was tested, and whose masks are stored: the network with these weights.
    await own.setWeights(recorder.weights.get('final') ?? new Map())
    const { error, loss } = await evaluate(own, data.test, reluSupport(layout.layers.length))
    expect(recorder.epochs.at(-1)).toMatchObject({ testError: error, testLoss: loss })
    const masks = await own.estimateMasks(data.train.read(consecutive(0, 50)), reluSupport(layout.layers.length))
    await own.setWeights(recorder.weights.get('snapshot-1') ?? new Map())
    const first = await own.estimateMasks(data.train.read(consecutive(0, 50)), reluSupport(layout.layers.length))
    expect(recorder.stored.get(1)).toEqual(first)
    expect(countFlips(first, 0, masks, 0, masks.length)).not.toEqual({ onToOff: 0, offToOn: 0 })
  })

  it('refits the classifier that is trained while there is no average, then that of the average', async () => {
    const refitClassifier = { kind: 'iterations', every: 1 } as const
    const name = 'conv7/kernel'
    const { recorder, executor } = await trained({ ...sgd, epochs: 1, averageWeights: 75, refitClassifier })
    const { executor: plain } = await trained({ ...sgd, epochs: 1, refitClassifier })
    // A window of 75 updates has a sample every third: two steps begin at a refitted classifier, the others do not.
    expect(recorder.refits).toHaveLength(4)
    expect((await executor.weights()).get(name)).not.toEqual((await plain.weights()).get(name))
    expect(recorder.weights.get('final')?.get(name)).not.toEqual((await executor.weights()).get(name))
    for (const { before, after } of recorder.refits) expect(after.objective).toBeLessThanOrEqual(before.objective)
  })

  it.each([
    ['after each epoch', { kind: 'epochs' }, [4, 8, 12, 16, 20]],
    ['every 7 iterations', { kind: 'iterations', every: 7 }, [7, 14]]
  ] as const)('refits the classifier %s, and tells nothing else', async (_name, schedule, moments) => {
    const { recorder: plain } = await trained(alternating)
    const { recorder } = await trained({ ...alternating, refitClassifier: schedule })
    expect(recorder.refits.map(({ iteration }) => iteration)).toEqual(moments)
    expect(recorder.refits[0].after.objective).toBeLessThan(recorder.refits[0].before.objective)
    for (const { before, after, examples } of recorder.refits) {
      // What has been learned by then may leave nothing to gain.
      expect(after.objective).toBeLessThanOrEqual(before.objective)
      expect(examples).toBe(50)
    }
    expect(plain.refits).toEqual([])
    expect(recorder.story).toEqual(plain.story)
  })

  it('tests, alternates and goes on with the refitted classifier', async () => {
    const { recorder } = await trained({ ...alternating, refitClassifier: { kind: 'epochs' } })
    const [weights, executor] = [recorder.weights.get('alternation-1'), (await trained({ ...sgd, epochs: 1 })).executor]
    await executor.setWeights(weights ?? new Map())
    const { loss } = await evaluate(executor, data.test, reluSupport(6))
    expect(loss).toBe(recorder.epochs[1].testLoss)
    const again = await refit(executor, refitterOf(network, alternating.seed, 50), data.train, reluSupport(6))
    expect(again.before.objective).toBeCloseTo(recorder.refits[1].after.objective, 5)
    expect(again.before.objective - again.after.objective).toBeLessThan(1e-5)
  })

  it('ends the warm-up when the training error of an epoch is low enough', async () => {
    const { recorder } = await trained({
      ...alternating,
      epochs: 12,
      alternation: { ...alternating.alternation, warmup: 11, warmupError: 0.2 }
    })
    const low = recorder.epochs.findIndex(({ trainError }) => trainError <= 0.2)
    expect(low).toBeGreaterThanOrEqual(0)
    expect(low).toBeLessThan(10)
    expect(recorder.epochs.map(({ phase }) => phase)).toEqual(
      recorder.epochs.map((_, index) => (index <= low ? 'warm-up' : 'masked'))
    )
  })

  it.each(['affine', 'linear'] as const)(
    '%s: stored masks are those of the checkpoint’s weights, counts those of the stored masks',
    async (form) => {
      const { recorder, executor } = await trained({
        ...alternating,
        alternation: { ...alternating.alternation, form }
      })
      await executor.setWeights(recorder.weights.get('alternation-2') ?? new Map())
      const again = await executor.estimateMasks(
        data.train.read(consecutive(0, 50)),
        form === 'linear' ? masktSupport(6) : reluSupport(6)
      )
      expect(recorder.stored.get(2)).toEqual(again)
      const [before, after] = [1, 2].map((index) => recorder.stored.get(index) ?? new Uint8Array())
      layout.layers.forEach((layer, index) => {
        const flips = { onToOff: 0, offToOn: 0 }
        for (let example = 0; example < data.train.count; example++) {
          const at = example * layout.bytesPerExample + layer.byteOffset
          const { onToOff, offToOn } = countFlips(before, at, after, at, layer.byteLength)
          flips.onToOff += onToOff
          flips.offToOn += offToOn
        }
        expect(recorder.counts.get(2)?.[index].flips).toMatchObject(flips)
        expect(recorder.counts.get(1)?.[index].flips).toBeNull()
      })
    }
  )

  it('leaves hidden biases as the warm-up left them in the linear form', async () => {
    const { recorder } = await trained({ ...alternating, alternation: { ...alternating.alternation, form: 'linear' } })
    const [first, final] = ['alternation-1', 'final'].map((name) => recorder.weights.get(name))
    expect(final?.get('conv1/bias')).toEqual(first?.get('conv1/bias'))
    expect(final?.get('conv7/bias')).not.toEqual(first?.get('conv7/bias'))
    expect(final?.get('conv1/kernel')).not.toEqual(first?.get('conv1/kernel'))
  })

  it('stores masks of fixed thresholds, and of the square root by the energy rule', async () => {
    const withBeta = (rule: 'positive' | 'energy', beta: Beta) =>
      trained({ ...alternating, alternation: { ...alternating.alternation, rule, beta } })
    const [positive, energy] = await Promise.all([
      withBeta('positive', { kind: 'fixed', value: 0.5 }),
      withBeta('energy', { kind: 'fixed', value: 0.25 })
    ])
    await positive.executor.setWeights(positive.recorder.weights.get('alternation-1') ?? new Map())
    const again = await positive.executor.estimateMasks(data.train.read(consecutive(0, 50)), {
      form: 'affine',
      thresholds: new Float32Array(6).fill(0.5)
    })
    expect(positive.recorder.stored.get(1)).toEqual(again)
    expect(energy.recorder.stored).toEqual(positive.recorder.stored)
  })

  it('keeps at least the quantile of each layer off', async () => {
    const { recorder } = await trained({
      ...alternating,
      alternation: { ...alternating.alternation, beta: { kind: 'quantile', fraction: 0.9 } }
    })
    // Measured on 32 of the 50 examples, in the ReLU network; the thresholds themselves make later layers sparser.
    for (const { on, units, examples } of recorder.counts.get(1) ?? [])
      expect(1 - on / units / examples).toBeGreaterThan(0.85)
  })

  it.each(['b-alternation', 'majority'] as const)(
    'by %s warms up, then shares a mask in each batch and learns',
    async (method) => {
      const { recorder, outcome } = await trained({
        ...defaultConfiguration(method, 'mnist-10k', 'all-cnn-mini'),
        epochs: 12,
        batchSize: 16
      })
      expect(outcome).toBe('finished')
      expect(recorder.epochs.map(({ phase }) => phase)).toEqual([
        ...Array<string>(2).fill('warm-up'),
        ...Array<string>(10).fill('masked')
      ])
      expect(recorder.epochs[11].trainLoss).toBeLessThan(recorder.epochs[2].trainLoss)
      expect(recorder.stored.size).toBe(0)
    }
  )

  it('with augmentation works out the masks of moved images from the alternation’s weights', async () => {
    const configuration: AlternationConfiguration = {
      ...alternating,
      epochs: 4,
      augmentation: 'shift-flip',
      alternation: { ...alternating.alternation, warmup: 1, trigger: { kind: 'gap', epochs: 3 } }
    }
    const recorder = new MemoryRecorder()
    const newExecutor = (): EagerExecutor => new EagerExecutor(backend, network, initialWeights(network, 1), 1)
    const [executor, estimator] = [newExecutor(), newExecutor()]
    const steps: { batch: Examples; support: TrainingSupport }[] = []
    const trainStep = executor.trainStep.bind(executor)
    executor.trainStep = (...step) => {
      steps.push({ batch: step[0], support: step[1] })
      return trainStep(...step)
    }
    await train({ configuration, data, layout, executor, estimator, recorder, stopRequested: () => false })
    await executor.setWeights(recorder.weights.get('alternation-1') ?? new Map())
    const masked = steps.filter(({ support }) => support.mode === 'masks')
    expect(masked.length).toBe(3 * 4)
    for (const { batch, support } of masked)
      expect(support).toMatchObject({ packed: await executor.estimateMasks(batch, reluSupport(6)) })
    // What is in the file is of the images as they are.
    expect(recorder.stored.get(1)).toEqual(
      await executor.estimateMasks(data.train.read(consecutive(0, 50)), reluSupport(6))
    )
  })

  it('measures the test error between epochs where it is asked to, and trains the same by it', async () => {
    const [often, seldom] = await Promise.all([trained({ ...sgd, evaluateEvery: 2 }), trained(sgd)])
    // Four iterations to an epoch, whose end has its own record.
    expect(often.recorder.tested.map(({ iteration, epoch }) => [iteration, epoch])).toEqual([
      [2, 0.5],
      [6, 1.5],
      [10, 2.5]
    ])
    expect(
      often.recorder.tested.every(({ loss, error }) => loss > 0 && error >= 0 && Number.isInteger(error * 20))
    ).toBe(true)
    expect(seldom.recorder.tested).toEqual([])
    expect(often.recorder.weights.get('final')).toEqual(seldom.recorder.weights.get('final'))
  })

  it('uses the first examples only when limited', async () => {
    const { recorder } = await trained({ ...alternating, limit: 20 })
    expect(recorder.epochs[0].iterations).toBe(2)
    expect(recorder.counts.get(1)?.[0].examples).toBe(20)
  })

  it('stops after the step in which it is asked to, with its weights kept', async () => {
    const { counted, batches } = countedBatches()
    const { outcome, recorder } = await trained(sgd, () => batches() >= 6, counted)
    expect(outcome).toBe('stopped')
    expect(batches()).toBe(6)
    expect(recorder.story).toEqual(['epoch 1 sgd', 'checkpoint final', 'evaluation final'])
  })

  it('gives the same numbers for the same seed', async () => {
    const [one, two, other] = await Promise.all([
      trained(alternating),
      trained(alternating),
      trained({ ...alternating, seed: 2 })
    ])
    const withoutTime = ({ epochs }: MemoryRecorder): unknown => epochs.map((epoch) => ({ ...epoch, seconds: 0 }))
    expect(withoutTime(one.recorder)).toEqual(withoutTime(two.recorder))
    expect(one.recorder.weights.get('final')).toEqual(two.recorder.weights.get('final'))
    expect(one.recorder.stored).toEqual(two.recorder.stored)
    expect(withoutTime(one.recorder)).not.toEqual(withoutTime(other.recorder))
  })

  it('says so when the loss is no longer a number', async () => {
    const broken = { ...data, train: inMemory({ ...stripes(50, 1), images: new Float32Array(50 * 64).fill(NaN) }) }
    await expect(trained(sgd, undefined, broken)).rejects.toThrow(
      /^Training diverged: the loss is no longer a finite number at iteration 1 \(epoch 1\); try/
    )
  })

  it('keeps the weights of its last good epoch, and what they give, when it diverges later', async () => {
    const recorder = new MemoryRecorder()
    const executor = new EagerExecutor(backend, network, initialWeights(network, 1), 1)
    const failing: DataSet = {
      ...data,
      train: {
        ...data.train,
        read: (indices) =>
          recorder.epochs.length < 2
            ? data.train.read(indices)
            : { ...data.train.read(indices), images: new Float32Array(indices.length * 64).fill(NaN) }
      }
    }
    await expect(
      train({ configuration: sgd, data: failing, layout, executor, recorder, stopRequested: () => false })
    ).rejects.toThrow(/at iteration 9 \(epoch 3\)/)
    const kept = recorder.weights.get('last-good')
    expect(kept?.size).toBe(14)
    expect([...kept?.values() ?? []].every((values) => values.every(Number.isFinite))).toBe(true)
    expect(await executor.weights()).toEqual(kept)
    expect(recorder.story).toEqual(['epoch 1 sgd', 'epoch 2 sgd', 'evaluation last-good'])
  })

  it.each([
    [
      900,
      null,
      /^Training diverged: the loss is [\d.e+]+, where guessing gives 0\.69, at iteration \d+ \(epoch \d\); try a learning rate below 900\.$/
    ],
    [
      900,
      1,
      /^Training diverged: the loss is [\d.e+]+, where guessing gives 0\.69, at iteration \d+ \(epoch \d\); try a learning rate below 900\.$/
    ],
    [
      5,
      1,
      /^Training diverged: the loss is [\d.e+]+, where guessing gives 0\.69, at iteration \d+ \(epoch \d\); try a learning rate below 5\.$/
    ]
  ])('says so when it diverges at learning rate %d, clipped at %s', async (learningRate, clipNorm, sentence) => {
    await expect(trained({ ...sgd, learningRate, clipNorm })).rejects.toThrow(sentence)
  })
})
