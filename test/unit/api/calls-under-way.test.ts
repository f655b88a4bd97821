/** Calls that are ended by whoever asked. */
import { describe, expect, it } from 'vitest'
import { CallsUnderWay } from '../../../main/api/calls-under-way'
import type { Call } from '../../../preload/contract'

const call = (method: Call['method'], ticket?: string): Call => ({ call: 1, method, ticket, request: {} })
/** Work that ends with its signal alone. */
const untilStopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Error('it was ended')) }) })

describe('a call', () => {
  it('that is stopped by its ticket has no answer, and others go on', async () => {
    const calls = new CallsUnderWay()
    const [stopped, other] = ['a', 'b'].map((letter) =>
      calls.run(call('exports.make', letter.repeat(32)), untilStopped))
    const without = calls.run(call('exports.make'), untilStopped)
    calls.stop('a'.repeat(32))
    expect(await stopped).toBeNull()
    calls.close()
    expect(await Promise.all([other, without])).toEqual([null, null])
  })

  it('that was done before it could be stopped has its answer', async () => {
    const calls = new CallsUnderWay()
    const answer = calls.run(call('exports.make', 'a'.repeat(32)), () => {
      calls.stop('a'.repeat(32))
      return 3
    })
    expect(await answer).toEqual({ value: 3 })
  })

  it('that fails by itself tells why', async () => {
    await expect(new CallsUnderWay().run(call('exports.make', 'a'.repeat(32)), () => {
      throw new Error('no room')
    })).rejects.toThrow('no room')
  })

  it('goes on without its page where the store has something of it', async () => {
    const calls = new CallsUnderWay()
    let finish: (value: string) => void = () => undefined
    const evaluation = calls.run(call('evaluation.run'), (signal) => new Promise<string>((resolve, reject) => {
      finish = resolve
      signal.addEventListener('abort', () => { reject(new Error('it was ended')) })
    }))
    const report = calls.run(call('pruning.compact'), untilStopped)
    calls.close()
    expect(await report).toBeNull()
    finish('stored')
    expect(await evaluation).toEqual({ value: 'stored' })
  })
})
