/** What a filter could go on with, where a person is writing it. */
import { plural } from './format'
import type { RunListEntry } from './run'
import { fieldOf, runFieldNames } from './run-fields'
import { exampleOf, partsOf, piecesOf } from './run-filter'

export interface Completion {
  /** The whole text with it. */
  readonly text: string
  /** What is put in the place of the piece that is being written. */
  readonly piece: string
  readonly meaning: string
}

const mostOffered = 8

/** @param runs those whose values are offered */
export function completionsOf(text: string, runs: readonly RunListEntry[]): Completion[] {
  const last = piecesOf(text).at(-1)
  const piece = last?.to === text.length ? last : { text: '', from: text.length, to: text.length }
  const negated = piece.text.startsWith('-') ? '-' : ''
  const written = piece.text.slice(negated.length)
  const offered = partsOf(written) === null ? fieldsFor(written) : valuesFor(written, runs)
  return offered
    .filter((one) => one.piece !== written)
    .slice(0, mostOffered)
    .map((one) => ({ ...one, text: text.slice(0, piece.from) + negated + one.piece, piece: negated + one.piece }))
}

type Offered = Omit<Completion, 'text'>

function fieldsFor(written: string): Offered[] {
  if (written === '' || written.startsWith('"')) return []
  return runFieldNames
    .filter((name) => name.startsWith(written.toLowerCase()))
    .map((name) => ({
      piece: fieldOf(name).kind === 'text' || name === 'seed' ? `${name}:` : `${name}<`,
      meaning: `${fieldOf(name).meaning}, as in ${exampleOf(name)}`
    }))
}

/** Of texts and seeds, those that there are, the most frequent first. */
function valuesFor(written: string, runs: readonly RunListEntry[]): Offered[] {
  const parts = partsOf(written)
  const name = runFieldNames.find((known) => known === parts?.field)
  if (parts === null || name === undefined || (fieldOf(name).kind !== 'text' && name !== 'seed')) return []
  const counts = new Map<string, number>()
  for (const run of runs) {
    for (const value of [fieldOf(name).of(run)].flat())
      if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
  }
  return [...counts]
    .filter(([value]) => value.toLowerCase().startsWith(parts.value.toLowerCase()))
    .sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
    .map(([value, count]) => ({
      piece: `${name}${parts.operator}${/\s/.test(value) ? `"${value}"` : value}`,
      meaning: plural(count, 'run')
    }))
}
