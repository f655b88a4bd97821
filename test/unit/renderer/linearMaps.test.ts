import { describe, expect, it } from 'vitest'
import type { ClassMap, LinearMoment, LinearReading } from '../../../preload/contract'
import {
  biasesByLayer, byPixel, extremesOf, orderedClasses, scaleOf, sumHolds, sumWords, weightsAreAlike
} from '../../../renderer/figures/linearMaps'
import { channels, colorOnRamp, contrast } from '../../../charts/contrast'
import { darkPalette, lightPalette } from '../../../charts/palette'

const bytes = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)
const mapOf = (over: Partial<ClassMap> = {}): ClassMap => ({
  label: 1, logit: 2.81, pixels: 3.21, biases: -0.4, layers: [], difference: 3.2e-7, relative: 1e-7,
  weights: bytes(1, -2), contributions: bytes(0.5, 0.25), ...over
})
const reading = (map: ClassMap, rule: LinearReading['rule']): LinearReading => ({
  rule, outcome: { logits: [0, 2.81], probabilities: [0.1, 0.9], predicted: 1 }, classes: [map]
})
const moment = (relu: ClassMap, masks: ClassMap): LinearMoment => ({
  snapshot: 2, relu: reading(relu, { rule: 'relu' }), masks: reading(masks, { rule: 'masks', form: 'linear' })
})

describe('an image of a map', () => {
  const colour = bytes(1, 2, 3, -4, -5, -6)

  it('has a value for each pixel: of one channel, or summed over all', () => {
    expect([...byPixel(colour, [1, 2, 3], null)]).toEqual([6, -15])
    expect([...byPixel(colour, [1, 2, 3], 1)]).toEqual([2, -5])
    expect([...byPixel(bytes(7, 8), [2, 1, 1], null)]).toEqual([7, 8])
  })

  it('shares its scale with others, and knows its ends', () => {
    expect(scaleOf([Float32Array.of(1, -3), Float32Array.of(2)])).toBe(3)
    expect(scaleOf([Float32Array.of(0)])).toBe(1)
    expect(extremesOf(Float32Array.of(1, -3, 5, 0), 2)).toEqual({
      least: { value: -3, row: 0, column: 1 }, most: { value: 5, row: 1, column: 0 }
    })
  })
})

describe('the sum', () => {
  it('is written out, and says whether it holds', () => {
    expect(sumWords(mapOf())).toBe('pixels 3.210 + biases −0.400 = logit 2.810 (difference 3e-7)')
    expect(sumWords(mapOf({ biases: 0.4, difference: -1e-8 }))).toBe(
      'pixels 3.210 + biases 0.400 = logit 2.810 (difference −1e-8)'
    )
    expect(sumHolds(mapOf())).toBe(true)
    expect(sumHolds(mapOf({ relative: 1e-4 }))).toBe(false)
  })

  it('has the terms of each layer, of both readings', () => {
    const masks = mapOf({ layers: [{ layer: 'conv7', value: 2 }] })
    const relu = mapOf({ layers: [{ layer: 'conv1', value: 1 }, { layer: 'conv7', value: 2 }] })
    expect(biasesByLayer(moment(relu, masks))).toEqual([
      { layer: 'conv1', relu: 1, masks: 0 }, { layer: 'conv7', relu: 2, masks: 2 }
    ])
  })
})

describe('readings', () => {
  it('are alike where their weights are, up to rounding', () => {
    expect(weightsAreAlike(moment(mapOf(), mapOf({ weights: bytes(1, -2.000001) })))).toBe(true)
    expect(weightsAreAlike(moment(mapOf(), mapOf({ weights: bytes(1, -2.01) })))).toBe(false)
  })

  it('have classes in their order, or by logit', () => {
    expect(orderedClasses([0.5, -1, 2, 0.5], 'class')).toEqual([0, 1, 2, 3])
    expect(orderedClasses([0.5, -1, 2, 0.5], 'logit')).toEqual([2, 0, 3, 1])
  })
})

describe('the colours of signed values', () => {
  it.each([['light', lightPalette], ['dark', darkPalette]])('are told apart in the %s scheme', (_name, palette) => {
    const [negative, none, positive] = [0, 0.5, 1].map((place) => colorOnRamp(palette.signed, place))
    // As much as any pair that has to be told apart without its hue.
    expect(contrast(negative!, positive!)).toBeGreaterThan(1.8)
    expect(contrast(negative!, none!)).toBeGreaterThan(1.8)
    expect(contrast(positive!, none!)).toBeGreaterThan(1.8)
    expect(none).toEqual(channels(palette.surface))
    // Half of either end is still seen.
    for (const place of [0.25, 0.75]) expect(contrast(colorOnRamp(palette.signed, place), none!)).toBeGreaterThan(1.3)
  })
})
