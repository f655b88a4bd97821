/** `maskscope theory optimum`: the best last two layers for the masks of a real training. */
import { beforeAll, describe, expect, it } from 'vitest'
import { gapOf, lastLayersSchema } from '../../preload/schema/last-layers'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'

const examples = 250

describe('maskscope theory optimum', () => {
  let shared: SharedTraining
  beforeAll(async () => {
    shared = await sharedTraining()
  })
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
