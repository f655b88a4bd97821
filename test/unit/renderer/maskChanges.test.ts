import { describe, expect, it } from 'vitest'
import { mostChanges, type MaskChange, type SupportLayer } from '../../../preload/contract'
import { partFrom, partText } from '../../../preload/schema/mask-changes'
import {
  changeWords, choiceIn, choiceNames, queryOfChoice, withChange, withoutPart, type MaskChoice
} from '../../../renderer/figures/maskChanges'

const change = (
  to: MaskChange['to'], layer: string, channel: number | null = null, unit: number | null = null
): MaskChange => ({ to, layer, channel, unit })
const layers: SupportLayer[] = [
  { name: 'support2', shape: [14, 14, 16], units: 3136, byteOffset: 0, byteLength: 392 },
  { name: 'support4', shape: [13], units: 13, byteOffset: 392, byteLength: 2 }
]
const nothing: MaskChoice = { of: null, rule: 'masks', form: 'linear', changes: [], masksOf: null }

describe('a part of the masks', () => {
  it.each([
    ['support2', { layer: 'support2', channel: null, unit: null }],
    ['support2:5', { layer: 'support2', channel: 5, unit: null }],
    ['support2:5:741', { layer: 'support2', channel: 5, unit: 741 }]
  ])('is written and read as %s', (text, part) => {
    expect(partFrom(text)).toEqual(part)
    expect(partText(part)).toBe(text)
  })

  it.each(['', 'Support2', 'support2:', 'support2:x', 'support2:5:3,4', 'support2:5:6:7', 'a/b', 'support2:-1'])(
    'is not %j', (text) => { expect(partFrom(text)).toBeNull() }
  )
})

describe('what is chosen of the masks', () => {
  const all: MaskChoice = {
    of: 3, rule: 'relu', form: 'affine', masksOf: 12,
    changes: [change('off', 'support2', 5), change('off', 'support3'), change('on', 'support2', 5, 741)]
  }

  it('comes back from the address', () => {
    expect(queryOfChoice(all)).toEqual({
      of: '3', rule: 'relu', form: 'affine', off: 'support2:5,support3', on: 'support2:5:741', 'masks-of': '12'
    })
    expect(choiceIn(queryOfChoice(all))).toEqual(all)
    expect(Object.keys(queryOfChoice(all)).sort()).toEqual([...choiceNames].sort())
  })

  it('leaves out of it what is usual', () => {
    expect(queryOfChoice(nothing)).toEqual({})
    expect(choiceIn({})).toEqual(nothing)
  })

  it('takes nothing from an address that is no change, and no more than there may be', () => {
    expect(choiceIn({ off: 'support2:5,<script>,support3:x', on: ['a', 'b'], of: '-1', 'masks-of': 'x', rule: 'y' }))
      .toEqual({ ...nothing, changes: [change('off', 'support2', 5)] })
    const many = Array.from({ length: 100 }, (_, channel) => `support2:${channel}`).join(',')
    expect(choiceIn({ off: many, on: many }).changes).toHaveLength(mostChanges)
  })
})

describe('changes', () => {
  it('are one for a part: the later takes the place of the earlier', () => {
    const first = withChange([change('off', 'support2')], change('off', 'support2', 5))
    expect(withChange(first, change('on', 'support2', 5))).toEqual([
      change('off', 'support2'), change('on', 'support2', 5)
    ])
    expect(withoutPart(first, change('on', 'support2'))).toEqual([change('off', 'support2', 5)])
  })

  it.each([
    [change('off', 'support2'), 'all of support2 off'],
    [change('on', 'support2', 5), 'channel 5 of support2 on'],
    [change('off', 'support2', 5, (3 * 14 + 4) * 16 + 5), 'row 3, column 4 of channel 5 of support2 off'],
    [change('on', 'support4', 0, 7), 'unit 7 of support4 on'],
    [change('on', 'gone', 0, 7), 'unit 7 of gone on']
  ])('%j are told in words', (one, words) => { expect(changeWords(one, layers)).toBe(words) })
})
