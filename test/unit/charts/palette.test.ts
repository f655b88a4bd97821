/** Colours that must be told apart differ in luminance too: on a grey print, on a projector, for every eye. */
import { describe, expect, it } from 'vitest'
import { channels, contrast } from '../../../charts/contrast'
import { darkPalette, lightPalette, type Palette } from '../../../charts/palette'

type Colour = { [Name in keyof Palette]: Palette[Name] extends string ? Name : never }[keyof Palette]

/** Drawn beside each other in one chart. */
const apart: [Colour, Colour][] = [
  ['onToOff', 'offToOn'], ['relu', 'maskt'], ['training', 'test'], ['dead', 'alwaysOn']
]
const grounds: Colour[] = ['ground', 'rail', 'surface', 'sunken', 'hover']
const text: [Colour, Colour][] = [
  ...(['ink', 'inkSoft', 'inkFaint'] as const).flatMap((ink) =>
    grounds.map((ground): [Colour, Colour] => [ink, ground])),
  ...(['accent', 'good', 'warning', 'bad'] as const).map((ink) => [ink, 'surface'] as [Colour, Colour]),
  ['onAccent', 'accent'], ['onAccent', 'accentStrong'], ['accentStrong', 'accentWash'], ['ink', 'accentWash'],
  ['inkSoft', 'accentWash'],
  ['bad', 'badWash'], ['warning', 'warningWash']
]

describe.each([['light', lightPalette], ['dark', darkPalette]] as const)('the %s palette', (_name, palette) => {
  const between = (one: Colour, other: Colour): number => contrast(channels(palette[one]), channels(palette[other]))

  it.each(apart)('tells %s from %s', (one, other) => {
    expect(between(one, other)).toBeGreaterThanOrEqual(1.8)
  })

  // WCAG 2.2, 1.4.11: what is drawn stands out from the ground by 3 : 1.
  it.each(apart.flat())('draws %s visibly', (colour) => {
    expect(between(colour, 'surface')).toBeGreaterThanOrEqual(3)
  })

  it.each(text)('writes %s readably on %s', (ink, ground) => {
    expect(between(ink, ground)).toBeGreaterThanOrEqual(4.5)
  })
})
