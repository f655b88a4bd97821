/** Experiments on the theory: computed, kept in the store, and written out. */
import { join, resolve } from 'node:path'
import { writeFileSync } from 'node:fs'
import { version } from '../../../package.json'
import { toCsv } from '../../../preload/schema/csv'
import { Failure, reasonOf } from '../../../preload/schema/failure'
import { isTrainingExperiment } from '../../../preload/schema/theory'
import { commandFor, type Asked } from '../../../preload/schema/theory/asked'
import { theoryResultSchema, type TheoryResult } from '../../../preload/schema/theory/result'
import { makeFolder } from '../../files/make-folder'
import { keepTheoryResult, theoryResultId } from './kept-results'
import type { ComputingOptions, TheoryOutcome } from './requests'
import { computedInThread } from './thread'
import { computedByTraining } from './training-process'

/**
 * Computes an experiment and keeps what it comes to; null when it was stopped, which keeps nothing.
 * @throws Failure when its time is over, or the store cannot be written
 */
export async function runExperiment(
  store: string, asked: Asked, options: ComputingOptions = {}
): Promise<TheoryResult | null> {
  const outcome = await computed(store, asked, options)
  if (outcome === null) return null
  const { results, claims, seconds } = outcome
  const result = theoryResultSchema.parse({
    id: theoryResultId(asked), ...asked, results, claims, seconds, version, command: commandFor(asked),
    ended: new Date().toISOString()
  })
  keepTheoryResult(store, result)
  return result
}

function computed(
  store: string, { experiment, ...asked }: Asked, options: ComputingOptions
): Promise<TheoryOutcome | null> {
  return isTrainingExperiment(experiment)
    ? computedByTraining(store, { experiment, ...asked }, options)
    : computedInThread({ experiment, ...asked }, options)
}

/** Writes a result as JSON, and each of its tables as CSV. @returns the files @throws Failure where none can be */
export function writeTheoryResult(folder: string, result: TheoryResult): string[] {
  const path = resolve(folder)
  const files: [name: string, text: string][] = [
    [`${result.id}.json`, JSON.stringify(result, null, 2) + '\n'],
    ...result.results.map((table): [string, string] => [`${result.id}-${table.name}.csv`, toCsv(table)])
  ]
  try {
    makeFolder(path)
    for (const [name, text] of files) writeFileSync(join(path, name), text)
  } catch (error) {
    throw new Failure(`Results cannot be written to ${path} (${reasonOf(error)}); choose another folder with --out.`)
  }
  return files.map(([name]) => join(path, name))
}
