/** The token that lets pages in: made once, kept in the store for its owner alone. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accessToken } from '../../../main/web/token'
import { temporaryFolder } from '../../fixtures/temporary'

/** Of a store that keeps it. */
function keptToken(folder: string): string {
  const { token, unkept } = accessToken(folder)
  expect(unkept).toBeNull()
  return token
}

describe('the access token of a store', () => {
  it('is made once, and the same after every start', () => {
    const folder = temporaryFolder()
    const token = keptToken(folder)
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(keptToken(folder)).toBe(token)
    expect(keptToken(temporaryFolder())).not.toBe(token)
    expect(readdirSync(folder)).toEqual(['access-token'])
    expect(readFileSync(join(folder, 'access-token'), 'utf8')).toBe(token)
  })

  it.skipIf(process.platform === 'win32')('is readable by its owner alone, and made anew when it was not', () => {
    const folder = temporaryFolder()
    const token = keptToken(folder)
    const path = join(folder, 'access-token')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    for (const mode of [0o640, 0o604, 0o644]) {
      chmodSync(path, mode)
      const next = keptToken(folder)
      expect(next).not.toBe(token)
      expect(statSync(path).mode & 0o777).toBe(0o600)
    }
  })

  it.each(['', 'short', 'x'.repeat(33), `${'x'.repeat(31)}\n`, '../../../../../etc/passwd12345678'])(
    'is made anew where %j stands',
    (content) => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'access-token'), content, { mode: 0o600 })
      const token = keptToken(folder)
      expect(token).toMatch(/^[\w-]{32}$/)
      expect(keptToken(folder)).toBe(token)
    }
  )

  it('that cannot be kept is another each time, and says why', () => {
    const folder = join(temporaryFolder(), 'missing')
    const { token, unkept } = accessToken(folder)
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(unkept).toMatch(/ENOENT/)
    expect(accessToken(folder).token).not.toBe(token)
  })
})
