/** `maskscope theory solvers`: solvers beside each other under the stored masks of a real training. */
import { copyFileSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { keptTheoryResult } from '../../main/api/theory/kept-results'
import { theoryResultSchema, type ResultTable } from '../../preload/schema/theory/result'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { copyInto, linearTraining, sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

const examples = 50
const passes = 2

const column = ({ columns, rows }: ResultTable, name: string): unknown[] =>
  rows.map((row) => row[columns.indexOf(name)])
const numbers = (table: ResultTable, name: string): number[] => column(table, name).map(Number)

describe('maskscope theory solvers', () => {
  let shared: SharedTraining
  beforeAll(async () => {
    shared = await sharedTraining()
  })
  const asked = (...given: string[]): string[] =>
    ['theory', 'solvers', '--run', shared.id, '--alternation', '1', ...given]

  it('all begin with the network as it is, and lower its masked loss', async () => {
    const given = asked('--examples', String(examples), '--passes', String(passes), '--layers')
    const found = theoryResultSchema.parse(await printedJson(shared.store, ...given))
    expect(found).toMatchObject({
      experiment: 'solvers', seeds: [1],
      parameters: { examples, passes, layers: true, runs: [{ run: shared.id, snapshot: 1 }] },
      command: `maskscope theory solvers --run ${shared.id} --alternation 1 --examples 50 --passes 2 --layers`
    })
    expect(found.results.map(({ name }) => name)).toEqual(['ends', 'looks', 'points', 'layers'])
    expect(keptTheoryResult(shared.store, found.id)).toEqual(found)
    const [ends, , points, layers] = found.results
    const names = ['sgd:0.05', 'adam:0.003', 'lbfgs', 'layerwise:0.001']
    expect(column(ends!, 'solver')).toEqual(['start', ...names])
    const evaluated = await printedJson(shared.store, 'evaluate', shared.id, '--at', '1') as { relu: { error: number } }
    const [start] = numbers(ends!, 'masked loss')
    // Stored masks are those that the weights decide: this is the ReLU network. A tie may be counted either way.
    expect(Math.abs(start! - numbers(ends!, 'ReLU loss')[0]!)).toBeLessThan(1e-5)
    expect(Math.abs(numbers(ends!, 'ReLU test error %')[0]! / 100 - evaluated.relu.error))
      .toBeLessThanOrEqual(1 / 2000)
    expect([numbers(ends!, 'passes')[0], numbers(ends!, 'drift %')[0]]).toEqual([0, 0])
    for (const name of names) {
      const own = { ...points!, rows: points!.rows.filter((row) => row[1] === name) }
      const losses = numbers(own, 'masked loss')
      expect(losses[0]).toBe(start)
      expect(Math.max(...numbers(own, 'passes'))).toBeLessThanOrEqual(passes)
      if (name === 'lbfgs' || name.startsWith('layerwise'))
        losses.forEach((loss, i, all) => { expect(loss).toBeLessThanOrEqual(all[Math.max(0, i - 1)]!) })
      if (name.startsWith('layerwise')) expect(losses.at(-1)).toBeLessThan(0.75 * start!)
    }
    expect(new Set(numbers(layers!, 'loss now').map((loss) => Math.abs(loss - start!) < 1e-5))).toEqual(new Set([true]))
    numbers(layers!, 'layer alone').forEach((loss) => { expect(loss).toBeLessThan(start!) })
    expect(found.claims[3]).toMatchObject({
      text: 'A Newton step in one layer never raises the masked loss', holds: 'holds'
    })
  })

  it('of several runs have means, and files of every curve', async () => {
    const other = await linearTraining()
    const store = new RunStore(temporaryFolder())
    const out = temporaryFolder()
    const own = await copyInto(store)
    copyFileSync(other.path, store.runPath(other.id))
    const text = await printed(
      store.path, 'theory', 'solvers', '--run', `${own.id},${other.id}`, '--alternation', '1', '--examples', '20',
      '--passes', '1', '--solver', 'sgd:0.1', '--out', out
    )
    expect(text).toMatch(/^solvers, 2 seeds, .*, kept as solvers-/)
    expect(text).toMatch(/\nsgd:0\.1 +2 +1 /)
    expect(text).toMatch(/\nnot applicable .*No solver is better than SGD/)
    expect(readdirSync(out).map((name) => name.replace(/^solvers-[0-9a-f]+/, '')).toSorted())
      .toEqual(['-ends.csv', '-looks.csv', '-points.csv', '.json'])
  })

  it('inside the alternation have the ReLU network after passes', async () => {
    const given = asked('--alternate', '--examples', '20', '--passes', '2', '--solver', 'relu-sgd,alternating-sgd')
    const found = theoryResultSchema.parse(await printedJson(shared.store, ...given))
    expect(found).toMatchObject({
      experiment: 'alternating-solvers', seeds: [1],
      command: `maskscope theory solvers --run ${shared.id} --alternation 1 --alternate --examples 20 --passes 2 ` +
        '--solver relu-sgd:0.05,alternating-sgd:0.1:0.2'
    })
    expect(column(found.results[0]!, 'method')).toEqual(['relu-sgd:0.05', 'alternating-sgd:0.1:0.2'])
    expect(found.claims).toHaveLength(2)
  })

  it.each([
    [['--alternate', '--layers'], '--layers is of masks that stay fixed; leave it out, or --alternate.'],
    [['--alternate', '--solver', 'sgd'], 'evaluations from 2 to 200, not "sgd".'],
    [['--examples', '0'], '--examples takes a number from 1, not "0".'],
    [['--examples', '4001'], '--examples takes a number from 1 to 4,000, not "4001".'],
    [['--examples', '1001'], 'Snapshot 1 holds the masks of 1000 examples, fewer than 1001; choose a snapshot that ' +
      'holds all, or fewer examples.'],
    [['--passes', '201'], '--passes takes a number from 1 to 200, not "201".'],
    [['--solver', 'hf'], 'with numbers above 0 and up to 100 (examples up to 4000), not "hf".'],
    [['--alternation', '9'], 'alternation 9; "maskscope show']
  ])('refuses %o', async (given, sentence) => {
    expect(await sentenceOf(shared.store, ...asked(...given))).toContain(sentence)
  })
})
