import { readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../../../main/files/make-folder'
import { temporaryFolder } from '../../fixtures/temporary'

describe('making a folder', () => {
  it('makes those above it, all with the mode that is asked for', () => {
    const folder = temporaryFolder()
    makeFolder(join(folder, 'a', 'b'), { mode: 0o700 })
    expect(['a', 'a/b'].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o700, 0o700])
  })

  it('leaves one that is there, also behind a link', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), 'precious')
    const link = join(temporaryFolder(), 'link')
    symlinkSync(folder, link)
    makeFolder(folder)
    makeFolder(link)
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it.each([
    ['below a file', 'file/new', 'EEXIST'], ['in the place of a file', 'file', 'EEXIST'],
    ['behind a link to nothing', 'link/new', 'EEXIST']
  ])('%s fails', (_where, name, code) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), 'precious')
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))
    expect(() => makeFolder(join(folder, name))).toThrow(expect.objectContaining({ code }) as Error)
    expect(readdirSync(folder).sort()).toEqual(['file', 'link'])
  })

  it.skipIf(process.platform !== 'linux')('fails where Node itself would try for ever', () => {
    expect(() => makeFolder('/proc/nowhere/runs')).toThrow(expect.objectContaining({ code: 'ENOENT' }) as Error)
  })
})
