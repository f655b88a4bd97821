/**
 * What lets the disk take the write-ahead log early: it opens the log only when it is needed, and always lets go of it.
 */
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { LogWriteBack } from '../../../db/log-write-back'
import { temporaryFolder } from '../../fixtures/temporary'

const megabytes = 2 ** 20

/** Whether this process has the file open. */
const isOpen = (path: string): boolean => readdirSync('/proc/self/fd').some((descriptor) => {
  try {
    return readlinkSync(join('/proc/self/fd', descriptor)) === path
  } catch {
    return false
  }
})

describe.runIf(process.platform === 'linux')('the log that the disk takes early', () => {
  function begin(): { log: LogWriteBack; file: string } {
    const path = join(temporaryFolder(), 'run.maskrun')
    writeFileSync(`${path}-wal`, Buffer.alloc(megabytes))
    return { log: new LogWriteBack(path), file: `${path}-wal` }
  }

  it('is not touched before there is much to take', () => {
    const { log, file } = begin()
    log.wrote(megabytes)
    expect(isOpen(file)).toBe(false)
    log.close()
  })

  it('is let go of when it is closed, at once or after what was asked', async () => {
    for (const wait of [false, true]) {
      const { log, file } = begin()
      log.wrote(3 * megabytes)
      log.wrote(3 * megabytes)
      expect(isOpen(file)).toBe(true)
      if (wait) await new Promise((resolve) => setTimeout(resolve, 50))
      log.close()
      await vi.waitFor(() => { expect(isOpen(file)).toBe(false) })
    }
  })

  it('is asked again after an answer, as often as there is more', async () => {
    const { log, file } = begin()
    for (let i = 0; i < 5; i++) {
      log.wrote(8 * megabytes)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(isOpen(file)).toBe(true)
    log.close()
    await vi.waitFor(() => { expect(isOpen(file)).toBe(false) })
  })
})
