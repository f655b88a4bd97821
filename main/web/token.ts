/**
 * The random token without which nobody talks to the server. It is kept in the store, readable by its owner alone, so
 * that a page goes on when the server was ended and started again.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { ownFile } from '../files/own-rights'

const tokenBytes = 24
const form = /^[\w-]{32}$/

/** @param folder of the store. @throws Failure when it is not there and cannot be kept */
export function keptToken(folder: string): string {
  const path = join(folder, 'access-token')
  const known = readToken(path)
  if (known !== null) return known
  const token = randomBytes(tokenBytes).toString('base64url')
  const whole = `${path}.${process.pid}`
  try {
    writeFileSync(whole, token, { ...ownFile, flag: 'wx' })
    renameSync(whole, path)
  } catch (error) {
    rmSync(whole, { force: true })
    const reason = reasonOf(error)
    throw new Failure(
      `The token by which a page is let in cannot be kept in ${path} (${reason}); choose another store with --store.`
    )
  }
  return token
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
