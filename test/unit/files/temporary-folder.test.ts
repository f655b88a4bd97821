import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeTemporaryFolder, removeAbandonedTemporary } from '../../../main/files/temporary-folder'
import { temporaryFolder } from '../../fixtures/temporary'

afterEach(() => { vi.unstubAllEnvs() })

describe.skipIf(process.platform === 'win32')('a temporary folder', () => {
  it('is a new one each time', () => {
    const place = temporaryFolder()
    vi.stubEnv('TMPDIR', place)
    const [first, second] = [makeTemporaryFolder('graph'), makeTemporaryFolder('graph')]
    expect(first).not.toBe(second)
    for (const folder of [first, second]) {
      expect(folder.startsWith(join(place, 'maskscope-graph-'))).toBe(true)
      expect(statSync(folder).isDirectory()).toBe(true)
    }
  })

  it('that cannot be made is told in one sentence', () => {
    vi.stubEnv('TMPDIR', join(temporaryFolder(), 'nowhere'))
    expect(() => makeTemporaryFolder('graph')).toThrow(
      /^No temporary folder can be made in .*nowhere \(ENOENT.*\); set TMPDIR to a folder that can be written\.$/
    )
  })
})

describe.skipIf(process.platform === 'win32')('what is left of a process that was killed', () => {
  const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
  const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000)
  /** A folder as another process made it. */
  function left(place: string, name: (own: string) => string, written = new Date()): string {
    const own = makeTemporaryFolder('export', place)
    const folder = join(place, name(basename(own)))
    mkdirSync(folder)
    writeFileSync(join(folder, 'part'), 'of something')
    for (const path of [join(folder, 'part'), folder]) utimesSync(path, written, written)
    return basename(folder)
  }
  const of = (owner: number, purpose = 'export') => (own: string): string =>
    own.replace('export', purpose).replace(/-\d+-\w{6}$/, `-${owner}-abcdef`)
  const elsewhere = (own: string): string => own.replace(/-[0-9a-f]{12}-/, '-0123456789ab-')

  it('goes, and nothing that a process has, here or elsewhere', () => {
    const place = temporaryFolder()
    const gone = left(place, of(ended))
    const kept = [
      left(place, of(process.ppid)), left(place, of(process.ppid, 'example'), longAgo), left(place, elsewhere),
      left(place, of(ended, 'run')), left(place, () => 'maskscope-export-of-mine'), left(place, () => 'other')
    ]
    const old = [left(place, of(ended, 'graph'), longAgo)]
    removeAbandonedTemporary(place)
    const names = readdirSync(place)
    expect(names).toEqual(expect.arrayContaining(kept))
    for (const name of [gone, ...old]) expect(names).not.toContain(name)
  })

  it('goes after a month wherever it was written, and where it may be more than its store has', () => {
    const place = temporaryFolder()
    const names = [left(place, (own) => elsewhere(of(ended)(own)), longAgo), left(place, of(ended, 'run'), longAgo)]
    removeAbandonedTemporary(place)
    for (const name of names) expect(readdirSync(place)).not.toContain(name)
  })

  it('is never what a link leads to', () => {
    const [place, mine] = [temporaryFolder(), temporaryFolder()]
    writeFileSync(join(mine, 'kept'), '')
    const name = left(place, of(ended, 'graph'))
    symlinkSync(mine, join(place, name.replace('graph', 'opened')))
    removeAbandonedTemporary(place)
    expect(readdirSync(mine)).toEqual(['kept'])
    expect(readdirSync(place)).toContain(name.replace('graph', 'opened'))
  })

  it('of no folder is nothing to say', () => {
    expect(() => removeAbandonedTemporary(join(temporaryFolder(), 'nowhere'))).not.toThrow()
  })
})
