/** Products of the Gauss–Newton matrix of all layers, against finite differences, and the solvers that use them. */
import { afterAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../../main/engine/backends/native'
import { MaskedJacobian } from '../../../../../main/engine/executors/eager/masked-jacobian'
import { MaskedLayers } from '../../../../../main/engine/executors/eager/masked-layers'
import { atLogits, curved, slopesOf } from '../../../../../main/engine/layerwise/newton'
import { isTrained, parametersOf } from '../../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../../main/engine/networks/presets'
import type { Weights } from '../../../../../main/engine/networks/weights'
import { random } from '../../../../../main/engine/random'
import { Course } from '../../../../../main/engine/theory/solvers/course'
import { around, stepByBatches, stepTogether } from '../../../../../main/engine/theory/solvers/gauss-newton'
import { steadyNetwork } from '../../../../../main/engine/theory/solvers/network'
import type { Problem } from '../../../../../main/engine/theory/solvers/problem'
import { dot, joined, parted, plus } from '../../../../../main/engine/theory/solvers/vectors'
import type { Network } from '../../../../../preload/schema/network'
import { randomBatch, randomMasks, randomWeights, small } from '../../helpers/examples'

const backend = nativeBackend()

function prepared(network: Network) {
  const weights = randomWeights(network, 3)
  const trained = parametersOf(network).filter((parameter) => isTrained(parameter, 'affine')).map(({ name }) => name)
  const batches = [7, 5].map((count, i) =>
    ({ examples: randomBatch(network, count, i + 1), packed: randomMasks(network, count, i + 1) }))
  return { start: weights, trained, batches, jacobian: new MaskedJacobian(backend, network, weights) }
}

const normal = (size: number, seed: number): Float64Array => {
  const stream = random(seed, 'direction')
  return Float64Array.from({ length: size }, () => stream.normal())
}
const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs))
const largestDifference = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  largest(Array.from(one, (value, i) => value - other[i]!))

describe.each<[string, Network]>([
  ['two convolutions', small],
  ['resnet-mini', steadyNetwork(presetNetwork('resnet-mini', [10, 9, 3], 3), [])],
  ['seven convolutions', steadyNetwork(presetNetwork('all-cnn-mini', [14, 14, 1], 10), [])]
])('%s', (_name, network) => {
  const { start, trained, batches, jacobian } = prepared(network)
  const layers = new MaskedLayers(backend, network, start, batches)
  afterAll(() => {
    jacobian.dispose()
    layers.dispose()
  })
  const values = joined(start, trained)
  const direction = normal(values.length, 4).map((value) => value * Math.sqrt(dot(values, values) / values.length))
  const at = (length: number): Weights =>
    new Map([...start, ...parted(plus(values, direction, length), trained, start)])

  it('logits change along a direction in all layers as finite differences say', async () => {
    const [batch] = batches
    const logitsAt = (length: number): Promise<Float32Array> => {
      jacobian.setWeights(at(length))
      return jacobian.logits(batch!)
    }
    const step = 0.02
    const [twoBack, back, forth, twoForth] = [
      await logitsAt(-2 * step), await logitsAt(-step), await logitsAt(step), await logitsAt(2 * step)
    ]
    const expected = Array.from(back!, (_, i) =>
      (8 * (forth![i]! - back![i]!) - (twoForth![i]! - twoBack![i]!)) / (12 * step))
    jacobian.setWeights(start)
    const changes = await jacobian.along(batch!, parted(direction, trained, start))
    expect(largestDifference(changes, expected)).toBeLessThan(1e-3 * Math.max(1, largest(expected)))
    const slopes = normal(changes.length, 5)
    const pulled = joined(await jacobian.pulledBack(batch!, slopes), trained)
    const one = dot(slopes, Float64Array.from(changes))
    expect(Math.abs(one - dot(pulled, direction))).toBeLessThan(1e-4 * Math.max(1, Math.abs(one)))
  })

  it('loss and gradient are those of layers alone, and a product has the form of such changes', async () => {
    const labels = Int32Array.from(batches.flatMap(({ examples }) => [...examples.labels]))
    const found = await around({ jacobian, trained, start }, batches, start)
    layers.setWeights(start)
    const here = atLogits(await layers.logits(), labels)
    expect(Math.abs(found.loss - here.loss)).toBeLessThan(1e-5)
    const byName = parted(found.gradient, trained, start)
    for (const name of layers.layers) {
      layers.enter(name)
      const own = trained.filter((parameter) => parameter.startsWith(`${name}/`))
      await layers.logitsWith(layers.values(start))
      const expected = await layers.pulledBack(slopesOf(here, labels))
      expect(largestDifference(joined(byName, own), expected)).toBeLessThan(1e-5 * Math.max(1, largest(expected)))
    }
    const product = await found.product(direction)
    const curvature = dot(direction, product)
    const changes: number[] = []
    for (const batch of batches) changes.push(...await jacobian.along(batch, parted(direction, trained, start)))
    const expected = dot(Float64Array.from(changes), curved(here, Float64Array.from(changes), labels.length))
    expect(Math.abs(curvature - expected)).toBeLessThan(1e-3 * Math.max(1, expected))
    expect(curvature).toBeGreaterThanOrEqual(0)
    expect(await found.lossAt(start)).toBeCloseTo(found.loss, 9)
  })
})

