/**
 * ESLint over one half of the sources: `node scripts/lint/sources.mjs pages`, or `programs`; the halves can be checked
 * beside each other. Prints what it finds, and ends with 1.
 *
 * A parser that knows types sees the script of a page only at that page's turn, and TypeScript then begins anew: 0.7 s
 * for each of 129 pages. So all are shown to it before the first is checked, which takes 20 s instead of 93.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { projectFolder } from '../setup/places.mjs'

/** @type {Record<string, { patterns: string[], ignorePatterns: string[], pages: string[] }>} */
const halves = {
  pages: { patterns: ['renderer'], ignorePatterns: [], pages: globSync('renderer/**/*.vue', { cwd: projectFolder }) },
  programs: { patterns: ['.'], ignorePatterns: ['renderer/**'], pages: [] }
}

const half = halves[process.argv[2] ?? '']
if (!half) throw new Error(`Name one of ${Object.keys(halves).join(', ')}.`)

const { patterns, ignorePatterns, pages } = half
const eslint = new ESLint({ cwd: projectFolder, ignorePatterns })
for (const page of pages) {
  const filePath = join(projectFolder, page)
  const { languageOptions } = await eslint.calculateConfigForFile(filePath)
  languageOptions.parser.parseForESLint(readFileSync(filePath, 'utf8'), { ...languageOptions.parserOptions, filePath })
}
const results = await eslint.lintFiles(patterns)
const found = results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)
if (found) process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results))
process.exitCode = found ? 1 : 0
