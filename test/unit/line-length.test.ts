import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import vueParser from 'vue-eslint-parser'
import { columnsOf, lineLength, longestLine } from '../../scripts/lint/line-length.mjs'
import { longMarkdownLines } from '../../scripts/lint/markdown-lines.mjs'

const fits = 'x'.repeat(longestLine)
const long = `${fits}x`

/** The lines that the rule reports. */
function reported(text: string, filename = 'file.js'): number[] {
  const linter = new Linter()
  return linter.verify(text, [
    { plugins: { own: { rules: { 'line-length': lineLength } } }, rules: { 'own/line-length': 'error' } },
    { files: ['**/*.vue'], languageOptions: { parser: vueParser } }
  ], filename).map(({ line }) => line)
}

describe('a line', () => {
  it('may have as many columns as the limit says, and no more', () => {
    expect(reported(`// ${fits.slice(3)}\n// ${long.slice(3)}\n`)).toEqual([2])
  })

  it('is measured in characters, not in bytes', () => {
    expect(columnsOf('β⊙→𝛽')).toBe(4)
    expect(reported(`// ${'β'.repeat(longestLine - 3)}`)).toEqual([])
  })

  it('of a page is held to it in its template and its style too', () => {
    const page = `<template>\n  <p>${long}</p>\n</template>\n<style>\n.a { /* ${long} */ }\n</style>\n`
    expect(reported(page, 'Page.vue')).toEqual([2, 5])
  })

  it('is as long as the rest of it when an address or a regular expression is in it', () => {
    expect(reported(`// see https://${fits}`)).toEqual([])
    expect(reported(`const pattern = /${fits}/`)).toEqual([])
    expect(reported(`const pattern = /a/ // ${long}`)).toEqual([1])
  })
})

describe('a line of Markdown', () => {
  it('may be long where it cannot be broken: in a table, in code, and for an address', () => {
    expect(longMarkdownLines(`| ${long} |\n\`\`\`\n${long}\n\`\`\`\n[a](https://${long})`)).toEqual([])
  })

  it('is too long anywhere else', () => {
    expect(longMarkdownLines(`${fits}\n${long}\n\`\`\`\n\`\`\`\n- ${fits}`)).toEqual([2, 5])
  })
})
