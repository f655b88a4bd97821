/** `--filter`: those of the store's runs that pass it. */
import { Option } from 'commander'
import { Failure } from '../../preload/schema/failure'
import type { RunListEntry } from '../../preload/schema/run'
import { fieldOf, runFieldNames } from '../../preload/schema/run-fields'
import { exampleOf, parseRunFilter } from '../../preload/schema/run-filter'

/** As it was typed, and as a test of runs. */
export interface GivenFilter { readonly text: string; readonly passes: (entry: RunListEntry) => boolean }

/** @throws Failure when the text is no filter */
function filterFrom(text: string): GivenFilter {
  const filter = parseRunFilter(text)
  if (filter.kind === 'fault') throw new Failure(filter.sentence)
  return { text, passes: filter.passes }
}

export const filterOption = (): Option =>
  new Option('--filter <text>', 'runs that pass it, as in "error<5% method:sgd seed:2"').argParser(filterFrom)

export const filterHelp = (): string => [
  '',
  'A filter is made of tests with blanks between them, all of which a run has to pass: a field with : < <= > >= =',
  'or != and a value, where * stands for any letters, or a word that the run is called by. A - before a test turns',
  'it round.',
  '',
  ...runFieldNames.map((name) => `  ${exampleOf(name).padEnd(24)} ${fieldOf(name).meaning}`)
].join('\n')
