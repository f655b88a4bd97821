import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import type { Examples } from '../../../main/engine/datasets/dataset'
import { EagerExecutor } from '../../../main/engine/executors/eager/executor'
import { trainedForm, type Gate, type TrainingSupport } from '../../../main/engine/executors/executor'
import { masktSupport, reluSupport } from '../../../main/engine/support/forward'
import { initialWeights, parametersOf, type Weights } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { supportLayout } from '../../../main/engine/support/layout'
import type { ConsistencyLoss } from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import { randomBatch, randomMasks, randomWeights, small } from './helpers/examples'

const backend = nativeBackend()

const batch = randomBatch(small, 6, 1)
const weights = randomWeights(small, 2)
const packed = randomMasks(small, batch.count, 3)
const thresholds = Float32Array.of(0.1, 0.2)
const stored = (
  form: 'affine' | 'linear', consistency: number | null, gate: Gate = 'pure', consistencyLoss?: ConsistencyLoss
): TrainingSupport => ({
  mode: 'masks',
  form,
  gate,
  packed,
  consistency,
  consistencyLoss,
  thresholds
})
const modes: [string, TrainingSupport][] = [
  ['relu', { mode: 'relu' }],
  ['masks, affine', stored('affine', null)],
  ['masks, linear', stored('linear', null)],
  ['masks, affine, gated', stored('affine', null, 'gated')],
  ['masks, affine, consistency', stored('affine', 0.7)],
  ['masks, linear, consistency', stored('linear', 0.7)],
  ['masks, affine, consistency by hinge', stored('affine', 0.7, 'pure', 'hinge')],
  ['masks, linear, gated, consistency by soft hinge', stored('linear', 0.7, 'gated', 'soft-hinge')],
  ['shared by energy, gated', { mode: 'batch', form: 'affine', gate: 'gated', rule: 'energy', beta: 1.5 }],
  ['shared by majority, linear', { mode: 'batch', form: 'linear', gate: 'pure', rule: 'majority', beta: 0 }]
]

/** ℓ(u), u = (2m − 1)(q − t). */
const consistencyLosses: Record<ConsistencyLoss, (u: number) => number> = {
  perceptron: (u) => Math.max(0, -u), hinge: (u) => Math.max(0, 1 - u), 'soft-hinge': (u) => Math.tanh(-u) + 1
}

/** The same network in float64, in loops: loss with penalties, and pre-activations. Independent of TensorFlow. */
function reference(network: Network, values: Weights, examples: Examples, support: TrainingSupport): number {
  const { layers, bytesPerExample } = supportLayout(network)
  let total = 0
  const inconsistency = new Map<string, number>()
  const shared = sharedMasks(network, values, examples, support)
  for (let n = 0; n < examples.count; n++) {
    const logits = forwardOne(network, values, examples, n, (name, q, linear) => {
      if (support.mode === 'relu' || support.mode === 'surrogate') return q.map((value) => Math.max(value, 0))
      const layer = layers.find((candidate) => candidate.name === name)
      if (!layer) throw new Error(name)
      const mask =
        support.mode === 'masks'
          ? q.map(
              (_value, unit) =>
                (support.packed[n * bytesPerExample + layer.byteOffset + (unit >> 3)] >> (7 - (unit & 7))) & 1
            )
          : (shared.get(name) ?? [])
      if (support.mode === 'masks') {
        const threshold = support.thresholds[layers.indexOf(layer)]
        const loss = consistencyLosses[support.consistencyLoss ?? 'perceptron']
        const wrong = q.reduce((sum, value, unit) => sum + loss((2 * mask[unit] - 1) * (value - threshold)), 0)
        inconsistency.set(name, (inconsistency.get(name) ?? 0) + wrong / q.length / examples.count)
      }
      const z = support.form === 'linear' ? linear : q
      return z.map((value, unit) => (support.gate === 'gated' ? Math.max(value, 0) : value) * mask[unit])
    })
    const largest = Math.max(...logits)
    total +=
      largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) - logits[examples.labels[n]]
  }
  const lambda = support.mode === 'masks' ? support.consistency ?? 0 : 0
  return total / examples.count + lambda * [...inconsistency.values()].reduce((sum, value) => sum + value, 0)
}

/**
 * The masks of a batch, layer by layer: those of a layer decide what the next one sees. Fixed at the unmoved weights.
 */
const fixedShared = new Map<TrainingSupport, Map<string, number[]>>()

