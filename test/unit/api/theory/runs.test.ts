/** Experiments as pages ask for them: one at a time, each once, stopped, kept, deleted. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Reply, WorkbenchEvent } from '../../../../preload/contract'
import { askedByPreset, askedOf, type Asked } from '../../../../preload/schema/theory/asked'
import { withoutTables, type TheoryResult } from '../../../../preload/schema/theory/result'
import { theoryResultId } from '../../../../main/api/theory/kept-results'
import { Session } from '../../../../main/api/session'
import { Workbench } from '../../../../main/api/workbench'
import { valueIn } from '../../../fixtures/replies'
import { temporaryFolder } from '../../../fixtures/temporary'
import { until } from '../../../fixtures/until'

const quick = askedOf('separation', { dims: [4, 3, 2], digits: 2 }, [1, 2])
/** Takes a minute, a part of it each second. */
const seeds = Array.from({ length: 100 }, (_, i) => i + 1)
const long = askedOf('spurious', { starts: 500, ratio: [1], signs: 'drawn' }, seeds)

let workbench: Workbench
let session: Session
let events: WorkbenchEvent[]

beforeEach(() => {
  workbench = new Workbench(temporaryFolder())
  events = []
  session = new Session(workbench, (event) => events.push(event))
})
afterEach(() => {
  session.close()
  workbench.close()
})

const ticket = '0123456789abcdef0123456789abcdef'
const ask = (method: string, request: unknown, own?: string): Promise<Reply> =>
  session.answer({ call: 1, method, request, ...(own === undefined ? {} : { ticket: own }) })
const run = (asked: Asked, own?: string): Promise<Reply> => ask('theory.run', asked, own)
const list = async (): Promise<{ results: { id: string }[]; underWay: Asked[] }> =>
  valueIn(await ask('theory.results', {})) as { results: { id: string }[]; underWay: Asked[] }
const kept = (): string[] => readdirSync(join(workbench.store.path, 'theory'))

describe('an experiment that a page asks for', () => {
  it('is computed, kept, listed without its tables, shown with them, and deleted', async () => {
    expect(await list()).toEqual({ results: [], underWay: [] })
    const { result } = valueIn(await run(quick)) as { result: TheoryResult }
    expect(result.claims.some(({ holds }) => holds === 'holds')).toBe(true)
    expect(await list()).toEqual({ results: [withoutTables(result)], underWay: [] })
    expect(valueIn(await ask('theory.result', { result: result.id }))).toEqual({ result })
    expect(await ask('theory.delete', { result: result.id })).toMatchObject({ outcome: 'value' })
    expect(kept()).toEqual([])
    expect(await ask('theory.delete', { result: result.id })).toMatchObject({
      outcome: 'error', sentence: expect.stringContaining(`The store has no result "${result.id}"`) as string
    })
  })

  it('is computed once for all who ask for the same', async () => {
    const [one, other] = await Promise.all([run(quick), run(quick)])
    expect(valueIn(one)).toEqual(valueIn(other))
    expect(kept()).toEqual([`${theoryResultId(quick)}.json`])
  })

  it('tells how far it is, and ends when it is stopped, for everybody who waits', async () => {
    const replies = [run(long, ticket), run(long)]
    await until(() => events.some(({ type }) => type === 'theory-progress'))
    expect(events[0]).toMatchObject({ type: 'theory-progress', result: theoryResultId(long) })
    expect((await list()).underWay).toEqual([long])
    await ask('calls.stop', { ticket })
    expect(await replies[0]).toEqual({ call: 1, outcome: 'stopped' })
    expect(await replies[1]).toEqual({
      call: 1, outcome: 'error', sentence: 'The experiment spurious was stopped by another page; start it again.'
    })
    expect(await list()).toEqual({ results: [], underWay: [] })
  })

  it('waits for the one before it, and can be stopped while it does', async () => {
    const first = run(long, ticket)
    const waiting = run(quick, ticket.replaceAll('0', '1'))
    const next = run(askedByPreset('separation', 'quick'))
    await until(async () => (await list()).underWay.length === 3)
    await ask('calls.stop', { ticket: ticket.replaceAll('0', '1') })
    expect(await waiting).toEqual({ call: 1, outcome: 'stopped' })
    expect((await list()).results).toEqual([])
    await ask('calls.stop', { ticket })
    expect(await first).toEqual({ call: 1, outcome: 'stopped' })
    expect(await next).toMatchObject({ outcome: 'value' })
    expect(kept()).toHaveLength(1)
  })

  it.each([
    [{ ...quick, parameters: { dims: [5, 3, 2] } },
      'Digits of 28×28 cannot be pooled to 5 inputs; --dims begins with 1, 4, 16, 49, 196 or 784.'],
    [{ ...quick, parameters: { digits: 0 } }, 'Digits per seed: a whole number from 1 to 1,000.'],
    [{ ...quick, seeds: [] }, expect.stringContaining('The request theory.run is not valid at "seeds"')]
  ])('is refused in one sentence: %j', async (request, sentence) => {
    expect(await ask('theory.run', request)).toEqual({ call: 1, outcome: 'error', sentence })
  })
})
