import { appendFileSync, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sameFileAt } from '../../../main/files/same-file'
import { temporaryFolder } from '../../fixtures/temporary'

describe('a file that is watched over', () => {
  it('stays the same while it grows, and is another once it is deleted or replaced', () => {
    const path = join(temporaryFolder(), 'a')
    writeFileSync(path, 'one')
    const isThere = sameFileAt(path)
    appendFileSync(path, 'two')
    expect(isThere()).toBe(true)
    copyFileSync(path, `${path}.copy`)
    renameSync(`${path}.copy`, path)
    expect(isThere()).toBe(false)
    rmSync(path)
    expect(isThere()).toBe(false)
  })
})
