/**
 * One sentence for whatever is wrong with a file. That it is to be deleted is said of one whose pages SQLite itself has
 * found not to fit together, and of no other: what is locked, cannot be reached or was altered may be mended.
 */
import { statSync } from 'node:fs'
import { z } from 'zod'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { troubleOf, type Trouble } from '../../preload/schema/system-errors'
import { connect } from './connect'
import { hasLog } from './schema'
import { demandSchemaTree } from './schema-tree'

/** What says nothing of the file itself. */
const unreachable: readonly Trouble[] = ['disk', 'forbidden', 'read-only', 'too many files', 'not there', 'interrupted']

/** Bytes up to which a whole file is checked while somebody waits for a sentence. */
const checkedUpTo = 2 ** 30

/**
 * A sentence for an error that SQLite or a schema met inside a file that looked like a run; one that is a sentence
 * already stays.
 * @param path where the file lies, where that is known
 */
export function damaged(name: string, error: unknown, path?: string): Failure {
  if (error instanceof Failure) return error
  const [trouble, reason] = [troubleOf(error), messageOf(error)]
  if (trouble === 'locked')
    return new Failure(`${name} is kept locked by another program (${reason}); try again when that has ended.`)
  if (trouble === 'full')
    return new Failure(`${name} cannot be read, as the disk is full (${reason}); make room on it, and try again.`)
  if (trouble === 'memory')
    return new Failure(`${name} cannot be read, as the memory is not enough (${reason}); close other programs.`)
  if (trouble !== null && unreachable.includes(trouble))
    return new Failure(`${name} cannot be read (${reason}); see that its disk is there and that you may read it.`)
  const isBroken = trouble === 'corrupt' && path !== undefined && failsItsCheck(path)
  return new Failure(`${name} is damaged (${reason}); ${isBroken ? 'delete it or restore' : 'restore'} it from a copy.`)
}

/** What SQLite's checks say of a file that they could not read: its own code, behind these words. */
const unread = /unable to get the page\. error code=(\d+)/

/** SQLite's code for pages that do not fit together, in the lowest byte of its extended ones. */
const corrupt = 11

/**
 * A sentence for what a check of SQLite's found.
 * @param todo what is to be done with a file that is damaged
 */
export function unsound(name: string, found: string, todo: string): Failure {
  const reason = found.replaceAll('\n', ' ')
  return isUnread(found)
    ? new Failure(`${name} cannot be read (${reason}); see that its disk is there and sound, and try again.`)
    : new Failure(`${name} is damaged (${reason})${todo}.`)
}

function isUnread(found: string): boolean {
  const [, code] = unread.exec(found) ?? []
  return code !== undefined && (Number(code) & 0xff) !== corrupt
}

/** Whether SQLite, going through the whole file, finds that its pages do not fit together. */
function failsItsCheck(path: string): boolean {
  try {
    // The check itself would follow such pages for ever, and sees more than the file where a log lies beside it.
    if (statSync(path).size > checkedUpTo || hasLog(path)) return false
    demandSchemaTree(path)
    const database = connect(path, { readonly: true, fileMustExist: true })
    try {
      const found = String(database.pragma('integrity_check(1)', { simple: true }))
      return found !== 'ok' && !isUnread(found)
    } finally {
      database.close()
    }
  } catch (error) {
    return troubleOf(error) === 'corrupt'
  }
}

export function messageOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues
      .slice(0, 1)
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
      .join()
  return reasonOf(error)
}
