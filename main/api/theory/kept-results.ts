/** What experiments came to, a file each: `<store>/theory/<id>.json`. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unwritable } from '../../../db/store'
import { canonical } from '../../../preload/schema/canonical'
import { Failure } from '../../../preload/schema/failure'
import { theoryResultIdSchema, theoryResultSchema, type TheoryResult } from '../../../preload/schema/theory/result'
import { makeFolder } from '../../files/make-folder'
import { ownFolder } from '../../files/own-rights'
import { replaceFile } from '../../files/partial-file'

const folderOf = (store: string): string => join(store, 'theory')
const fileOf = (store: string, id: string): string => join(folderOf(store), `${id}.json`)

/** Larger files are none of ours. */
const mostBytes = 64 * 1024 * 1024

/** The same for the same experiment, parameters and seeds, so that a result takes the place of the one before it. */
export function theoryResultId(
  { experiment, parameters, seeds }: Pick<TheoryResult, 'experiment' | 'parameters'> & { seeds: readonly number[] }
): string {
  const hash = createHash('sha256').update(canonical({ experiment, parameters, seeds })).digest('hex')
  return `${experiment}-${hash.slice(0, 12)}`
}

/** @throws Failure when the store cannot be written */
export function keepTheoryResult(store: string, result: TheoryResult): void {
  try {
    makeFolder(folderOf(store), ownFolder)
    replaceFile(fileOf(store, result.id), JSON.stringify(result) + '\n')
  } catch (error) {
    throw unwritable(store, error)
  }
}

/** @throws Failure when the store has none of that id, or cannot be written */
export function deleteTheoryResult(store: string, id: string): void {
  demandKept(store, id)
  try {
    rmSync(fileOf(store, id))
  } catch (error) {
    throw unwritable(store, error)
  }
}

function demandKept(store: string, id: string): void {
  if (!theoryResultIdSchema.safeParse(id).success || !existsSync(fileOf(store, id)))
    throw new Failure(`The store has no result "${id}"; "maskscope theory --results" lists those that it has.`)
}

/** @throws Failure when the store has none of that id, or its file is damaged */
export function keptTheoryResult(store: string, id: string): TheoryResult {
  demandKept(store, id)
  const result = readResult(fileOf(store, id))
  if (result === null)
    throw new Failure(`The file ${fileOf(store, id)} is damaged; run its experiment again, which replaces it.`)
  return result
}

/** Newest first; what is damaged is left out. */
export function keptTheoryResults(store: string): TheoryResult[] {
  if (!existsSync(folderOf(store))) return []
  return readdirSync(folderOf(store))
    .filter((name) => name.endsWith('.json') && theoryResultIdSchema.safeParse(name.slice(0, -5)).success)
    .flatMap((name) => readResult(join(folderOf(store), name)) ?? [])
    .toSorted((one, other) => (one.ended < other.ended ? 1 : -1))
}

/** Null where the file is none of ours, or not whole. */
function readResult(file: string): TheoryResult | null {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? Infinity) > mostBytes) return null
  try {
    return theoryResultSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
