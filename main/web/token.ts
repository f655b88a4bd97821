/**
 * The random token without which nobody talks to the server. It is kept in the store, readable by its owner alone, so
 * that a page goes on when the server was ended and started again. Where nothing can be written, on a read-only medium
 * or a full disk, it lasts as long as the server.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../../preload/schema/failure'
import { ownFile } from '../files/own-rights'
import { removeIfPossible } from '../files/temporary-folder'

const tokenBytes = 24
const form = /^[\w-]{32}$/

export interface AccessToken {
  token: string
  /** Why it is not kept; null where it is. */
  unkept: string | null
}

/** @param folder of the store */
export function accessToken(folder: string): AccessToken {
  const path = join(folder, 'access-token')
  const known = readToken(path)
  if (known !== null) return { token: known, unkept: null }
  const token = randomBytes(tokenBytes).toString('base64url')
  const whole = `${path}.${process.pid}`
  try {
    writeFileSync(whole, token, { ...ownFile, flag: 'wx' })
    renameSync(whole, path)
  } catch (error) {
    removeIfPossible(whole)
    return { token, unkept: reasonOf(error) }
  }
  return { token, unkept: null }
}

/** Null when there is none, when it is no token, and when others than the owner may have read it. */
function readToken(path: string): string | null {
  try {
    // Windows has no such bits; there the folder of the user keeps others away.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return null
    const token = readFileSync(path, 'utf8')
    return form.test(token) ? token : null
  } catch {
    return null
  }
}
