/** The form of an experiment: its lines, what is wrong with what was typed, and how long it takes. */
import { describe, expect, it } from 'vitest'
import { experimentNames, experiments, type ExperimentName } from '../../../preload/schema/theory'
import { askedByPreset, askedOf, definitionOf } from '../../../preload/schema/theory/asked'
import { fieldsOf } from '../../../preload/schema/settings/fields'
import type { TheoryResultSummary } from '../../../preload/schema/theory/result'
import type { DraftValue } from '../../../renderer/figures/draft'
import {
  estimateOf, inPageWords, judgeTheory, presetLike, presetsOf, theoryRows, type TheoryDraft
} from '../../../renderer/figures/theoryDraft'

const draft = (experiment: ExperimentName, values: Record<string, DraftValue> = {}): TheoryDraft =>
  ({ base: askedByPreset(experiment, 'paper'), values })

describe.each(experimentNames)('the form of %s', (name) => {
  it('has every parameter once, three to seven lines at once, and is right as it comes', () => {
    const { shown, others } = theoryRows(draft(name))
    const known = fieldsOf(definitionOf(name).schema).map((field) => field.name)
    const lines = [...shown, ...others].map((row) => row.name).filter((row) => row !== 'seeds')
    expect(lines.every((row) => known.includes(row))).toBe(true)
    expect(new Set(lines).size).toBe(lines.length)
    expect(shown.length).toBeGreaterThanOrEqual(3)
    expect(shown.length).toBeLessThanOrEqual(7)
    expect(judgeTheory(draft(name))).toEqual({ asked: askedByPreset(name, 'paper'), sentences: {}, other: null })
  })

  it('knows its presets', () => {
    for (const preset of presetsOf(name)) expect(presetLike(askedByPreset(name, preset))).toBe(preset)
    expect(presetLike({ ...askedByPreset(name, 'quick'), seeds: [77] })).toBeNull()
    expect((definitionOf(name).shown ?? []).every((one) => one in definitionOf(name).schema.shape)).toBe(true)
  })
})

describe('what was typed', () => {
  it('takes the place of what there was', () => {
    const { asked } = judgeTheory(draft('separation', { dims: '4, 3,2', digits: 7, conv: '', seeds: '2..4, 9' }))
    expect(asked).toEqual(askedOf('separation', { dims: [4, 3, 2], digits: 7 }, [2, 3, 4, 9]))
  })

  it.each<[ExperimentName, Record<string, DraftValue>, Record<string, string>]>([
    ['separation', { dims: '16, x' }, {
      dims: 'Layers: a list such as 16, 8, 10, each a whole number from 1 to 4,096.'
    }],
    ['separation', { digits: null }, { digits: 'Digits per seed: a whole number from 1 to 1,000.' }],
    ['separation', { digits: 0.5, seeds: '0' }, {
      digits: 'Digits per seed: a whole number from 1 to 1,000.',
      seeds: 'Seeds are up to 100 whole numbers from 1 to 999999, as in --seed 1..5 or --seed 1,2,7.'
    }],
    ['theorem1', { epsilon: 0.1 }, { epsilon: 'ε: a number above 0 and below 0.1.' }],
    ['spurious', { batch: 0 }, { batch: 'Examples per step: a whole number from 1 to 4,096, or empty (population).' }]
  ])('%s %j is refused at its field', (name, values, sentences) => {
    const judged = judgeTheory(draft(name, values))
    expect(judged.asked).toBeNull()
    expect(judged.sentences).toEqual(sentences)
  })

  it.each<[ExperimentName, Record<string, DraftValue>, string]>([
    ['spurious', { ratio: '10' }, 'A ratio of 10 is impossible: (1ᵀa*)² is at most k ‖a*‖², and k is 9.'],
    ['separation', { dims: '5, 4, 3' },
      'Digits of 28×28 cannot be pooled to 5 inputs; “Layers” begins with 1, 4, 16, 49, 196 or 784.'],
    ['separation', { dims: '' },
      '“Layers” takes 3 to 5 numbers, input to output, not 0: deeper U cannot be built.'],
    ['recover', { solver: [] }, 'Name a solver: “Solvers” takes some of ls,nuclear,als,lbfgs,sgd.']
  ])('%s %j does not go together', (name, values, sentence) => {
    expect(judgeTheory(draft(name, values))).toEqual({ asked: null, sentences: {}, other: sentence })
  })

  it('is named as the form has it; what is no setting stays', () => {
    expect(inPageWords(experiments.recover, 'Give --samples or --elsewhere.')).toBe('Give “Samples” or --elsewhere.')
  })
})

describe('how long it takes', () => {
  const quick = askedByPreset('recover', 'quick')

  it('is known of presets, by the number of seeds, and of what was computed here', () => {
    const { seconds } = experiments.recover.presets.quick
    expect(estimateOf(quick, [])).toBe(seconds)
    expect(estimateOf({ ...quick, seeds: [1, 2, 3, 4, 5, 6] }, [])).toBe(2 * seconds)
    const kept = { ...quick, seeds: [1], seconds: 5 } as unknown as TheoryResultSummary
    expect(estimateOf(quick, [kept])).toBe(15)
    expect(estimateOf(askedOf('recover', { trials: 3 }, [1]), [kept])).toBeNull()
  })
})
