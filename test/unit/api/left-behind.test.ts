/** What killed processes left is gone when a workbench has begun to serve. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { removeLeftBehind } from '../../../main/api/left-behind'
import { Workbench } from '../../../main/api/workbench'
import { makeTemporaryFolder } from '../../../main/files/temporary-folder'
import { temporaryFolder } from '../../fixtures/temporary'

afterEach(() => { vi.unstubAllEnvs() })

const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))

describe.skipIf(process.platform === 'win32')('a workbench that begins', () => {
  it('removes half files, uploads and temporary folders of processes that are gone, and nothing else', async () => {
    vi.stubEnv('TMPDIR', temporaryFolder())
    const workbench = new Workbench(temporaryFolder())
    const { store } = workbench
    const file = (folder: string, name: string): string => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, name), '')
      return join(folder, name)
    }
    const partial = (pid: number): string => `.a.maskrun.${pid}.${hostname()}.partial`
    const upload = (pid: number): string => `${hostname()}_${pid}_123e4567-e89b-42d3-a456-426614174000`
    const own = makeTemporaryFolder('export')
    const gone = [
      file(store.runsFolder, partial(ended)), file(store.runsFolder, `${partial(ended)}-wal`),
      file(join(store.path, 'sweeps'), partial(ended)),
      file(join(store.path, 'uploads', upload(ended)), 'model.onnx'),
      file(join(own, '..', basename(own).replace(`-${process.pid}-`, `-${ended}-`)), 'written')
    ]
    const kept = [
      own, file(store.runsFolder, partial(process.pid)), file(store.runsFolder, 'a.maskrun'),
      file(join(store.path, 'uploads', upload(process.ppid)), 'model.onnx')
    ]
    removeLeftBehind(workbench)
    await turn()
    expect(gone.filter((path) => existsSync(path))).toEqual([])
    expect(kept.filter((path) => !existsSync(path))).toEqual([])
    workbench.close()
  })

  it('of no store has nothing to remove', async () => {
    const workbench = new Workbench(join(temporaryFolder(), 'not there'))
    removeLeftBehind(workbench)
    await turn()
    expect(existsSync(workbench.store.path)).toBe(false)
  })
})
