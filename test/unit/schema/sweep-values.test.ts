/** What is typed for a setting of a sweep becomes exactly the values that are meant, or one sentence. */
import { describe, expect, it } from 'vitest'
import { drawnFrom, gridValues, rangeFrom } from '../../../preload/schema/sweep-values'
import { sentenceOfFailing } from '../../fixtures/failing'

describe('values of a grid', () => {
  it.each([
    ['1..5', ['1', '2', '3', '4', '5']],
    ['3..3', ['3']],
    ['0,0.2', ['0', '0.2']],
    ['0..1:0.25', ['0', '0.25', '0.5', '0.75', '1']],
    ['0..0.3:0.1', ['0', '0.1', '0.2', '0.3']],
    ['1..9:4', ['1', '5', '9']],
    ['1..3, 7', ['1', '2', '3', '7']],
    ['1,1..3', ['1', '2', '3']],
    ['-1..1', ['-1', '0', '1']],
    ['1e-3,1e-2', ['1e-3', '1e-2']],
    ['plateau:0.05,2', ['plateau:0.05', '2']],
    ['200,250;300,350', ['200,250', '300,350']],
    ['none', ['none']]
  ])('%s', (text, values) => {
    expect(gridValues('setting', text)).toEqual(values)
  })

  it.each([
    ['1..x', 'seed=1..x is no list of values; write seed=1..5 or seed=1,2,5.'],
    ['1..', 'seed=1.. is no list of values; write seed=1..5 or seed=1,2,5.'],
    ['1,,2', 'seed=1,,2 is no list of values; write seed=1..5 or seed=1,2,5.'],
    ['0..0.5', 'seed=0..0.5 has no step; write seed=0..0.5:0.1, or its values as a list.'],
    ['0..1:0', 'seed=0..1:0 has no step that is a number above 0; write it as 0..1:0.25.'],
    ['0..1:x', 'seed=0..1:x has no step that is a number above 0; write it as 0..1:0.25.'],
    ['1..1e999', 'seed has a range with a bound that is larger than any number can be; write a smaller one.'],
    ['5..1', 'seed=5..1 ends before it begins; write the smaller number first.'],
    ['1..1000000000', 'The sweep would have 1,000,000,000 members; it may have at most 5,000, so leave out values.']
  ])('%s are refused in one sentence', (text, sentence) => {
    expect(sentenceOfFailing(() => gridValues('seed', text))).toBe(sentence)
  })
})

describe('a range to draw from', () => {
  /** Evenly spaced in [0, 1). */
  const uniforms = Array.from({ length: 1000 }, (_, index) => index / 1000)
  const all = (text: string, whole = false): number[] =>
    uniforms.map((uniform) => Number(drawnFrom(rangeFrom('lr', text), whole, uniform)))

  it('gives every part of it the same share', () => {
    const values = all('2..4')
    expect(Math.min(...values)).toBe(2)
    expect(Math.max(...values)).toBeLessThan(4)
    expect(values.filter((value) => value < 3)).toHaveLength(500)
  })

  it('gives every power of ten the same share where it is logarithmic', () => {
    const values = all('0.001..1:log')
    for (const [low, high] of [[0.001, 0.01], [0.01, 0.1], [0.1, 1]] as const)
      expect(values.filter((value) => value >= low && value < high).length).toBeCloseTo(333, -1)
  })

  it('gives every whole number the same share, the last among them', () => {
    const values = all('1..4', true)
    for (const value of [1, 2, 3, 4]) expect(values.filter((drawn) => drawn === value)).toHaveLength(250)
    const logarithmic = all('1..1000:log', true)
    expect(logarithmic.every((value) => Number.isInteger(value) && value >= 1 && value <= 1000)).toBe(true)
  })

  it('may be a list', () => {
    expect(new Set(all('1,2,4'))).toEqual(new Set([1, 2, 4]))
  })

  it.each([
    ['1..2:square', 'lr=1..2:square is no range to draw from; write lr=1..2, or with :log.'],
    ['0..1:log', 'lr=0..1:log has no logarithm at its beginning; begin the range above 0.'],
    ['1..1e999', 'lr has a range with a bound that is larger than any number can be; write a smaller one.'],
    ['2..1', 'lr=2..1 ends before it begins; write the smaller number first.'],
    ['a..b', 'lr=a..b is no list of values; write lr=1..5 or lr=1,2,5.']
  ])('%s is refused in one sentence', (text, sentence) => {
    expect(sentenceOfFailing(() => rangeFrom('lr', text))).toBe(sentence)
  })
})
