/** The members of a sweep are what `train` would make of each combination, each of them once. */
import { describe, expect, it } from 'vitest'
import { configurationKey } from '../../../../db/configuration-key'
import { configurationFrom } from '../../../../main/api/preset-configuration'
import { expandSweep } from '../../../../main/api/sweep/expand'
import { defaultConfiguration } from '../../../../preload/schema/configuration'
import { sweepDefinitionSchema, sweepSchema } from '../../../../preload/schema/sweep'
import { sentenceOfFailing } from '../../../fixtures/failing'

const expanded = (definition: object) => expandSweep(sweepDefinitionSchema.parse(definition))
const configurations = (definition: object) => expanded(definition).sweep.members.map((member) => member.configuration)

describe('a grid', () => {
  it('has every combination, as train would make it', () => {
    const grid = { seed: '1..5', lambda: '0,0.2', gap: '1..4' }
    const { sweep, duplicates } = expanded({ settings: { epochs: 4 }, grid })
    expect(sweepSchema.parse(sweep)).toEqual(sweep)
    expect(sweep.members).toHaveLength(40)
    expect(duplicates).toBe(0)
    const wanted = ['1', '2', '3', '4', '5'].flatMap((seed) =>
      ['0', '0.2'].flatMap((consistency) =>
        ['1', '2', '3', '4'].map((gap) => configurationFrom({ epochs: '4', seed, consistency, gap }))))
    expect(sweep.members.map(({ configuration }) => configuration)).toEqual(wanted)
    expect(sweep.members.map(({ key }) => key)).toEqual(wanted.map(configurationKey))
    expect(new Set(sweep.members.map(({ name }) => name)).size).toBe(40)
  })

  it('takes settings by each of their names, and values as JSON has them', () => {
    const listed = configurations({ grid: { learningRate: [0.1, 0.2] } })
    expect(listed).toEqual(configurations({ grid: { lr: '0.1,0.2' } }))
  })

  it('starts from a configuration where one is given', () => {
    const configuration = { ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), epochs: 7, limit: 100 }
    expect(configurations({ configuration, grid: { seed: [3, 4] } }))
      .toEqual([3, 4].map((seed) => ({ ...configuration, seed })))
  })

  it('over methods leaves out what a method does not have, and what is then the same', () => {
    const { sweep, duplicates } = expanded({ grid: { method: 'sgd,i-alternation', gap: '1..3' } })
    expect(sweep.members.map(({ configuration: { method } }) => method))
      .toEqual(['sgd', 'i-alternation', 'i-alternation', 'i-alternation'])
    expect(duplicates).toBe(2)
  })

  it('over networks of hard thresholds varies the layer loss of target propagation alone', () => {
    const { sweep } = expanded({ grid: { method: 'ste,saturated-ste,ftprop', layerLoss: 'soft-hinge,hinge' } })
    expect(sweep.members.map(({ configuration: { method } }) => method))
      .toEqual(['ste', 'saturated-ste', 'ftprop', 'ftprop'])
  })

  it('of the same members is the same sweep', () => {
    const [one, other, third] = ['1..3', '1,2,3', '1..4'].map((seed) => expanded({ grid: { seed } }).sweep.id)
    expect(one).toBe(other)
    expect(one).not.toBe(third)
  })
})

describe('a random search', () => {
  const random = { draws: 20, seed: 7, ranges: { lr: '0.001..0.1:log', gap: '1..3' } }

  it('draws what its seed says, within its ranges', () => {
    const drawn = configurations({ random })
    expect(configurations({ random })).toEqual(drawn)
    expect(configurations({ random: { ...random, seed: 8 } })).not.toEqual(drawn)
    for (const configuration of drawn) {
      expect(configuration.learningRate).toBeGreaterThanOrEqual(0.001)
      expect(configuration.learningRate).toBeLessThanOrEqual(0.1)
      expect(configuration).toMatchObject({ alternation: { trigger: { kind: 'gap' } } })
    }
    expect(new Set(drawn.map(({ learningRate }) => learningRate)).size).toBe(20)
  })

  it('draws the same of a setting when another one varies too', () => {
    const rates = (ranges: object): number[] =>
      configurations({ random: { draws: 5, seed: 1, ranges } }).map(({ learningRate }) => learningRate)
    expect(rates({ lr: '0.001..0.1:log' })).toEqual(rates({ lambda: '0..1', lr: '0.001..0.1:log' }))
  })

  it('is combined with every point of a grid', () => {
    expect(configurations({ random: { ...random, draws: 4 }, grid: { seed: '1..3' } })).toHaveLength(12)
  })
})

it('a list has its entries, each once', () => {
  const list = [{ seed: 1, gap: 2 }, { seed: 2, lambda: 0 }, { gap: 2, seed: 1 }]
  const { sweep, duplicates } = expanded({ list })
  expect(sweep.members.map(({ configuration }) => configuration.seed)).toEqual([1, 2])
  expect(duplicates).toBe(1)
})

describe('a sweep is refused in one sentence', () => {
  it.each([
    [{}, /^Nothing varies in this sweep; say what does with --grid/],
    [{ grid: { lamda: '0,1' } }, /^There is no setting "lamda" that a sweep could vary/],
    [{ grid: { seed: '1..x' } }, /^seed=1\.\.x is no list of values/],
    [{ grid: { epochs: '0,1' } }, /^The setting "epochs" is 0, but must be at least 1\.$/],
    [{ grid: { gap: 'soon' } }, /^--gap takes .*, not "soon"\.$/],
    [{ grid: { method: 'sgd,dsd' } }, /^Dense → Sparse → Dense has stages/],
    [{ grid: { method: 'sgd' }, settings: { gap: 2 } }, null],
    [{ grid: { method: 'sgd,majority', gap: '1,2' } }, /^"gap" means nothing to any method of this sweep; leave /],
    [{ settings: { method: 'sgd' }, grid: { gap: '1,2' } }, /^--gap means nothing to --method sgd/],
    [{ grid: { seed: '1..100', epochs: '1..100' } }, /^The sweep would have 10,000 members; it may have at most 5,000/],
    [{ random: { draws: 3, ranges: {} } }, /^A random search needs ranges to draw from/]
  ])('%j', (definition, sentence) => {
    if (sentence === null) expect(expanded(definition).sweep.members).toHaveLength(1)
    else expect(sentenceOfFailing(() => expanded(definition))).toMatch(sentence)
  })
})
