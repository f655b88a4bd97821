/** A run whose process was killed cannot say so: it must never stay "running" for ever. */
import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { isGone, longestAhead, statusNow, thisOwner, type Owner } from '../../../db/liveness'
import { readSummary } from '../../../db/runs'
import { beginRun, reading, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

/** The id of a process that lived and is gone. */
const deadProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid

const now = Date.parse('2026-01-01T00:01:00Z')
const secondsAgo = (seconds: number): string => new Date(now - seconds * 1000).toISOString()
const owner = { host: hostname(), process: process.pid, heartbeatAt: secondsAgo(0) }

describe('the process of a run that is silent', () => {
  const gone = (of: Owner): boolean => isGone(of, 'unknown')
  const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString()

  it('may write to it again while it is there', () => {
    expect(gone({ host: hostname(), process: 1, heartbeatAt: ago(61) })).toBe(false)
    expect(gone({ host: 'elsewhere', process: 1, heartbeatAt: ago(59) })).toBe(false)
  })

  it('is gone when it has ended, or its machine was started or its number given to another since', () => {
    expect(gone({ host: hostname(), process: deadProcess(), heartbeatAt: ago(1) })).toBe(true)
    expect(gone({ host: hostname(), process: 1, heartbeatAt: '2020-01-01T00:00:00.000Z' })).toBe(true)
    expect(gone({ host: 'elsewhere', process: 1, heartbeatAt: ago(61) })).toBe(true)
  })

  it('is gone when its sign of life is none', () => {
    expect(gone({ host: hostname(), process: 1, heartbeatAt: 'garbage' })).toBe(true)
    expect(gone({ host: hostname(), process: 1, heartbeatAt: ago(-2 * longestAhead / 1000) })).toBe(true)
  })

  it.runIf(process.platform === 'linux')('is another that began after it was last heard', () => {
    expect(gone({ host: hostname(), process: process.pid, heartbeatAt: ago(process.uptime() + 30) })).toBe(true)
    expect(gone({ host: hostname(), process: process.pid, heartbeatAt: ago(process.uptime() - 1) })).toBe(false)
  })
})

describe('the status of a run stored as running', () => {
  const statusOf = (of: Owner): string => statusNow('running', of, 'unknown', now)

  it('is running while its process lives and speaks', () => {
    expect(statusOf(owner)).toBe('running')
    expect(statusOf({ ...owner, heartbeatAt: secondsAgo(59) })).toBe('running')
  })

  it('is interrupted when its process is gone from this machine', () => {
    expect(statusOf({ ...owner, process: deadProcess() })).toBe('interrupted')
  })

  it('is interrupted after a minute of silence, on this machine or another', () => {
    expect(statusOf({ ...owner, heartbeatAt: secondsAgo(61) })).toBe('interrupted')
    expect(statusOf({ host: 'elsewhere', process: 1, heartbeatAt: secondsAgo(61) })).toBe('interrupted')
  })

  it('is running for another machine’s process as long as it speaks: its id means nothing here', () => {
    expect(statusOf({ host: 'elsewhere', process: deadProcess(), heartbeatAt: secondsAgo(1) })).toBe('running')
  })

  it('is interrupted when the sign of life is none, or further ahead than any process says', () => {
    const heard = (heartbeatAt: string): string => statusOf({ host: 'elsewhere', process: 1, heartbeatAt })
    expect(['', 'soon', '+275761-01-01T00:00:00.000Z', secondsAgo(-longestAhead / 1000 - 1)].map(heard))
      .toEqual(Array.from({ length: 4 }, () => 'interrupted'))
    // One that is published says ahead when it is heard next.
    expect(heard(secondsAgo(-3600))).toBe('running')
  })

  it('is what its lock says, whatever clocks and process numbers say', () => {
    const owners = [
      owner, { ...owner, process: deadProcess() }, { ...owner, heartbeatAt: secondsAgo(9999) },
      { ...owner, heartbeatAt: secondsAgo(-1e9) }, { ...owner, heartbeatAt: 'garbage' }, { ...owner, host: 'elsewhere' }
    ]
    for (const one of owners) {
      expect([statusNow('running', one, 'held', now), isGone(one, 'held', now)]).toEqual(['running', false])
      expect([statusNow('running', one, 'free', now), isGone(one, 'free', now)]).toEqual(['interrupted', true])
    }
  })

  it.each(['finished', 'stopped', 'failed'] as const)('stays %s whatever became of the process', (stored) => {
    const gone = { ...owner, process: deadProcess(), heartbeatAt: secondsAgo(9999) }
    expect(statusNow(stored, gone, 'unknown', now)).toBe(stored)
  })
})

it('reads a run file of a dead process as interrupted, and of this process as running', () => {
  const run = beginRun(temporaryFolder())
  expect(reading(run.path, (database) => readSummary(database, 0).status)).toBe('running')
  writing(run.path, (database) => database.prepare('UPDATE run SET process = ?').run(deadProcess()))
  expect(reading(run.path, (database) => readSummary(database, 0).status)).toBe('interrupted')
  run.recorder.end('finished', null)
  expect(reading(run.path, (database) => readSummary(database, 0).status)).toBe('finished')
})

it('takes the owner from this very process', () => {
  expect(thisOwner(new Date(0))).toEqual({
    host: hostname(),
    process: process.pid,
    heartbeatAt: '1970-01-01T00:00:00.000Z'
  })
})
