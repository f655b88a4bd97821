import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostSelected } from '../../../preload/contract'
import { decodeExamples, encodeExamples } from '../../../renderer/figures/exampleSet'

describe('a set of examples in an address', () => {
  it('comes back by rising number, whatever it holds', () => {
    const sets = fastCheck.uniqueArray(fastCheck.nat(10_000_000), { minLength: 1, maxLength: 300 })
    fastCheck.assert(fastCheck.property(sets, (examples) => {
      const text = encodeExamples(examples)
      expect(text).toMatch(/^[\w-]+$/)
      expect(decodeExamples(text)).toEqual([...examples].sort((one, other) => one - other))
    }))
  })

  it('is short', () => {
    const everyFourth = Array.from({ length: mostSelected }, (_, at) => at * 4)
    expect(encodeExamples(everyFourth).length).toBeLessThan(1.4 * mostSelected)
    expect(encodeExamples([5, 17, 7000])).toHaveLength(6)
  })

  it('is none where the address holds something else', () => {
    const tooMany = Array.from({ length: mostSelected + 1 }, (_, at) => at)
    const notEnded = btoa(String.fromCharCode(200)).replace(/=/g, '')
    for (const text of ['', '5,17', '../x', 'A'.repeat(30_000), notEnded, '_'.repeat(40), encodeExamples(tooMany)])
      expect(decodeExamples(text)).toBeNull()
    fastCheck.assert(fastCheck.property(fastCheck.string(), (text) => {
      const examples = decodeExamples(text)
      expect(examples === null || examples.every(Number.isSafeInteger)).toBe(true)
    }))
  })
})
