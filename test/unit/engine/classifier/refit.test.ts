/** Refitted classifiers: at the optimum that NumPy finds, in every executor, and the network's logits are theirs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { penalty, refit, refitterOf, type Refit } from '../../../../main/engine/classifier/refit'
import { consecutive, inMemory, type Examples, type ExampleSource } from '../../../../main/engine/datasets/dataset'
import { createExecutor } from '../../../../main/engine/executors'
import type { Executor } from '../../../../main/engine/executors/executor'
import { classifiersOf } from '../../../../main/engine/networks/classifiers'
import { valuesOf } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { sizeOf } from '../../../../main/engine/networks/shapes'
import { random } from '../../../../main/engine/random'
import { reluSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { everyKind, randomBatch, randomWeights, small } from '../helpers/examples'

const backend = nativeBackend()
const shape = [10, 9, 2] as const
const networks: [string, Network][] = [
  ['a 1×1 convolution and a mean', small],
  ['a dense layer without positions', presetNetwork('vgg-mini', [10, 9, 2], 3)],
  ['a dense layer after a mean', presetNetwork('resnet-mini', [10, 9, 2], 3)],
  ['two heads', presetNetwork('googlenet-mini', [10, 9, 2], 3)]
]

/** Noise of which some depends on the label. */
function examplesFor(network: Network, count: number): ExampleSource {
  const { images, ...rest }: Examples = randomBatch(network, count, 1)
  const size = images.length / count
  const moved = images.map((value, i) => value + rest.labels[Math.floor(i / size)] * (i % 3) * 0.4)
  return inMemory({ ...rest, images: moved })
}

describe.each(networks)('of %s', (_title, network) => {
  const support = reluSupport(supportLayout(network).layers.length)
  const source = examplesFor(network, 60)
  const refitter = refitterOf(network, 1, source.count)
  const { layer, width, classes } = refitter.classifiers[refitter.classifiers.length - 1]
  const executors: Executor[] = []
  beforeAll(async () => {
    for (const [kind, towers] of [['graph', 4], ['eager', 1]] as const)
      executors.push(await createExecutor(kind, { ...backend, towers }, network, randomWeights(network, 2), 5, []))
  })
  afterAll(() => { for (const executor of executors) executor.dispose() })
  const refits = (): Promise<Refit[]> =>
    Promise.all(executors.map((executor) => refit(executor, refitter, source, support)))

  it('is at an optimum, lower than before, in towers and operation by operation', async () => {
    const [one, other] = await refits()
    for (const { before, after, slope, examples } of [one, other]) {
      expect(after.objective).toBeLessThan(before.objective)
      expect(slope).toBeLessThanOrEqual(1e-4)
      expect(examples).toBe(60)
    }
    expect(other.after.objective).toBeCloseTo(one.after.objective, 4)
  })

  it('is the same when it is done again, and changes nothing but the last layer of each head', async () => {
    const [once, again] = [await refits(), await refits()]
    expect(again).toEqual(once)
    const own = new Set(refitter.classifiers.map((one) => one.layer.name))
    const before = randomWeights(network, 2)
    for (const { weights } of once)
      for (const [name, values] of weights)
        if (own.has(name.split('/')[0])) expect(values, name).not.toEqual(before.get(name))
        else expect(values, name).toEqual(before.get(name))
  })

  it('gives the network logits that are features times weights', async () => {
    const [[{ weights }], [executor]] = [await refits(), executors]
    await executor.setWeights(weights)
    const batch = source.read(consecutive(0, 7))
    const features = (await executor.features(batch, support)).at(-1)
    const [kernel, bias] = ['kernel', 'bias'].map((role) => valuesOf(weights, `${layer.name}/${role}`))
    const logits = await executor.logits(batch)
    logits.forEach((logit, i) => {
      const row = [...features?.subarray(Math.floor(i / classes) * width).subarray(0, width) ?? []]
      const own = row.reduce((sum, value, at) => sum + value * kernel[at * classes + (i % classes)], bias[i % classes])
      expect(logit).toBeCloseTo(own, 3)
    })
  })
})

