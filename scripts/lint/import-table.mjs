/**
 * The table of docs/architecture.md that says who may import whom, written from the lint rule's own zones:
 * `node scripts/lint/import-table.mjs` puts it there, and a test fails while it is another one.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../setup/places.mjs'
import { engineParts, nativeParts, zones } from './import-boundaries.mjs'

export const documentFile = join(projectFolder, 'docs', 'architecture.md')
const begin = '<!-- imports: written by scripts/lint/import-table.mjs -->'
const end = '<!-- end of imports -->'

/** @param {string[]} names */
const code = (names) => names.map((name) => `\`${name}\``).join(', ')

/** The engine's parts are many; whoever may use all of them, or all but the native ones, says so in a word. */
const engineWords = [
  { parts: engineParts, words: '`main/engine`' },
  {
    parts: engineParts.filter((part) => !nativeParts.includes(part)),
    words: `\`main/engine\` without ${code(nativeParts.map((part) => part.replace('main/engine/', '')))}`
  }
]

/** @param {string[]} folders */
function namesOf(folders) {
  const whole = engineWords.find(({ parts }) => parts.every((part) => folders.includes(part)))
  const rest = whole ? folders.filter((folder) => !whole.parts.includes(folder)) : folders
  return [...(whole ? [whole.words] : []), ...(rest.length > 0 ? [code(rest)] : [])].join(', ') || '–'
}

/** @param {import('./import-boundaries.mjs').Zone[]} rows */
export function importTable(rows) {
  return [
    '| files | may import | types only | packages |',
    '|---|---|---|---|',
    ...rows.map(({ folder, folders, types = [], packages }) =>
      `| \`${folder}\` | ${namesOf(folders)} | ${namesOf(types)} | ${code(packages) || '–'} |`
    )
  ].join('\n')
}

/** The table's place in a text. @param {string} text @returns {[number, number] | null} */
function placeIn(text) {
  const [first, last] = [text.indexOf(begin), text.indexOf(end)]
  return first < 0 || last < first ? null : [first + begin.length, last]
}

/** The table that a text holds; null when it has no place for one. @param {string} text */
export function tableOf(text) {
  const place = placeIn(text)
  return place && text.slice(...place).trim()
}

/** @param {string} text @param {string} table */
export function withTable(text, table) {
  const place = placeIn(text)
  if (place === null) throw new Error(`there is no place for the table between "${begin}" and "${end}"`)
  return `${text.slice(0, place[0])}\n${table}\n${text.slice(place[1])}`
}

if (import.meta.filename === process.argv[1])
  writeFileSync(documentFile, withTable(readFileSync(documentFile, 'utf8'), importTable(zones)))
