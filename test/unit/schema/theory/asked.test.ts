/** What is asked of an experiment, from a command line and back to one. */
import { describe, expect, it } from 'vitest'
import { experimentNames, experiments } from '../../../../preload/schema/theory'
import { askedByOptions, askedByPreset, askedOf, commandFor } from '../../../../preload/schema/theory/asked'
import { presetNames } from '../../../../preload/schema/theory/definition'
import { fieldsOf } from '../../../../preload/schema/settings/fields'

describe.each(experimentNames)('the experiment %s', (name) => {
  const definition = experiments[name]

  it('has presets that its own schema takes, and no switch that a command could not turn off', () => {
    for (const preset of presetNames.filter((one) => one in definition.presets)) {
      const { parameters } = askedByPreset(name, preset)
      expect(definition.schema.parse(parameters)).toEqual(parameters)
    }
    const paper = askedByPreset(name, 'paper').parameters
    const switches = fieldsOf(definition.schema).filter(({ values }) => values.kind === 'switch')
    for (const field of switches) expect(paper[field.name]).toBe(false)
  })

  it('has a command for every preset that asks for the same', () => {
    for (const preset of presetNames.filter((one) => one in definition.presets)) {
      const asked = askedByPreset(name, preset)
      const parts = commandFor(asked).split(' --').slice(1).map((part) => part.split(' '))
      const options = Object.fromEntries(parts.map(([option = '', value]) => [
        option.replaceAll(/-[a-z]/g, (letters) => letters.slice(1).toUpperCase()), value ?? true
      ]))
      expect(askedByOptions(name, options)).toEqual(asked)
    }
  })

  it('knows no other parameter', () => {
    expect(() => askedOf(name, { other: 1 }, [1])).toThrow(/other/)
  })
})

describe('seeds', () => {
  const seeds = (seed: string): readonly number[] => askedByOptions('separation', { seed }).seeds

  it('are a range, a list, or both, each once', () => {
    expect(seeds('1..5')).toEqual([1, 2, 3, 4, 5])
    expect(seeds('7')).toEqual([7])
    expect(seeds('1..3,3,9')).toEqual([1, 2, 3, 9])
  })

  it.each(['', '0', '5..1', '1..1000', 'a', '1.5', '-1'])('are not "%s"', (text) => {
    expect(() => seeds(text)).toThrow('Seeds are up to 100 whole numbers')
  })
})

