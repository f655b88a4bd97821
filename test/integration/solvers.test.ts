/** `maskscope theory solvers`: solvers beside each other under the stored masks of a real training. */
import { beforeAll, describe, expect, it } from 'vitest'
import { solversSchema } from '../../preload/schema/solvers'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'

const examples = 50
const passes = 2

describe('maskscope theory solvers', () => {
  let shared: SharedTraining
  beforeAll(async () => {
    shared = await sharedTraining()
  })
  const asked = (...given: string[]): string[] =>
    ['theory', 'solvers', '--run', shared.id, '--alternation', '1', ...given]

  it('all begin with the network as it is, and lower its masked loss', async () => {
    const given = asked('--examples', String(examples), '--passes', String(passes))
    const found = solversSchema.parse(await printedJson(shared.store, ...given))
    expect(found).toMatchObject({ snapshot: 1, examples, passes, testExamples: 2000 })
    expect(found.courses.map(({ solver }) => solver)).toEqual(['sgd:0.05', 'adam:0.003', 'lbfgs', 'layerwise:0.001'])
    const evaluated = await printedJson(shared.store, 'evaluate', shared.id, '--at', '1') as { relu: { error: number } }
    for (const { points, looks } of found.courses) {
      const [start] = looks
      expect(start).toMatchObject({ passes: 0, seconds: 0, drift: 0 })
      // Stored masks are those that the weights decide: this is the ReLU network. A tie may be counted either way.
      expect(Math.abs(start!.loss - start!.reluLoss)).toBeLessThan(1e-5)
      expect(Math.abs(start!.testError - evaluated.relu.error)).toBeLessThanOrEqual(1 / 2000)
      expect(points[0]).toEqual({ passes: 0, seconds: 0, loss: start!.loss })
      expect(looks.at(-1)).toMatchObject(points.at(-1)!)
      expect(points.at(-1)!.passes).toBeLessThanOrEqual(passes)
    }
    const losses = new Map(found.courses.map(({ solver, points }) => [solver, points.map(({ loss }) => loss)]))
    for (const solver of ['lbfgs', 'layerwise:0.001'])
      losses.get(solver)!.forEach((loss, i, all) => { expect(loss).toBeLessThanOrEqual(all[Math.max(0, i - 1)]!) })
    const layerwise = losses.get('layerwise:0.001')!
    expect(layerwise.at(-1)).toBeLessThan(0.75 * layerwise[0]!)
    expect(found.claims.map(({ text }) => text)).toEqual([
      'No solver is better than SGD on the ReLU objective', 'A low masked loss says nothing of the ReLU error',
      'A Newton step in one layer never raises the masked loss'
    ])
    expect(found.claims[2]!.holds).toBe('holds')
  })

  it('prints the ends and the claims', async () => {
    const text = await printed(shared.store, ...asked('--examples', '20', '--passes', '1', '--solver', 'sgd:0.1'))
    expect(text).toMatch(/^snapshot 1: 20 training examples with their masks fixed, 1 pass, 2,000 to test on; /)
    expect(text).toMatch(/\nsgd:0\.1 +1 /)
    expect(text).toMatch(/\nnot applicable .*No solver is better than SGD/)
  })

  it.each([
    [['--examples', '0'], '--examples takes a number from 1, not "0".'],
    [['--examples', '4001'], '--examples takes a number from 1 to 4,000, not "4001".'],
    [['--examples', '1001'], 'Snapshot 1 holds the masks of 1000 examples, fewer than 1001; choose a snapshot that ' +
      'holds all, or fewer examples.'],
    [['--passes', '201'], '--passes takes a number from 1 to 200, not "201".'],
    [['--solver', 'hf'], '--solver knows sgd:RATE, adam:RATE, lbfgs and layerwise:DAMPING, with numbers above 0 and ' +
      'up to 100, not "hf".'],
    [['--alternation', '9'], 'alternation 9; "maskscope show']
  ])('refuses %o', async (given, sentence) => {
    expect(await sentenceOf(shared.store, ...asked(...given))).toContain(sentence)
  })
})