function sharedMasks(
  network: Network,
  values: Weights,
  examples: Examples,
  support: TrainingSupport
): Map<string, number[]> {
  if (support.mode !== 'batch') return new Map()
  const known = fixedShared.get(support)
  if (known) return known
  const masks = new Map<string, number[]>()
  for (const { name: layer } of supportLayout(network).layers) {
    const all: number[][] = []
    for (let n = 0; n < examples.count; n++) {
      forwardOne(network, values, examples, n, (name, q, linear) => {
        if (name === layer) all.push(q)
        const z = support.form === 'linear' ? linear : q
        return z.map(
          (value, unit) => (support.gate === 'gated' ? Math.max(value, 0) : value) * (masks.get(name)?.[unit] ?? 0)
        )
      })
    }
    masks.set(
      layer,
      all[0].map((_value, unit) => {
        const column = all.map((q) => q[unit])
        const energy = column.reduce((sum, value) => sum + Math.max(value, 0) ** 2, 0)
        const on = column.filter((value) => value > 0).length
        return Number(support.rule === 'energy' ? energy > support.beta : on > column.length / 2)
      })
    )
  }
  fixedShared.set(support, masks)
  return masks
}

type Volume = { shape: number[]; values: number[]; linear: number[] }

function forwardOne(
  network: Network,
  values: Weights,
  examples: Examples,
  n: number,
  support: (name: string, q: number[], linear: number[]) => number[]
): number[] {
  let now: Volume = { shape: [], values: [], linear: [] }
  for (const node of network.nodes) {
    if (node.type === 'input') {
      const size = node.shape[0] * node.shape[1] * node.shape[2]
      now = { shape: node.shape, values: [...examples.images.subarray(n * size, (n + 1) * size)], linear: [] }
    } else if (node.type === 'convolution') {
      now = convolveOne(now, node, values)
    } else if (node.type === 'support') {
      now = { ...now, values: support(node.name, now.values, now.linear) }
    } else if (node.type === 'global-mean') {
      const [height, width, channels] = now.shape
      now = {
        shape: [channels],
        linear: [],
        values: Array.from(
          { length: channels },
          (_, c) =>
            now.values.filter((_value, i) => i % channels === c).reduce((sum, value) => sum + value, 0) / height / width
        )
      }
    }
  }
  return now.values
}

function convolveOne(
  { shape, values }: Volume,
  node: Extract<Network['nodes'][number], { type: 'convolution' }>,
  weights: Weights
): Volume {
  const [height, width, channels] = shape
  const [kernelHeight, kernelWidth] = node.kernel
  const stride = Number(node.stride)
  const kernel = weights.get(`${node.name}/kernel`) ?? new Float32Array()
  const bias = weights.get(`${node.name}/bias`) ?? new Float32Array()
  const along = (length: number, k: number, side: 0 | 1): { out: number; before: number } => {
    if (typeof node.padding !== 'string') {
      const [before, after] = [node.padding[side], node.padding[side + 2]]
      return { out: Math.floor((before + length + after - k) / stride) + 1, before }
    }
    if (node.padding === 'valid') return { out: Math.ceil((length - k + 1) / stride), before: 0 }
    const out = Math.ceil(length / stride)
    return { out, before: Math.floor(Math.max(0, (out - 1) * stride + k - length) / 2) }
  }
  const rows = along(height, kernelHeight, 0)
  const columns = along(width, kernelWidth, 1)
  const linear: number[] = []
  for (let y = 0; y < rows.out; y++)
    for (let x = 0; x < columns.out; x++)
      for (let f = 0; f < node.filters; f++) {
        let sum = 0
        for (let dy = 0; dy < kernelHeight; dy++)
          for (let dx = 0; dx < kernelWidth; dx++) {
            const sy = y * stride + dy - rows.before
            const sx = x * stride + dx - columns.before
            if (sy < 0 || sx < 0 || sy >= height || sx >= width) continue
            for (let c = 0; c < channels; c++)
              sum +=
                values[(sy * width + sx) * channels + c] *
                kernel[((dy * kernelWidth + dx) * channels + c) * node.filters + f]
          }
        linear.push(sum)
      }
  return {
    shape: [rows.out, columns.out, node.filters],
    linear,
    values: linear.map((value, i) => value + bias[i % node.filters])
  }
}

