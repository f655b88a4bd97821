/** Lines of Markdown that are too long: `node scripts/lint/markdown-lines.mjs` names them, and ends with 1. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { filesBelow } from '../setup/files.mjs'
import { projectFolder } from '../setup/places.mjs'
import { columnsOf, longestLine } from './line-length.mjs'

/** Written by the report of stored runs, word for word. */
const generated = ['docs/results.md']

/** Numbers of the lines that are too long. A row of a table and code cannot be broken. @param {string} text */
export function longMarkdownLines(text) {
  let inCode = false
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) inCode = !inCode
    const breakable = !inCode && !/^\s*\|/.test(line)
    return breakable && columnsOf(line) > longestLine ? [index + 1] : []
  })
}

/** Markdown of the project: beside `package.json` and in `docs`. */
export function markdownFiles() {
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs']
    .flatMap((name) => filesBelow(join(projectFolder, name)))
    .filter((file) => file.endsWith('.md') && !generated.includes(relative(projectFolder, file).replaceAll('\\', '/')))
}

if (import.meta.filename === process.argv[1]) {
  const found = markdownFiles().flatMap((file) =>
    longMarkdownLines(readFileSync(file, 'utf8')).map((line) => `${relative(projectFolder, file)}:${line}`)
  )
  if (found.length > 0) {
    process.stderr.write(`${found.join('\n')}\nThese lines are longer than ${longestLine} columns; break them.\n`)
    process.exitCode = 1
  }
}
