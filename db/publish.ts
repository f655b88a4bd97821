/**
 * A run that is written on a disk of one machine, as a whole and closed file in a store that many share: a copy of one
 * moment, which takes its name when it has been checked and is on the disk. Whoever reads the store finds the copy of
 * before or this one, and never a part.
 */
import type { Database } from 'better-sqlite3'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { makeOwnFile } from '../main/files/own-rights'
import { partialPath, takeName, writeThrough } from '../main/files/partial-file'
import { connect } from './gate/connect'

export interface Publication {
  /** The run's file as it is written, live or closed. */
  from: string
  to: string
  /** Whether nothing may have the name yet; otherwise it is replaced. */
  first: boolean
  /** ISO 8601. A run that still runs is taken for alive a minute beyond this without another copy. */
  aliveUntil: string
}

/** Pages copied at once: 16 MB of small ones, 256 of large. */
const pagesAtOnce = 4096

/** @throws what the system or SQLite says; nothing is left behind, and what had the name before still has it */
export async function publish(publication: Publication): Promise<void> {
  const { from, to, first } = publication
  const partial = partialPath(to)
  try {
    await copyOfMoment(from, partial)
    finishCopy(partial, publication)
    writeThrough(partial)
    if (first) takeName(partial, to)
    else renameSync(partial, to)
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(partial + suffix, { force: true })
    throw error
  }
}

/** All of it is of one moment: a transaction that reads keeps what is written meanwhile out. */
async function copyOfMoment(from: string, partial: string): Promise<void> {
  const database = connect(from, { readonly: true, fileMustExist: true })
  try {
    database.exec('BEGIN')
    database.prepare('SELECT count(*) FROM run').get()
    makeOwnFile(partial)
    await database.backup(partial, { progress: () => pagesAtOnce })
  } finally {
    database.close()
  }
}

function finishCopy(partial: string, { to, first, aliveUntil }: Publication): void {
  const copy = connect(partial, { fileMustExist: true })
  try {
    // The file reaches the disk as a whole before it has its name.
    copy.pragma('synchronous = OFF')
    copy.pragma('journal_mode = DELETE')
    copy.prepare("UPDATE run SET heartbeat_at = ? WHERE status = 'running'").run(aliveUntil)
    if (!first && existsSync(to)) keepAnnotations(copy, to)
    const check = copy.pragma('quick_check', { simple: true })
    if (check !== 'ok') throw new Error(`the copy is not whole: ${String(check)}`)
  } finally {
    copy.close()
  }
}

/** What a person says of a run stands in the published file alone. */
function keepAnnotations(copy: Database, to: string): void {
  const before = connect(to, { readonly: true, fileMustExist: true })
  try {
    copy.prepare('UPDATE run SET name = @name, tags = @tags, note = @note, pinned = @pinned')
      .run(before.prepare('SELECT name, tags, note, pinned FROM run').get())
  } finally {
    before.close()
  }
}
