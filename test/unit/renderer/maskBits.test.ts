import { describe, expect, it } from 'vitest'
import { channelCounts, channelWords, layerStates, unitStates } from '../../../renderer/figures/maskBits'

/** 1 × 3 positions of 2 channels, from the second byte on. */
const layer = { name: 'a', shape: [1, 3, 2], units: 6, byteOffset: 1, byteLength: 1 }
const bits = Uint8Array.of(0xff, 0b10110000)
const before = Uint8Array.of(0x00, 0b10011100)
const named = (states: Uint8Array) => [...states].map((state) => unitStates[state])

describe('one example’s mask', () => {
  it('has each unit in one of four states', () => {
    expect(named(layerStates(bits, before, layer))).toEqual(['on', 'off', 'off→on', 'on', 'on→off', 'on→off'])
  })

  it('has flipped nowhere without a mask before', () => {
    expect(named(layerStates(bits, null, layer))).toEqual(['on', 'off', 'on', 'on', 'off', 'off'])
  })

  it('is counted by channel', () => {
    expect(channelCounts(layerStates(bits, before, layer), 2)).toEqual([
      { off: 0, on: 1, 'off→on': 1, 'on→off': 1 }, { off: 1, on: 1, 'off→on': 0, 'on→off': 1 }
    ])
  })

  it('is told in words, beside the one before or another example’s', () => {
    const counts = { off: 0, on: 1, 'off→on': 1, 'on→off': 1 }
    expect(channelWords(counts, 'before', 4)).toBe('Channel 4: 2 of 3 units on, 1 came on, 1 went off')
    expect(channelWords(counts, 'other', 4)).toBe(
      'Channel 4: of 3 units 1 on in both, 1 only in the first, 1 only in the second'
    )
  })
})
