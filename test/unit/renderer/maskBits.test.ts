import { describe, expect, it } from 'vitest'
import { channelStates, channelWords, stateOf } from '../../../renderer/figures/maskBits'

/** 1 × 3 positions of 2 channels, from the second byte on. */
const layer = { name: 'a', shape: [1, 3, 2], units: 6, byteOffset: 1, byteLength: 1 }
const bits = Uint8Array.of(0xff, 0b10110000)
const before = Uint8Array.of(0x00, 0b10011100)

describe('one example’s mask', () => {
  it('has each unit in one of four states', () => {
    expect(Array.from({ length: 6 }, (_, unit) => stateOf(bits, before, layer, unit))).toEqual([
      'on', 'off', 'off→on', 'on', 'on→off', 'on→off'
    ])
  })

  it('goes through a channel by position', () => {
    expect(channelStates(bits, before, layer, 0)).toEqual(['on', 'off→on', 'on→off'])
    expect(channelStates(bits, before, layer, 1)).toEqual(['off', 'on', 'on→off'])
  })

  it('is told in words, beside the one before or another example’s', () => {
    const states = channelStates(bits, before, layer, 0)
    expect(channelWords(states, 'before', 4)).toBe('Channel 4: 2 of 3 units on, 1 came on, 1 went off')
    expect(channelWords(states, 'other', 4)).toBe(
      'Channel 4: of 3 units 1 on in both, 1 only in the first, 1 only in the second'
    )
  })

  it('has flipped nowhere without a mask before', () => {
    expect(channelStates(bits, null, layer, 0)).toEqual(['on', 'on', 'off'])
  })
})
