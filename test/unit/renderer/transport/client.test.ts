/** What the client does with a service that keeps to the contract, and with one that does not. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Client from '../../../../renderer/transport/client'
import { scriptedTransport, type ScriptedTransport } from '../../../fixtures/scripted-transport'
import { summary } from '../records'

let client: typeof Client
let service: ScriptedTransport
beforeEach(async () => {
  // The client holds its transport for the life of a page; every test is a new page.
  vi.resetModules()
  client = await import('../../../../renderer/transport/client')
  service = scriptedTransport()
})
afterEach(() => { vi.restoreAllMocks() })

describe('a call', () => {
  it('without a transport is refused in a sentence', async () => {
    await expect(client.call('runs.list', {})).rejects.toThrow('This page has no connection to Maskscope.')
  })

  it('carries a number of its own, and comes back as what the contract says', async () => {
    client.installTransport(service)
    const replies = [client.call('runs.list', {}), client.call('runs.list', {})]
    const [first, second] = service.open
    expect(first).toMatchObject({ method: 'runs.list', request: {} })
    expect(second.call).not.toBe(first.call)
    service.answer({ runs: [] })
    service.answer({ runs: [summary()] })
    expect(await Promise.all(replies)).toEqual([{ runs: [] }, { runs: [summary()] }])
  })

  it('outside the contract is never sent', async () => {
    client.installTransport(service)
    await expect(client.call('runs.annotate', { ids: ['../other'], change: {} })).rejects.toThrow()
    expect(service.open).toEqual([])
  })

  it('that is refused throws the sentence of the service', async () => {
    client.installTransport(service)
    const reply = client.call('runs.list', {})
    service.refuse('The store cannot be read.')
    const error = await reply.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(client.Refusal)
    expect(client.sentenceOf(error)).toBe('The store cannot be read.')
  })

  it('with a reply outside the contract says what to do, and where a developer looks', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    client.installTransport(service)
    const reply = client.call('runs.list', {})
    service.answer({ runs: [{ ...summary(), status: 'asleep' }] })
    await expect(reply).rejects.toThrow('reload the page, or update Maskscope')
    expect(warned).toHaveBeenCalledOnce()
  })
})

describe('a call that may be stopped', () => {
  const checkpoint = { id: '20260714-094100-abcd', at: 'final' }
  const evaluate = (signal: AbortSignal): Promise<unknown> =>
    client.call('evaluation.run', { ...checkpoint, rules: [], sweep: [] }, signal)

  it('has a ticket of its own, by which the service is told to end it', async () => {
    client.installTransport(service)
    const ending = new AbortController()
    const [first, second] = [evaluate(ending.signal), evaluate(new AbortController().signal)]
    ending.abort()
    const [one, other, stop] = service.open
    expect(one.ticket).toMatch(/^[0-9a-f]{32}$/)
    expect(other.ticket).not.toBe(one.ticket)
    expect(stop).toMatchObject({ method: 'calls.stop', request: { ticket: one.ticket } })
    service.stop()
    await expect(first).rejects.toBeInstanceOf(client.Stopped)
    service.refuse('The second goes on.')
    await expect(second).rejects.toThrow('The second goes on.')
  })

  it('that has its answer is not stopped any more', async () => {
    client.installTransport(service)
    const ending = new AbortController()
    const reply = client.call('runs.list', {}, ending.signal)
    service.answer({ runs: [] })
    expect(await reply).toEqual({ runs: [] })
    ending.abort()
    expect(service.open).toEqual([])
  })

  it('is not sent where it was stopped before', async () => {
    client.installTransport(service)
    await expect(evaluate(AbortSignal.abort())).rejects.toBeInstanceOf(client.Stopped)
    expect(service.open).toEqual([])
  })
})

describe('events', () => {
  const changed = { type: 'runs-changed', changed: [], removed: [] }

  it('reach every listener until it leaves', () => {
    client.installTransport(service)
    const heard: string[] = []
    const leave = client.listen(({ type }) => heard.push(`first ${type}`))
    client.listen(({ type }) => heard.push(`second ${type}`))
    service.tell(changed)
    leave()
    service.tell(changed)
    expect(heard).toEqual(['first runs-changed', 'second runs-changed', 'second runs-changed'])
  })

  it('outside the contract reach nobody', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    client.installTransport(service)
    const heard = vi.fn()
    client.listen(heard)
    service.tell({ type: 'runs-changed', changed: 'all of them' })
    service.tell({ type: 'something new' })
    expect(heard).not.toHaveBeenCalled()
    expect(warned).toHaveBeenCalledTimes(2)
  })
})

it('a failure that is no error still has a sentence', () => {
  expect(client.sentenceOf('a string')).toBe('Something failed without saying what.')
})
