/** Orders and filters, each recounted over its neighbours in the list by what the examples are said to be. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrainingAnswers } from '../../../preload/schema/answers'
import {
  columnsOf, exampleFilters, exampleIn, exampleOrders, labelsIn, listedExamples, rulesNeeded, type ListedExample,
  type WantedExamples
} from '../../../preload/schema/example-list'
import type { ExampleList } from '../../../preload/schema/masks'
import { bytesIn } from '../../../preload/schema/numbers'

const examples = 40
/** Few different values, so that there are equal ones. */
const numbers = (most: number) => fastCheck.array(fastCheck.nat(most), { minLength: examples, maxLength: examples })
const counts = (values: readonly number[]): Uint8Array => bytesIn(Uint32Array.from(values))

const given = fastCheck.record({
  labels: numbers(3), on: numbers(9), flips: numbers(5), turnsOn: fastCheck.option(numbers(1)),
  relu: fastCheck.record({ predicted: numbers(3), losses: numbers(7) }),
  maskt: fastCheck.record({ predicted: numbers(3), losses: numbers(7) })
}).map(({ labels, on, flips, turnsOn, relu, maskt }) => {
  const list: ExampleList = {
    snapshot: 3, comparedWith: 2, examples, labels: counts(labels), on: counts(on), flips: counts(flips.slice(0, 30)),
    turnsOn: turnsOn === null ? null : Uint8Array.from(turnsOn)
  }
  const answers: TrainingAnswers = {
    snapshot: 3, examples, labels: counts(labels),
    rules: Object.entries({ relu, maskt }).map(([rule, { predicted, losses }]) => ({
      rule: rule as 'relu' | 'maskt', wrong: 0, loss: 0, predicted: bytesIn(Uint16Array.from(predicted)),
      losses: bytesIn(Float32Array.from(losses, (loss) => loss / 8))
    }))
  }
  return { list, answers }
})
const wanted: fastCheck.Arbitrary<WantedExamples> = fastCheck.record({
  order: fastCheck.constantFrom(...exampleOrders),
  rule: fastCheck.constantFrom('relu' as const, 'maskt' as const),
  only: fastCheck.subarray([...exampleFilters]),
  label: fastCheck.option(fastCheck.nat(3)),
  among: fastCheck.option(fastCheck.array(fastCheck.nat(60)))
})

/** Those that come first have the larger key. */
function keys(one: ListedExample, { order, rule }: WantedExamples): number[] {
  const { relu, maskt } = one
  switch (order) {
    case 'number': return []
    case 'flips': return [one.flips ?? -1]
    case 'on': return [one.on!]
    case 'loss': return [one[rule]!.loss]
    case 'error': return [one[rule]!.wrong ? 1 : 0, one[rule]!.loss]
    case 'disagreement':
      return [relu!.predicted === maskt!.predicted ? 0 : 1, Math.abs(relu!.loss - maskt!.loss)]
  }
}

describe('a list of examples', () => {
  it('has all that are wanted and no other, in the order that is wanted', () => {
    fastCheck.assert(fastCheck.property(given, wanted, ({ list, answers }, asked) => {
      const columns = columnsOf(list, answers)
      const listed = listedExamples(columns, asked)
      const expected = Array.from({ length: examples }, (_, example) => exampleIn(columns, example)).filter((one) =>
        (asked.label === null || one.label === asked.label) &&
        (asked.among === null || asked.among.includes(one.example)) &&
        (list.turnsOn === null || list.turnsOn[one.example] === 1) &&
        (!asked.only.includes('wrong-relu') || one.relu!.predicted !== one.label) &&
        (!asked.only.includes('wrong-maskt') || one.maskt!.wrong) &&
        (!asked.only.includes('disagree') || one.relu!.predicted !== one.maskt!.predicted))
      expect([...listed].sort((one, other) => one - other)).toEqual(expected.map(({ example }) => example))
      listed.slice(1).forEach((example, at) => {
        const [one, other] = [listed[at], example].map((of) => [...keys(exampleIn(columns, of), asked), -of])
        const first = one.findIndex((value, place) => value !== other[place])
        expect(one[first]).toBeGreaterThan(other[first])
      })
    }))
  })

  it('is all of them by number while answers are not there', () => {
    const [{ list }] = fastCheck.sample(given.filter((one) => one.list.turnsOn === null), { numRuns: 1, seed: 1 })
    const columns = columnsOf(list, null)
    const all = Array.from({ length: examples }, (_, example) => example)
    const asked = { rule: 'relu', only: [...exampleFilters], label: null, among: null } as const
    for (const order of ['loss', 'error', 'disagreement'] as const)
      expect(listedExamples(columns, { ...asked, order })).toEqual(all)
    expect(exampleIn(columns, 35)).toMatchObject({ example: 35, flips: null, relu: null, maskt: null })
    expect(labelsIn(columns)).toEqual([0, 1, 2, 3])
    expect(labelsIn(columnsOf({ ...list, labels: null }, null))).toBeNull()
  })

  it('asks the network for no more than it takes', () => {
    const needed = (over: Partial<WantedExamples>) => rulesNeeded({ order: 'number', rule: 'maskt', only: [], ...over })
    expect(needed({})).toEqual([])
    expect(needed({ order: 'flips' })).toEqual([])
    expect(needed({ order: 'loss' })).toEqual(['maskt'])
    expect(needed({ order: 'error', rule: 'relu' })).toEqual(['relu'])
    expect(needed({ order: 'disagreement' })).toEqual(['relu', 'maskt'])
    expect(needed({ only: ['wrong-relu'] })).toEqual(['relu'])
    expect(needed({ only: ['disagree'], order: 'loss' })).toEqual(['relu', 'maskt'])
  })
})