describe('solvers', () => {
  const { start, trained, batches, jacobian } = prepared(small)
  const [batch] = batches
  afterAll(() => { jacobian.dispose() })

  async function courseOf(passes: number, solve: (problem: Problem, course: Course) => Promise<void>) {
    const problem = {
      jacobian, trained, start, passes, seed: 1, labels: batch!.examples.labels,
      batch: (indices: Int32Array) => {
        // Whole, or by single examples: both are what is asked for here.
        expect([1, batch!.examples.count]).toContain(indices.length)
        return batch!
      }
    } as unknown as Problem
    const measured = {
      loss: async (weights: Weights) => {
        jacobian.setWeights(weights)
        return atLogits(await jacobian.logits(batch!), batch!.examples.labels).loss
      },
      look: async () => ({ reluLoss: 1, testError: 0.5, drift: 0 })
    }
    const course = new Course(measured, passes, () => false, () => undefined)
    await course.point(start, null)
    await solve(problem, course)
    return (await course.end('gauss-newton', 'gauss-newton:10')).points
  }

  it('of all examples lower the loss at every step, within their passes', async () => {
    const points = await courseOf(60, (problem, course) => stepTogether(problem, 10, course))
    expect(points.length).toBeGreaterThan(2)
    points.forEach(({ loss }, i) => { expect(loss).toBeLessThanOrEqual(points[Math.max(0, i - 1)]!.loss) })
    expect(points.at(-1)!.loss).toBeLessThan(0.5 * points[0]!.loss)
    expect(points.at(-1)!.passes).toBeLessThanOrEqual(60)
  })

  it('take fewer conjugate gradients where fewer passes are left, and none without', async () => {
    const points = await courseOf(4, (problem, course) => stepTogether(problem, 10, course))
    // A gradient, one product, one loss or more.
    expect(points[1]!.passes).toBeGreaterThanOrEqual(1 + 1.5 + 1 / 3 - 1e-9)
    expect(points.at(-1)!.passes).toBeLessThanOrEqual(4)
    expect(await courseOf(2, (problem, course) => stepTogether(problem, 10, course))).toHaveLength(1)
  })

  it('on batches lower it, too', async () => {
    const settings = { batch: 100, steps: 4, damping: 0.03 }
    const points = await courseOf(60, (problem, course) => stepByBatches(problem, settings, course))
    expect(points.at(-1)!.loss).toBeLessThan(0.7 * points[0]!.loss)
    expect(points.at(-1)!.passes).toBeLessThanOrEqual(60)
  })
})
