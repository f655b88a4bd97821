/** Solvers inside the alternation on a small network: passes are counted, masks are the weights' own each time. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../../main/engine/backends/native'
import type { DataSet, ExampleSource } from '../../../../../main/engine/datasets/dataset'
import { EagerExecutor } from '../../../../../main/engine/executors/eager/executor'
import { bytesPerExample, MaskedLayers } from '../../../../../main/engine/executors/eager/masked-layers'
import { readAlternations } from '../../../../../main/engine/theory/solvers/alternating-reading'
import { alternatingOutcome } from '../../../../../main/engine/theory/solvers/alternating-tables'
import {
  alternatingFrom, alternatingTitles, usualAlternating, type AlternatingReading
} from '../../../../../preload/schema/alternating-solvers'
import { randomBatch, randomWeights, small } from '../../helpers/examples'

const backend = nativeBackend()
const all = randomBatch(small, 40, 1)
const each = all.images.length / all.count
const source: ExampleSource = {
  count: all.count, labels: all.labels,
  read: (indices) => ({
    count: indices.length, labels: indices.map((i) => all.labels[i]!),
    images: Float32Array.from([...indices].flatMap((i) => [...all.images.subarray(i * each, (i + 1) * each)]))
  })
}

async function read(methods: string, passes: number, examples = 40): Promise<AlternatingReading['courses']> {
  const weights = randomWeights(small, 3)
  const found = await readAlternations({
    network: small, weights, data: { train: source, test: source } as DataSet, examples, passes, seed: 1,
    methods: alternatingFrom(methods), bytesPerExample,
    executorOf: (network) => new EagerExecutor(backend, network, weights, 1),
    layersOf: (network, batches) => new MaskedLayers(backend, network, weights, batches),
    tell: () => undefined, stopped: () => false
  })
  return found!.courses
}

describe('alternations', () => {
  it('start from the same network, count estimates, and lower its loss', async () => {
    const courses = await read('relu-sgd:0.1,relu-lbfgs,alternating-sgd:0.1:0.2,alternating-lbfgs,' +
      'alternating-layerwise', 12)
    const starts = courses.map(({ looks }) => looks[0]!)
    expect(new Set(starts.map(({ reluLoss, passes, drift }) => `${reluLoss} ${passes} ${drift}`)).size).toBe(1)
    for (const { method, looks } of courses) {
      expect(looks.at(-1)!.passes, method).toBeLessThanOrEqual(12)
      // L-BFGS goes far for masks that are old by then: of this network with random labels too far.
      if (method !== 'alternating-lbfgs:6')
        expect(looks.at(-1)!.reluLoss, method).toBeLessThan(starts[0]!.reluLoss)
      expect(looks.at(-1)!.drift === null, method).toBe(method.startsWith('relu'))
    }
    // Nine rounds of an estimate and a pass.
    expect(courses[2]!.looks.map(({ passes }) => Number(passes.toFixed(3)))).toEqual([0, 1.333, 2.667, 4, 8, 12])
  })

  it('take the ReLU network’s own step where a pass is one batch: masks are those of the weights', async () => {
    // Of one round the rate has not fallen yet; momentum is zero in both.
    const [own] = await read('alternating-sgd:0.1:0', 2)
    const [relu] = await read('relu-sgd:0.1', 1)
    expect(own!.looks).toHaveLength(2)
    expect(Math.abs(own!.looks[1]!.reluLoss - relu!.looks[1]!.reluLoss)).toBeLessThan(1e-5)
  })
})

describe('what they say', () => {
  const courseOf = (name: string, ...looks: [passes: number, reluLoss: number, testError: number][]) => ({
    name, method: `${name}:1`,
    looks: looks.map(([passes, reluLoss, testError]) =>
      ({ passes, seconds: passes, reluLoss, testError, drift: null }))
  })
  const runOf = (run: string, sgd: number, own: number, error: number) => ({
    run,
    reading: {
      snapshot: 1, seed: 1, testExamples: 10,
      courses: [
        courseOf('relu-sgd', [0, 1, 0.5], [1, 0.5, 0.3], [2, 0.4, 0.2], [4, sgd, 0.2]),
        courseOf('alternating-sgd', [0, 1, 0.5], [1.25, 0.75, 0.4], [4, own, error])
      ]
    }
  })

  it('is of means over runs, at the first look from so many passes on', () => {
    const { results: [ends], claims } = alternatingOutcome([runOf('a', 0.1, 0.2, 0.1), runOf('b', 0.1, 0.4, 0.14)])
    const cell = (row: number, column: string) => ends!.rows[row]![ends!.columns.indexOf(column)]
    expect([cell(0, 'loss after 1'), cell(1, 'loss after 1'), cell(1, 'loss at the end')])
      .toEqual([0.5, 0.75, expect.closeTo(0.3, 9)])
    expect(cell(1, '± loss at the end')).toBeCloseTo(Math.sqrt(0.02), 9)
    expect(claims.map(({ holds, measured }) => [holds, measured]))
      .toEqual([['holds', expect.closeTo(3, 9)], ['holds', expect.closeTo(-8, 9)]])
  })

  it('does not hold in runs that are against it', () => {
    const { claims } = alternatingOutcome([runOf('a', 0.1, 0.05, 0.1), runOf('b', 0.1, 0.4, 0.3)])
    expect(claims.map(({ holds }) => holds)).toEqual(['does not hold', 'does not hold'])
  })
})

it('methods are typed as solvers are', () => {
  expect(alternatingTitles(alternatingFrom('relu-sgd,alternating-sgd:0.1:0')))
    .toBe('relu-sgd:0.05,alternating-sgd:0.1:0')
  expect(alternatingFrom(usualAlternating)).toHaveLength(8)
  expect(() => alternatingFrom('lbfgs')).toThrow('--solver knows relu-sgd:RATE, relu-lbfgs, ')
})
