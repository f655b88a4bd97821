import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeTemporaryFolder } from '../../../main/files/temporary-folder'
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
