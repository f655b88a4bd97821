/** A process is known again, and no other is taken for it. */
import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { isAlive, thisProcess, whereNumbersCount } from '../../../main/files/process-identity'

describe('a process', () => {
  const self = thisProcess()

  it('lives while it does, and is gone afterwards', () => {
    expect(isAlive(self)).toBe(true)
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    expect(isAlive({ ...self, process: pid })).toBe(false)
  })

  it.runIf(process.platform === 'linux')('is not another of its number, before or after a new start', () => {
    expect(isAlive({ ...self, started: self.started! - 1 })).toBe(false)
    expect(isAlive({ ...self, boot: 'an earlier one' })).toBe(false)
  })

  it('of another machine or container is not judged by its number', () => {
    expect(isAlive({ ...self, host: 'elsewhere' })).toBeNull()
    expect(isAlive({ ...self, namespace: 'pid:[1]' })).toBeNull()
  })
})

it('names a container that counts its processes by itself beside its machine', () => {
  expect([whereNumbersCount(null), whereNumbersCount('pid:[4026531836]'), whereNumbersCount('pid:[4026532281]')])
    .toEqual([hostname(), hostname(), `${hostname()}-4026532281`])
})
