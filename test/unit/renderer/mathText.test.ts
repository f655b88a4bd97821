/** Formulas as they stand in definitions, cut into what is raised, lowered, and neither. */
import { describe, expect, it } from 'vitest'
import { experimentNames, experiments } from '../../../preload/schema/theory'
import { mathParts } from '../../../renderer/figures/mathText'

const marked = (formula: string): string => mathParts(formula).map(({ text, at }) =>
  ({ line: text, raised: `<sup>${text}>`, lowered: `<sub>${text}>` })[at]).join('')

describe('a formula', () => {
  it.each([
    ['U^{l+1} = vec(U^l)ᵀ', 'U<sup>l+1> = vec(U<sup>l>)ᵀ'],
    ['V_c = w_c a_cᵀ', 'V<sub>c> = w<sub>c> a<sub>c>ᵀ'],
    ['λ²_min(U) ≤ 1', 'λ²<sub>min>(U) ≤ 1'],
    ['no script at all', 'no script at all'],
    ['', ''],
    ['a _ b ^', 'a _ b ^']
  ])('%s', (formula, parts) => {
    expect(marked(formula)).toBe(parts)
  })

  it('of every experiment loses nothing but signs and braces', () => {
    for (const name of experimentNames) {
      const { equation, sentence } = experiments[name]
      for (const text of [equation, sentence])
        expect(mathParts(text).map((part) => part.text).join('')).toBe(text.replaceAll(/[\^_](?=[{\w])|[{}]/g, ''))
    }
  })
})
