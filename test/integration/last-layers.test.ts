/** What the theory says of a real training under its stored masks: its last two layers, and its first. */
import { beforeAll, describe, expect, it } from 'vitest'
import { firstLayerSchema } from '../../preload/schema/first-layer'
import { gapOf, lastLayersSchema } from '../../preload/schema/last-layers'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'

const examples = 250

let shared: SharedTraining
beforeAll(async () => {
  shared = await sharedTraining()
})

describe('maskscope theory optimum', () => {
  const asked = (...given: string[]): string[] => ['theory', 'optimum', shared.id, '--alternation', '1', ...given]

  it('begins with the network as it is, and proves the optimum', async () => {
    const given = asked('--examples', String(examples), '--beta', '0.05', '--json')
    const found = lastLayersSchema.parse(await printedJson(shared.store, ...given))
    expect(found).toMatchObject({ support: 'support6', examples, testExamples: 2000, beta: 0.05 })
    const best = found.optimum.at(-1)!
    expect(gapOf(best)).toBeGreaterThan(-1e-9)
    expect(gapOf(best)).toBeLessThan(1e-3)
    for (const { objective } of found.steps) expect(objective).toBeGreaterThan(best.bound)
    const [stored] = found.steps
    const evaluated = await printedJson(shared.store, 'evaluate', shared.id, '--at', '1', '--json') as
      { relu: { error: number } }
    // A digit whose two largest logits are equal but for rounding may be counted the other way.
    expect(Math.abs(stored!.reluError - evaluated.relu.error)).toBeLessThanOrEqual(1 / 2000)
    expect([stored!.gatedError, stored!.drift]).toEqual([stored!.reluError, 0])
    expect(await printed(shared.store, ...asked('--examples', '50', '--beta', '0.1'))).toMatch(
      /^snapshot 1: "conv6", the support "support6" \(32 channels\) and "conv7"; 50 training examples, β 0\.1, /
    )
  })

  it.each([
    [['--examples', '0'], '--examples takes a number from 1, not "0".'],
    [['--examples', '20001'], '--examples takes a number from 1 to 20,000, not "20001".'],
    [['--examples', '1001'], 'Snapshot 1 holds the masks of 1000 examples, fewer than 1001; choose a snapshot that ' +
      'holds all, or fewer examples.'],
    [['--beta', '0'], '--beta takes a number above 0 and up to 1, not "0".']
  ])('refuses %o', async (given, sentence) => {
    expect(await sentenceOf(shared.store, ...asked(...given))).toBe(sentence)
  })
})

describe('maskscope theory theorem1 --run', () => {
  const asked = (...given: string[]): string[] => ['theory', 'theorem1', '--run', shared.id, ...given]

  it('has three numbers of the first layer, and its spectrum', async () => {
    const given = asked('--alternation', '1', '--examples', '400', '--json')
    const found = firstLayerSchema.parse(await printedJson(shared.store, ...given))
    expect(found).toMatchObject({
      snapshot: 1, hidden: 'conv1', support: 'support1', outputs: 10, examples: 400, least: 0, isMet: false
    })
    expect(found.columns).toBe(found.channels * 10)
    expect(found.eigenvalues).toHaveLength(found.columns)
    expect(found.largest).toBeCloseTo(found.eigenvalues.at(-1)! / 10, 12)
    expect(await printed(shared.store, ...asked('--examples', '100'))).toMatch(/: not met\nwith the best scale: at least /)
  })

  it.each([
    [['--dims', '8,4,1'], '--dims is of the experiment without a run; leave it out, or --run.'],
    [['--epsilon', '0.5'], '--epsilon takes a number above 0 and below 0.1, not "0.5".'],
    [['--examples', '1'], '--examples takes a number from 2, not "1".']
  ])('refuses %o', async (given, sentence) => {
    expect(await sentenceOf(shared.store, ...asked(...given))).toBe(sentence)
  })

  it('says what goes with a run alone', async () => {
    expect(await sentenceOf(shared.store, 'theory', 'theorem1', '--examples', '5')).toBe('--examples goes with --run.')
  })
})
