import { describe, expect, it } from 'vitest'
import { wrapped } from '../../../../main/api/report/wrapped'

const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')

describe('lines of a report', () => {
  it('of prose have at most 120 characters, and the same words', () => {
    const text = `${words}\n\nshort`
    const lines = wrapped(text).split('\n')
    expect(lines.every(({ length }) => length <= 120)).toBe(true)
    expect(lines.slice(0, -2).join(' ')).toBe(words)
    expect(lines.slice(-2)).toEqual(['', 'short'])
  })

  it('of a list go on under their text', () => {
    const [first, ...rest] = wrapped(`- ${words}`).split('\n')
    expect(first).toMatch(/^- word0 /)
    expect(rest.length).toBeGreaterThan(2)
    for (const line of rest) expect(line).toMatch(/^ {2}word\d/)
    expect([first, ...rest.map((line) => line.trimStart())].join(' ')).toBe(`- ${words}`)
  })

  it('of tables and headings stay whole', () => {
    const text = `# ${words}\n| ${words} |`
    expect(wrapped(text)).toBe(text)
  })

  it('with a word that is too long keep it whole', () => {
    const word = 'x'.repeat(130)
    expect(wrapped(`a ${word} b`)).toBe(`a\n${word}\nb`)
    expect(wrapped(word)).toBe(word)
  })
})