describeWithPython('beside NumPy', () => {
  it('is as low as the optimum of Newton’s method, and has its weights', async () => {
    const source = examplesFor(small, 150)
    const executor = await createExecutor('eager', backend, small, randomWeights(small, 2), 5, [])
    const refitter = refitterOf(small, 1, source.count)
    const support = reluSupport(supportLayout(small).layers.length)
    const { weights, after } = await refit(executor, refitter, source, support)
    const [features] = await executor.features(source.read(refitter.sample), support)
    executor.dispose()
    const [{ width, classes, layer }] = refitter.classifiers
    const rows = Array.from(refitter.sample, (_, i) => [...features.subarray(i * width, (i + 1) * width)])
    const [kernel, bias] = ['kernel', 'bias'].map((role) => [...valuesOf(weights, `${layer.name}/${role}`)])
    const labels = [...source.read(refitter.sample).labels]
    const told = recomputed({ features: rows, labels, classes, beta: penalty, kernel, bias })
    expect(told.own).toBeCloseTo(after.objective, 6)
    expect(told.error).toBe(after.error)
    // What slopes of 1e-4 at most leave of it.
    expect(after.objective - told.optimum).toBeGreaterThan(-1e-9)
    expect(after.objective - told.optimum).toBeLessThan(1e-5)
    const largest = Math.max(...told.kernel.map(Math.abs))
    kernel.forEach((value, i) => { expect(Math.abs(value - told.kernel[i])).toBeLessThan(0.05 * largest) })
  })
})

function recomputed(given: object): { optimum: number; own: number; kernel: number[]; error: number } {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-classifier-'))
  try {
    const path = join(folder, 'features.json')
    writeFileSync(path, JSON.stringify(given))
    return JSON.parse(runPython('recompute_classifier.py', path)) as ReturnType<typeof recomputed>
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

it('gives frequencies of classes as probabilities where features tell nothing', async () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? 2 : i % 2))
  const source = inMemory({ count: 60, labels, images: new Float32Array(60 * sizeOf([8, 6, 2])) })
  const weights = new Map([...randomWeights(small, 2)].map(([name, values]) => [name, values.map(() => 0)]))
  const executor = await createExecutor('eager', backend, small, weights, 5, [])
  const { weights: fitted } = await refit(executor, refitterOf(small, 1, 60), source, reluSupport(2))
  const bias = valuesOf(fitted, 'conv3/bias')
  const total = bias.reduce((sum, value) => sum + Math.exp(value), 0)
  bias.forEach((value, c) => {
    expect(Math.exp(value) / total).toBeCloseTo(labels.filter((label) => label === c).length / 60, 3)
  })
  executor.dispose()
})

describe('classifiers', () => {
  it('are the last layers of all heads', () => {
    const named = (network: Network) => classifiersOf(network)?.map(({ layer, averaged, width, classes }) =>
      [layer.name, averaged, width, classes])
    expect(named(presetNetwork('all-cnn-mini', [28, 28, 1], 10))).toEqual([['conv7', true, 32, 10]])
    expect(named(presetNetwork('vgg-mini', [28, 28, 1], 10))).toEqual([['dense2', false, 64, 10]])
    expect(named(presetNetwork('googlenet-mini', [28, 28, 1], 10))).toEqual([
      ['dense2', false, 32, 10], ['dense3', false, 56, 10]
    ])
    expect(named(everyKind)).toHaveLength(2)
  })

  it.each(['nin-mini', 'all-cnn-c'] as const)('are refused in one sentence where a ReLU follows: %s', (name) => {
    expect(() => refitterOf(presetNetwork(name, [...shape], 3), 1, 100)).toThrow(
      'The classifier of this network cannot be refitted: its last layer is neither dense nor a 1×1 convolution of ' +
      'which only a mean is taken, or a ReLU follows it; train without refitting.'
    )
  })

  it('are refused in one sentence where they are too large', () => {
    expect(() => refitterOf(presetNetwork('vgg-16', [64, 64, 3], 1000), 1, 50_000)).toThrow(
      'The classifier of this network, 4096 × 1000, is too large to be refitted; train without refitting.'
    )
  })

  it('are fitted to the same examples for the whole run, others for another seed', () => {
    const sample = (seed: number) => [...refitterOf(small, seed, 8000).sample]
    expect(sample(1)).toHaveLength(4000)
    expect(new Set(sample(1)).size).toBe(4000)
    expect(sample(1)).toEqual(sample(1))
    expect(sample(1)).not.toEqual(sample(2))
    expect(random(1, 'classifier').permutation(8000)).toContain(sample(1)[0])
  })
})
