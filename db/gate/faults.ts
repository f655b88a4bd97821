/**
 * One sentence for whatever is wrong with a file. That it is to be deleted is said of one whose pages SQLite itself has
 * found not to fit together, and of no other: what is locked, cannot be reached or was altered may be mended.
 */
import { statSync } from 'node:fs'
import { z } from 'zod'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { connect, SqliteError } from './connect'
import { hasLog } from './schema'
import { demandSchemaTree } from './schema-tree'

/** Bytes up to which a whole file is checked while somebody waits for a sentence. */
const checkedUpTo = 2 ** 30

/**
 * A sentence for an error that SQLite or a schema met inside a file that looked like a run; one that is a sentence
 * already stays.
 * @param path where the file lies, where that is known
 */
export function damaged(name: string, error: unknown, path?: string): Failure {
  if (error instanceof Failure) return error
  const reason = messageOf(error)
  const code = error instanceof SqliteError ? error.code : ''
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return new Failure(`${name} is kept locked by another program (${reason}); try again when that has ended.`)
  if (/^SQLITE_(CANTOPEN|PERM|IOERR|NOMEM|READONLY|FULL|AUTH)/.test(code))
    return new Failure(`${name} cannot be read (${reason}); see that its disk is there and that you may read it.`)
  const isBroken = /^SQLITE_(CORRUPT|NOTADB)/.test(code) && path !== undefined && failsItsCheck(path)
  return new Failure(`${name} is damaged (${reason}); ${isBroken ? 'delete it or restore' : 'restore'} it from a copy.`)
}

/** Whether SQLite, going through the whole file, finds that its pages do not fit together. */
function failsItsCheck(path: string): boolean {
  try {
    // The check itself would follow such pages for ever, and sees more than the file where a log lies beside it.
    if (statSync(path).size > checkedUpTo || hasLog(path)) return false
    demandSchemaTree(path)
    const database = connect(path, { readonly: true, fileMustExist: true })
    try {
      return database.pragma('integrity_check(1)', { simple: true }) !== 'ok'
    } finally {
      database.close()
    }
  } catch (error) {
    return error instanceof SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
  }
}

export function messageOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues
      .slice(0, 1)
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join()
  return reasonOf(error)
}
