/** Masks compared with each other, as the command line tells it, against NumPy that reads the run file by itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { classOverlapSchema, maskGroupSchema, projectionSchema } from '../../preload/schema/patterns'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { describeWithPython, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

interface Recomputed {
  snapshot: number
  classes: { label: number; examples: number }[]
  overlap: Record<string, number[][]>
  groups: Record<string, number[][]>
  coactivation: Record<string, { both: number[][]; overlap: (number | null)[][] }>
  distances: number[][]
}

interface Part {
  layer?: string
  groups: unknown[]
  overlap: unknown
  coactivation?: { order: number[]; both: number[][]; overlap: (number | null)[][]; examples: number }
}

let training: SharedTraining
const folder = temporaryFolder()
beforeAll(async () => { training = await sharedTraining() })

const linesOf = (file: string): string[][] =>
  readFileSync(join(folder, file), 'utf8').trimEnd().split('\r\n').map((line) => line.split(','))

describeWithPython('recomputed with NumPy from the run file', () => {
  let expected: Recomputed
  let parts: Record<string, Part>
  beforeAll(async () => {
    const data = join(folder, 'data.npz')
    await printed(training.store, 'datasets', 'mnist-10k', '--out', data)
    expected = JSON.parse(runPython('recompute_patterns.py', training.path, data)) as Recomputed
    const told = (await printedJson(training.store, 'patterns', training.id)) as { layers: Part[]; whole: Part }
    parts = Object.fromEntries([...told.layers, told.whole].map((part) => [part.layer ?? '*', part]))
  })

  it('are the classes’ overlaps in every layer, over all pairs of examples', () => {
    for (const [layer, part] of Object.entries(parts)) {
      const { classes, overlap, examples, snapshot } = classOverlapSchema.parse(part.overlap)
      expect([snapshot, examples, classes]).toEqual([expected.snapshot, 1000, expected.classes])
      overlap.forEach((line, row) => line.forEach((value, column) => {
        // Means of some 10,000 terms in float64, added in another order.
        expect(value).toBeCloseTo(expected.overlap[layer][row][column], 10)
      }))
    }
  })

  it('are the channels’ co-activations in every layer', () => {
    for (const [layer, { both, overlap }] of Object.entries(expected.coactivation)) {
      const told = parts[layer].coactivation!
      expect(told.examples).toBe(1000)
      expect([...told.order].sort((one, other) => one - other)).toEqual(both.map((_, channel) => channel))
      told.order.forEach((one, row) => told.order.forEach((other, column) => {
        expect(told.both[row][column]).toBe(both[one][other])
        expect(told.overlap[row][column]).toBe(overlap[one][other])
      }))
    }
  })

  it('are the examples that share masks', () => {
    for (const [layer, groups] of Object.entries(expected.groups)) {
      const told = maskGroupSchema.array().parse(parts[layer].groups)
      expect(told.map(({ size }) => size)).toEqual(groups.slice(0, 10).map(({ length }) => length))
      for (const { examples } of told) expect(groups).toContainEqual(examples)
    }
  })

  it('is a plane whose neighbours are near by Hamming distance too', async () => {
    const asked = ['--projection', '--layer', 'support6', '--sample', '300']
    const plane = projectionSchema.parse(await printedJson(training.store, 'patterns', training.id, ...asked))
    expect(plane).toMatchObject({ snapshot: expected.snapshot, examples: 300, of: 1000, layer: 'support6' })
    const mean = (of: (one: number) => number[]): number => {
      const found = plane.listed.flatMap(({ example }, one) =>
        of(one).map((other) => expected.distances[example][plane.listed[other].example]))
      return found.reduce((sum, distance) => sum + distance, 0) / found.length
    }
    const apart = (one: number, other: number): number =>
      Math.hypot(plane.listed[one].x - plane.listed[other].x, plane.listed[one].y - plane.listed[other].y)
    const others = (one: number): number[] => [...plane.listed.keys()].filter((other) => other !== one)
    const near = mean((one) => others(one).sort((a, b) => apart(one, a) - apart(one, b)).slice(0, 5))
    const nearest = mean((one) => {
      const distance = (other: number): number =>
        expected.distances[plane.listed[one].example][plane.listed[other].example]
      return others(one).sort((a, b) => distance(a) - distance(b)).slice(0, 5)
    })
    // Chance would bring the mean of all; most of the way from there to the five nearest there are is asked for.
    expect(near).toBeLessThan(nearest + 0.4 * (mean(others) - nearest))
  })
})

describe('a table of its own', () => {
  it('is written as comma-separated values', async () => {
    const write = (file: string, ...asked: string[]): Promise<string> =>
      printed(training.store, 'patterns', training.id, ...asked, '--out', join(folder, file))
    await write('layers.csv')
    const [columns, ...rows] = linesOf('layers.csv')
    expect(columns.slice(0, 3)).toEqual(['snapshot', 'examples', 'layer'])
    const examplesOf = (layer: string): number => rows.filter((row) => row[2] === layer)
      .reduce((sum, row) => sum + Number(row[6]) * Number(row[7]), 0)
    expect(['support1', 'support6', 'all'].map(examplesOf)).toEqual([1000, 1000, 1000])
    await write('overlap.csv', '--overlap', '--layer', 'support6')
    expect(linesOf('overlap.csv')).toHaveLength(101)
    await write('channels.csv', '--coactivation', 'support2')
    expect(linesOf('channels.csv')).toHaveLength(1 + 16 ** 2)
    await write('plane.csv', '--projection', '--sample', '20', '--layer', 'support6')
    await write('again.csv', '--projection', '--sample', '20', '--layer', 'support6')
    expect(linesOf('plane.csv')).toHaveLength(21)
    expect(linesOf('again.csv')).toEqual(linesOf('plane.csv'))
  })

  it('is told in words', async () => {
    const { output } = await maskscope(training.store, 'patterns', training.id, '--coactivation', 'support2')
    expect(output).toMatch(/^snapshot 3, support2, 1,000 of 1,000 examples; 16 of 16 channels/)
    const overlap = await printed(training.store, 'patterns', training.id, '--overlap', '--layer', 'support6')
    expect(overlap.trimEnd().split('\n')).toHaveLength(12)
  })

  it.each([
    [
      ['--overlap', '--projection'],
      'Choose one of --overlap, --coactivation and --projection; each is a table of its own.'
    ],
    [['--projection', '--sample', '1e3'], '--sample takes a number from 20 to 5000, not "1e3".'],
    [
      ['--coactivation', 'conv1'],
      'There is no support layer "conv1"; the run has support1, support2, support3, support4, support5, support6.'
    ]
  ])('%j is refused in one sentence', async (given, sentence) => {
    expect(await sentenceOf(training.store, 'patterns', training.id, ...given)).toBe(sentence)
  })
})