describe('eager executor', () => {
  const executor = new EagerExecutor(backend, small, weights, 1)

  it.each(modes)('%s: objective as the float64 loops compute it', async (_name, support) => {
    // float32 sums of at most a few hundred terms of order 1.
    const { objective } = await executor.gradients(batch, support, 0)
    expect(objective).toBeCloseTo(reference(small, weights, batch, support), 5)
  })

  it.each(modes)('%s: gradients as finite differences of the float64 loops', async (_name, support) => {
    const { gradients } = await executor.gradients(batch, support, 0)
    const scale = Math.max(...[...gradients.values()].flatMap((values) => [...values].map(Math.abs)))
    for (const { name } of parametersOf(small)) {
      const values = weights.get(name) ?? new Float32Array()
      for (let i = 0; i < values.length; i += Math.ceil(values.length / 7)) {
        const shifted = (by: number): number => {
          // Float64 copies: a float32 weight would round the step itself.
          const moved = Array.from(values)
          moved[i] += by
          return reference(small, new Map([...weights, [name, moved as unknown as Float32Array]]), batch, support)
        }
        const step = 1e-6
        const difference = (shifted(step) - shifted(-step)) / (2 * step)
        const gradient = gradients.get(name)?.[i]
        const frozen =
          trainedForm(support) === 'linear' && name.endsWith('/bias') && name !== 'conv3/bias'
        if (frozen) expect(gradient).toBeUndefined()
        // float32 gradients against float64 differences: a hundred units in the last place of the largest gradient.
        else expect(Math.abs((gradient ?? NaN) - difference)).toBeLessThan(1e-5 * scale)
      }
    }
  })

  it('agrees with tfjs’ own composed operations in a ReLU network', async () => {
    const { tf } = backend
    const { gradients, objective } = await executor.gradients(batch, { mode: 'relu' }, 0)
    const variables = new Map(
      parametersOf(small).map(({ name, shape }) => [name, tf.variable(tf.tensor(weights.get(name) ?? [], [...shape]))])
    )
    const get = (name: string) => variables.get(name) ?? tf.variable(tf.scalar(0))
    const { value, grads } = tf.variableGrads(() => {
      const x = tf.tensor4d(batch.images, [batch.count, 8, 6, 2])
      const one = tf.relu(tf.add(tf.conv2d(x, get('conv1/kernel') as never, 1, 'same'), get('conv1/bias')))
      const two = tf.relu(tf.add(tf.conv2d(one as never, get('conv2/kernel') as never, 2, 'valid'), get('conv2/bias')))
      const three = tf.add(tf.conv2d(two as never, get('conv3/kernel') as never, 1, 'same'), get('conv3/bias'))
      return tf.losses.softmaxCrossEntropy(
        tf.oneHot(tf.tensor1d(batch.labels, 'int32'), 3),
        tf.mean(three, [1, 2])
      ) as never
    }, [...variables.values()])
    expect(objective).toBeCloseTo(value.dataSync()[0], 6)
    for (const [name, variable] of variables) {
      grads[variable.name]
        .dataSync()
        .forEach((expected, i) => expect(gradients.get(name)?.[i]).toBeCloseTo(expected, 6))
      variable.dispose()
    }
  })

  it('steps by v ← μ v + g + λ w (kernels only), w ← w − η v', async () => {
    const stepped = new EagerExecutor(backend, small, weights, 1)
    const update = { learningRate: 0.1, momentum: 0.8, weightDecay: 0.01, clipNorm: Infinity }
    let expected = new Map([...weights].map(([name, values]) => [name, Array.from(values)]))
    let velocity = new Map([...weights].map(([name, values]) => [name, Array.from(values, () => 0)]))
    for (let iteration = 0; iteration < 3; iteration++) {
      const { gradients } = await stepped.gradients(batch, { mode: 'relu' }, iteration)
      velocity = new Map(
        [...velocity].map(([name, v]) => [
          name,
          v.map(
            (value, i) =>
              0.8 * value +
              (gradients.get(name)?.[i] ?? NaN) +
              (name.endsWith('/kernel') ? 0.01 * (expected.get(name)?.[i] ?? NaN) : 0)
          )
        ])
      )
      expected = new Map(
        [...expected].map(([name, w]) => [name, w.map((value, i) => value - 0.1 * (velocity.get(name)?.[i] ?? NaN))])
      )
      await stepped.trainStep(batch, { mode: 'relu' }, update, iteration)
    }
    for (const [name, values] of await stepped.weights())
      values.forEach((value, i) => expect(value).toBeCloseTo(expected.get(name)?.[i] ?? NaN, 5))
    stepped.dispose()
  })

  it('scales gradients down to the clip norm, all by the same factor', async () => {
    const moved = async (clipNorm: number): Promise<number[]> => {
      const stepped = new EagerExecutor(backend, small, weights, 1)
      await stepped.trainStep(batch, { mode: 'relu' }, { learningRate: 1, momentum: 0, weightDecay: 0, clipNorm }, 0)
      const change = [...await stepped.weights()].flatMap(([name, values]) =>
        [...values].map((value, i) => value - (weights.get(name)?.[i] ?? NaN))
      )
      stepped.dispose()
      return change
    }
    const norm = (values: number[]): number => Math.hypot(...values)
    const free = await moved(Infinity)
    const clipped = await moved(0.01)
    expect(norm(free)).toBeGreaterThan(0.1)
    // Weights are of order 1, so a change of order 0.01 is seen to about 1e-5.
    expect(norm(clipped)).toBeCloseTo(0.01, 5)
    clipped.forEach((value, i) => expect(value).toBeCloseTo(free[i] * 0.01 / norm(free), 5))
    expect(await moved(norm(free) * 2)).toEqual(free)
  })

  it('forgets momentum when told', async () => {
    const [fresh, reset] = [1, 1].map((seed) => new EagerExecutor(backend, small, weights, seed))
    const update = { learningRate: 0.1, momentum: 0.9, weightDecay: 0, clipNorm: Infinity }
    await reset.trainStep(batch, { mode: 'relu' }, update, 0)
    await reset.resetMomentum()
    await reset.setWeights(weights)
    await fresh.trainStep(batch, { mode: 'relu' }, update, 0)
    await reset.trainStep(batch, { mode: 'relu' }, update, 0)
    expect(await reset.weights()).toEqual(await fresh.weights())
    fresh.dispose()
    reset.dispose()
  })

  it('runs its own masks as ReLU does: the affine form given [q > 0] is the same network', async () => {
    const own = await executor.estimateMasks(batch, reluSupport(2))
    const masked = await executor.gradients(
      batch,
      { mode: 'masks', form: 'affine', gate: 'pure', packed: own, consistency: 5, thresholds: new Float32Array(2) },
      0
    )
    const relu = await executor.gradients(batch, { mode: 'relu' }, 0)
    // The consistency term vanishes where every sign agrees.
    expect(masked.objective).toBeCloseTo(relu.objective, 6)
    for (const [name, values] of relu.gradients)
      values.forEach((value, i) => expect(masked.gradients.get(name)?.[i]).toBeCloseTo(value, 6))
  })

  it.each([
    ['ReLU', reluSupport(2)], ['MaskT', masktSupport(2)], ['thresholds', { form: 'affine' as const, thresholds }]
  ])('evaluates and estimates with %s as the float64 loops do', async (_name, support) => {
    const masks = await executor.estimateMasks(batch, support)
    const { layers, bytesPerExample } = supportLayout(small)
    const result = await executor.evaluate(batch, support)
    let wrong = 0
    for (let n = 0; n < batch.count; n++) {
      const logits = forwardOne(small, weights, batch, n, (name, q, linear) => {
        const index = layers.findIndex((candidate) => candidate.name === name)
        const threshold = support.thresholds[index]
        q.forEach((value, unit) => {
          const bit = (masks[n * bytesPerExample + layers[index].byteOffset + (unit >> 3)] >> (7 - (unit & 7))) & 1
          // A float32 pre-activation this close to its threshold may fall on either side.
          if (Math.abs(value - threshold) > 1e-5) expect(bit).toBe(value > threshold ? 1 : 0)
        })
        return q.map((value, unit) => (value > threshold ? (support.form === 'affine' ? value : linear[unit]) : 0))
      })
      if (logits.indexOf(Math.max(...logits)) !== batch.labels[n]) wrong++
    }
    expect(result.error).toBeCloseTo(wrong / batch.count, 12)
  })

  it('gives the quantiles of pre-activations by layer', async () => {
    const seen = new Map<string, number[]>()
    for (let n = 0; n < batch.count; n++) {
      forwardOne(small, weights, batch, n, (name, q) => {
        seen.set(name, [...(seen.get(name) ?? []), ...q])
        return q.map((value) => Math.max(value, 0))
      })
    }
    const quantiles = await executor.quantiles(batch, 0.7)
    ;[...seen.values()].forEach((values, index) => {
      const sorted = values.toSorted((a, b) => a - b)
      expect(quantiles[index]).toBeCloseTo(sorted[Math.round(0.7 * (sorted.length - 1))], 4)
    })
  })

  it('drops out with a seed: the same iteration gives the same step, evaluation drops nothing', async () => {
    const network = presetNetwork('all-cnn-a', [8, 8, 1], 3)
    const images = randomBatch(network, 4, 5)
    const relu = reluSupport(supportLayout(network).layers.length)
    const dropping = new EagerExecutor(backend, network, initialWeights(network, 1), 9)
    const objective = async (iteration: number): Promise<number> =>
      (await dropping.gradients(images, { mode: 'relu' }, iteration)).objective
    expect(await objective(3)).toBe(await objective(3))
    expect(await objective(3)).not.toBe(await objective(4))
    expect(await dropping.evaluate(images, relu)).toEqual(await dropping.evaluate(images, relu))
    dropping.dispose()
  })

  it('leaves no tensors behind', async () => {
    const before = backend.tf.memory().numTensors
    for (let iteration = 0; iteration < 3; iteration++) {
      for (const [, support] of modes)
        await executor.trainStep(
          batch,
          support,
          { learningRate: 0, momentum: 0, weightDecay: 0.1, clipNorm: Infinity },
          iteration
        )
      await executor.evaluate(batch, masktSupport(2))
      await executor.estimateMasks(batch, reluSupport(2))
    }
    expect(backend.tf.memory().numTensors).toBe(before)
  })
})
