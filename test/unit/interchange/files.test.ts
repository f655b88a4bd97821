/** A written file is whole or not there; a failure leaves what was there before. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeWhole } from '../../../main/interchange/files'
import { Failure } from '../../../preload/schema/failure'
import { temporaryFolder } from '../../fixtures/temporary'

describe('writing a whole file', () => {
  it('shows it under its name only when it is complete', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'new', 'file.txt')
    await writeWhole(path, (temporary) => {
      writeFileSync(temporary, 'half')
      expect(readdirSync(join(folder, 'new'))).not.toContain('file.txt')
      writeFileSync(temporary, 'whole')
    })
    expect(readFileSync(path, 'utf8')).toBe('whole')
    expect(readdirSync(join(folder, 'new'))).toEqual(['file.txt'])
  })

  it('that fails half-way leaves nothing new and nothing changed', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'file.txt')
    writeFileSync(path, 'before')
    await expect(
      writeWhole(path, (temporary) => {
        writeFileSync(temporary, 'half')
        throw new Error('the disk is full')
      })
    ).rejects.toThrow(new Failure(`${path} could not be written (the disk is full); choose another place with --out.`))
    expect(readdirSync(folder)).toEqual(['file.txt'])
    expect(readFileSync(path, 'utf8')).toBe('before')
  })

  it('passes a sentence on as it is', async () => {
    const failure = new Failure('The masks are damaged.')
    await expect(writeWhole(join(temporaryFolder(), 'file'), () => { throw failure })).rejects.toBe(failure)
  })

  it.each([
    ['below a file', (folder: string) => { writeFileSync(join(folder, 'file'), 'precious') }, 'file/new.txt'],
    ['in the place of a folder', (folder: string) => { mkdirSync(join(folder, 'taken')) }, 'taken']
  ])('%s is refused in one sentence', async (_where, prepare, name) => {
    const folder = temporaryFolder()
    prepare(folder)
    const before = readdirSync(folder)
    await expect(writeWhole(join(folder, name), (temporary) => { writeFileSync(temporary, 'x') }))
      .rejects.toThrow(/^.* could not be written \(E[A-Z]+: .*\); choose another place with --out\.$/)
    expect(readdirSync(folder)).toEqual(before)
  })
})