describe('parameters that are no such', () => {
  it.each([
    [{ dims: '16' }, '--dims takes 3 to 5 numbers, input to output, not 1: deeper U cannot be built.'],
    [{ dims: '16,2,2,2,2,2' }, '--dims takes 3 to 5 numbers, input to output, not 6: deeper U cannot be built.'],
    [{ dims: '9,4,3' }, 'Digits of 28×28 cannot be pooled to 9 inputs; --dims begins with 1, 4, 16, 49, 196 or 784.'],
    [{ dims: '784,32,32,10' }, 'U of 784-32-32-10 would have 82,208,358,400 entries, and 8,028,160 by paths, for ' +
      'each digit; at most 4,000,000 are built.'],
    [{ dims: 'a,b' }, '--dims takes numbers, as 16,8,10, not "a,b".'],
    [{ digits: '0' }, 'Digits per seed: a whole number from 1 to 1,000.'],
    [{ conv: '5,3,2,2,3' }, 'Digits of 28×28 cannot be pooled to 5×5; --conv begins with 2, 4, 7, 14 or 28.'],
    [{ conv: '2,3,2,2,3' }, 'A kernel of 3×3 does not fit an image of 2×2; choose less.'],
    [{ conv: '7,3' }, '--conv takes 5 numbers: side, kernel, filters, stride, outputs, as 7,3,2,2,3.'],
    [{ conv: '7,3,2,2,3', form: 'affine' }, '--form affine goes with dense layers; leave out --conv, or the form.'],
    [{ form: 'other' }, 'Form: one of linear, affine.'],
    [{ preset: 'other' }, 'There is no preset "other"; --preset takes paper, quick, digits.'],
    [{ preset: 'paper', quick: true }, '--quick stands for --preset quick; give one of the two.']
  ])('are refused for the separation: %o', (options, sentence) => {
    expect(() => askedByOptions('separation', options)).toThrow(sentence)
  })

  it.each([
    [{ ratio: '10' }, 'A ratio of 10 is impossible: (1ᵀa*)² is at most k ‖a*‖², and k is 9.'],
    [{ k: '1', ratio: '0' }, 'With one patch (1ᵀa*)² is ‖a*‖², so the ratio is 1; give --ratio 1.'],
    [{ p: '1' }, 'Width p: a whole number from 2 to 1,024.'],
    [{ starts: '100000' }, 'Starts per seed: a whole number from 1 to 25,000.'],
    [{ batch: 'none' }, '--batch takes a number or population, not "none".'],
    [{ preset: 'digits' }, 'The experiment spurious has no preset "digits"; --preset takes paper, quick.']
  ])('are refused for the spurious minimum: %o', (options, sentence) => {
    expect(() => askedByOptions('spurious', options)).toThrow(sentence)
  })

  it.each([
    [{ samples: '0' }, 'Samples: a list such as 16, 32, 64, 128, each a whole number from 1 to 20,000.'],
    [{ k: '0' }, 'Patches k: a whole number from 1 to 512.'],
    [{ p: '128', k: '64' }, 'V would have 8,192 entries; at most 4,096 are sought.'],
    [{ dims: '8,4' }, '--dims takes 3 numbers: inputs, hidden units, outputs, as 8,4,3.'],
    [{ dims: '9,4,3', data: 'digits' },
      'Digits cannot be pooled to 9 pixels; --dims begins with 1, 4, 16, 49, 196 or 784.'],
    [{ data: 'digits' }, 'Patches of digits are squares in a square: give --p and --k squares, as 9 and 16, with p k ' +
      'at most 784.'],
    [{ solver: 'sgd', dims: '8,4,3' },
      'SGD is for one filter on patches; leave out --dims, or choose another solver.'],
    [{ solver: 'none' }, 'Name a solver: --solver takes some of ls,nuclear,als,lbfgs,sgd.'],
    [{ solver: 'ls,newton' }, 'Solvers: any of ls, nuclear, als, lbfgs, sgd.'],
    [{ dims: '16,4,3', data: 'digits', condition: '10' },
      '--condition is that of Gaussian input; leave it out, or take --data gaussian.'],
    [{ dims: '16,4,3', data: 'digits', samples: '8000' },
      'Of 8,000 digits 100 are held out; give --samples at most 7,900.']
  ])('are refused for the recovery: %o', (options, sentence) => {
    expect(() => askedByOptions('recover', options)).toThrow(sentence)
  })

  it.each([
    [{ beta: '0' }, 'β: a number above 0 and at most 1,000,000.'],
    [{ classes: '3,3' }, '--classes takes two digits that differ, as 3,8: with labels of one class there is nothing ' +
      'to tell apart.'],
    [{ classes: '3' }, '--classes takes two digits that differ, as 3,8: with labels of one class there is nothing to ' +
      'tell apart.'],
    [{ patterns: '0' }, 'Patterns: a list such as 10, 50, 200, each a whole number from 1 to 10,000.'],
    [{ examples: '2000', patterns: '10,10000' }, '2,000 examples times 10,000 patterns are 20,000,000 bits; at most ' +
      '10,000,000 are taken: give --patterns or --examples less.'],
    [{ activation: 'tanh' }, 'Activation: one of gated, relu.']
  ])('are refused for the convex programs: %o', (options, sentence) => {
    expect(() => askedByOptions('convex', options)).toThrow(sentence)
  })

  it.each([
    [{ ridge: '-1' }, 'Ridge: a number from 0 to 1,000,000.'],
    [{ rule: 'hebb' }, 'Mask rule: one of sign, energy, optimal.'],
    [{ examples: '9' }, '9 examples are fewer than 10 hidden units; give --examples more.'],
    [{ examples: '9000' }, 'Examples: a whole number from 2 to 8,000.'],
    [{ hidden: '241' }, 'The hidden layer would have 4,097 weights, found all at once; at most 4,096 are: give ' +
      '--hidden or --components less.'],
    [{ sweeps: '20' }, 'These are 615 half-steps of each seed; at most 500 are made: give --alternations or --sweeps ' +
      'less.']
  ])('are refused for the alternation: %o', (options, sentence) => {
    expect(() => askedByOptions('alternation', options)).toThrow(sentence)
  })

  it.each([
    [{ samples: '1' }, 'Samples: a list such as 64, 1024, 16384, each a whole number from 2 to 200,000.'],
    [{ p: '512', k: '2' }, 'U would have 1,024 columns; at most 512 are decomposed.'],
    [{ epsilon: '0.1' }, 'ε: a number above 0 and below 0.1.'],
    [{ epsilon: '0' }, 'ε: a number above 0 and below 0.1.'],
    [{ dims: '16,4,1', data: 'digits', samples: '9000' }, 'There are 8,000 digits, not 9,000; give --samples less.'],
    [{ data: 'pca' }, 'Principal components have no patches; give dense layers by --dims, as 10,4,1.'],
    [{ dims: '50,4,1', data: 'pca' }, 'There are 49 principal components; give --dims fewer.']
  ])('are refused for Theorem 1: %o', (options, sentence) => {
    expect(() => askedByOptions('theorem1', options)).toThrow(sentence)
  })
})
