/** Run files from elsewhere that join the store: checked, copied whole, and never in the place of another. */
import {
  closeSync, constants, copyFileSync, existsSync, openSync, readdirSync, readSync, rmSync, statSync
} from 'node:fs'
import { basename, join } from 'node:path'
import { unsound } from '../../db/gate/faults'
import { readingRun } from '../../db/open'
import { OpenedFile } from '../../db/opened-file'
import { settleUnused } from '../../db/settling'
import { readStatus } from '../../db/runs'
import { sidecars, type RunStore } from '../../db/store'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { runFileExtension } from '../../preload/schema/names'
import type { AddedRun } from '../../preload/schema/stores'
import { makeOwn } from '../files/own-rights'
import { partialPath, takeName, writeThrough } from '../files/partial-file'
import type { ReadableWorkbench, Workbench } from './workbench'

/** Bytes that are compared at once. */
const pieceBytes = 2 ** 20

/**
 * @returns whether it was added, or is there already
 * @throws Failure when it is no whole run, its training still writes it, or the store has another run of its id
 */
export function addRun(store: RunStore, path: string): AddedRun {
  const name = basename(path)
  const opened = OpenedFile.open(path, store.path)
  try {
    const id = opened.resolveId()
    const source = opened.runPath(id)
    demandEnded(source, name)
    if (existsSync(store.runPath(id))) {
      demandSame(store, id, source, name)
      return { outcome: 'there', id }
    }
    addCopy(store, id, source, name)
    return { outcome: 'added', id }
  } finally {
    opened.close()
  }
}

/** The same of a file that nobody has read yet: it is read first where one without an end can be ended. */
export async function addExamined({ store, examiner }: Workbench, path: string): Promise<AddedRun> {
  await examiner.demandOpened(path, store.path)
  return addRun(store, path)
}

/** Adds the one run of a file that is looked at. @throws Failure of any other store, or like `addRun` */
export function keepShown({ store }: Workbench, { store: shown, shown: { kind } }: ReadableWorkbench): AddedRun {
  if (kind !== 'file') throw new Failure('Only a run file that was opened by itself can join the store.')
  return addRun(store, shown.runPath(shown.resolveId('latest')))
}

/** Run files as a person names them: a file, or a folder with such files, or a store with its runs. */
export function runFilesIn(path: string): string[] {
  const state = statSync(path, { throwIfNoEntry: false })
  if (state?.isDirectory() !== true) return [path]
  const folders = [path, join(path, 'runs')].filter((folder) => existsSync(folder) && statSync(folder).isDirectory())
  const files = folders.flatMap((folder) =>
    readdirSync(folder).filter((name) => name.endsWith(runFileExtension)).sort().map((name) => join(folder, name)))
  if (files.length > 0) return files
  throw new Failure(`There is no run file (${runFileExtension}) in the folder ${path}.`)
}

function demandEnded(path: string, name: string): void {
  if (readStatus(path) === 'running')
    throw new Failure(`The run of ${name} is still running; add its file when it has ended.`)
}

function demandSame(store: RunStore, id: string, source: string, name: string): void {
  if (isSame(source, store.runPath(id))) return
  throw new Failure(
    `The store has a run ${id} with another content than ${name}, and keeps its own; look at the file by itself, ` +
      'with "maskscope open", or delete the run in the store first.'
  )
}

function addCopy(store: RunStore, id: string, source: string, name: string): void {
  store.prepareForWriting()
  const copy = partialPath(store.runPath(id))
  try {
    for (const suffix of ['', ...sidecars])
      if (existsSync(source + suffix)) copyFileSync(source + suffix, copy + suffix, constants.COPYFILE_FICLONE)
    makeOwn(copy)
    demandWhole(copy, name)
    writeThrough(copy)
    takeName(copy, store.runPath(id))
  } catch (error) {
    if (error instanceof Failure) throw error
    const reason = reasonOf(error)
    throw new Failure(`${name} cannot be copied into the store (${reason}); make room there, and add it again.`)
  } finally {
    for (const suffix of ['', ...sidecars]) rmSync(copy + suffix, { force: true })
  }
}

/** Goes through the whole copy; what its log holds is in the one file then. A closed file stays byte for byte. */
function demandWhole(copy: string, name: string): void {
  const found = readingRun(copy, (database) => database.pragma('quick_check(1)', { simple: true }))
  if (found !== 'ok') throw unsound(name, String(found), ', so it was not added')
  const isOpen = sidecars.some((suffix) => existsSync(copy + suffix))
  if (isOpen && !settleUnused(copy)) throw new Failure(`${name} cannot be closed after its copy; add it again.`)
  // SQLite takes what is missing of the last page for zeros.
  const size = readingRun(copy, (database) =>
    Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true })))
  if (statSync(copy).size !== size) throw new Failure(`${name} is damaged (it is cut off), so it was not added.`)
}

function isSame(one: string, other: string): boolean {
  if (statSync(one).size !== statSync(other).size) return false
  const files = [openSync(one, 'r'), openSync(other, 'r')] as const
  const pieces = [Buffer.alloc(pieceBytes), Buffer.alloc(pieceBytes)] as const
  try {
    for (;;) {
      const read = readSync(files[0], pieces[0], 0, pieceBytes, null)
      readSync(files[1], pieces[1], 0, pieceBytes, null)
      if (read === 0) return true
      if (pieces[0].compare(pieces[1], 0, read, 0, read) !== 0) return false
    }
  } finally {
    files.forEach(closeSync)
  }
}
