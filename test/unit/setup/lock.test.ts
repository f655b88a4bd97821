import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameProcess, takeLock } from '../../../scripts/setup/lock.mjs'

let folder: string
const lockFile = (): string => join(folder, 'lock')
const nobody = (): void => {}

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'lock-')) })
afterEach(() => rmSync(folder, { recursive: true }))

/** A process that lives until it is killed. */
function sleeper(): { pid: number, ended: Promise<void> } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  return { pid: child.pid!, ended: new Promise((resolve) => child.once('exit', () => resolve())) }
}

describe('the lock of set-up', () => {
  it('holds back a second one until the first gives it back', async () => {
    const first = await takeLock(folder, nobody)
    const order: string[] = []
    const second = takeLock(folder, (holder) => order.push(`waits for ${holder}`)).then((lock) => {
      order.push('second has it')
      return lock
    })
    await new Promise((resolve) => setTimeout(resolve, 400))
    order.push('first gives it back')
    first.release()
    const lock = await second
    expect(order).toEqual([`waits for ${process.pid}`, 'first gives it back', 'second has it'])
    lock.release()
    expect(existsSync(lockFile())).toBe(false)
  })

  it('is taken over from a process that was killed', async () => {
    const { pid, ended } = sleeper()
    writeFileSync(lockFile(), JSON.stringify({ holder: nameProcess(pid), program: null }))
    process.kill(pid, 'SIGKILL')
    await ended
    const lock = await takeLock(folder, () => expect.unreachable('nobody holds it'))
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ holder: { pid: process.pid } })
    lock.release()
  })

  it('is taken over when its process id belongs to another program by now', async () => {
    const { pid } = sleeper()
    writeFileSync(lockFile(), JSON.stringify({ holder: { pid, started: '1' }, program: null }))
    const lock = await takeLock(folder, () => expect.unreachable('nobody holds it'))
    lock.release()
    process.kill(pid, 'SIGKILL')
  })

  it('ends the program that a killed set-up left running', async () => {
    const orphan = sleeper()
    writeFileSync(
      lockFile(),
      JSON.stringify({ holder: { pid: 2 ** 22 + 1, started: '1' }, program: nameProcess(orphan.pid) })
    )
    const lock = await takeLock(folder, nobody)
    await orphan.ended
    lock.release()
  })

  it('is had by one at a time when many see the same stale one', async () => {
    writeFileSync(lockFile(), JSON.stringify({ holder: { pid: 2 ** 22 + 1, started: '1' }, program: null }))
    let inside = 0
    await Promise.all(Array.from({ length: 6 }, async () => {
      const lock = await takeLock(folder, nobody)
      inside += 1
      expect(inside).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inside -= 1
      lock.release()
    }))
  })
})
