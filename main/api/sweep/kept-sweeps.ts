/** The sweeps that a store knows, a file each: `<store>/sweeps/<id>.json`. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unwritable } from '../../../db/store'
import { Failure } from '../../../preload/schema/failure'
import { sweepIdSchema, type Sweep } from '../../../preload/schema/sweep'
import { makeFolder } from '../../files/make-folder'
import { ownFolder } from '../../files/own-rights'
import { replaceFile } from '../../files/partial-file'
import { readSweep } from './sweep-file'

const folderOf = (store: string): string => join(store, 'sweeps')
const fileOf = (store: string, id: string): string => join(folderOf(store), `${id}.json`)

/** The same sweep under another name has the newest one. @throws Failure when the store cannot be written */
export function keepSweep(store: string, sweep: Sweep): void {
  try {
    makeFolder(folderOf(store), ownFolder)
    replaceFile(fileOf(store, sweep.id), JSON.stringify(sweep) + '\n')
  } catch (error) {
    throw unwritable(store, error)
  }
}

/** @throws Failure when the store knows none of that id */
export function keptSweep(store: string, id: string): Sweep {
  if (!sweepIdSchema.safeParse(id).success || !existsSync(fileOf(store, id)))
    throw new Failure(`The store knows no sweep "${id}".`)
  return readSweep(fileOf(store, id))
}

/** Newest first; what is no sweep is left out. */
export function keptSweeps(store: string): Sweep[] {
  if (!existsSync(folderOf(store))) return []
  const isSweep = (name: string): boolean => sweepIdSchema.safeParse(name.replace(/\.json$/, '')).success
  const files = readdirSync(folderOf(store)).filter(isSweep).map((name) => join(folderOf(store), name))
  const age = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return files.toSorted((a, b) => age(b) - age(a)).flatMap((file) => {
    try {
      return [readSweep(file)]
    } catch {
      return []
    }
  })
}
