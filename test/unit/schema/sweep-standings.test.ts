/** A member stands as its runs say; the queue tells of what has no run yet. */
import { describe, expect, it } from 'vitest'
import type { QueueEntry } from '../../../preload/schema/queue'
import { countStandings, memberStandings } from '../../../preload/schema/sweep-standings'
import type { MemberState, MemberStateName } from '../../../preload/schema/sweep-states'

const since = '2026-11-26T01:00:00.000Z'
const states: Record<string, QueueEntry['state']> = {
  waiting: { kind: 'waiting' },
  preparing: { kind: 'preparing', run: 'r', doing: null, since },
  running: { kind: 'running', run: 'r', since },
  'could not begin': { kind: 'ended', run: null, outcome: 'failed', sentence: 'There is no data.', since },
  damaged: { kind: 'damaged', reason: 'It is cut off.' }
}
const entry = (key: string, state: string, number = 1): QueueEntry => ({
  number, name: key, group: 'sweep', key, addedAt: since, training: null, state: states[state] ?? { kind: 'waiting' }
})
const member = (key: string, state: MemberStateName): MemberState =>
  ({ index: 0, key, name: key, state, run: null, duplicates: [] })
const standing = (state: MemberStateName, ...inQueue: string[]): string => {
  const [first] = memberStandings([member('k', state)], inQueue.map((one, at) => entry('k', one, at + 1)))
  return first?.standing ?? ''
}

describe('a member', () => {
  it('without an entry stands as its runs say', () => {
    expect((['waiting', 'running', 'finished', 'stopped', 'failed'] as const).map((state) => standing(state)))
      .toEqual(['open', 'running', 'finished', 'stopped', 'failed'])
  })

  it('that was stopped or failed before stands as its entry says', () => {
    for (const state of ['waiting', 'stopped', 'failed'] as const) {
      expect(['waiting', 'preparing', 'running', 'could not begin', 'damaged'].map((one) => standing(state, one)))
        .toEqual(['waiting', 'preparing', 'running', 'failed', 'failed'])
    }
  })

  it('that is finished or runs has no need of the queue', () => {
    expect(standing('finished', 'waiting')).toBe('finished')
    expect(standing('running', 'could not begin')).toBe('running')
  })

  it('with several entries has the one that is furthest', () => {
    const [found] = memberStandings([member('k', 'waiting')], [
      entry('k', 'could not begin', 1), entry('k', 'waiting', 2), entry('k', 'preparing', 3), entry('l', 'running', 4)
    ])
    expect(found).toMatchObject({ standing: 'preparing', entry: { number: 3 } })
  })
})

it('standings are counted, those that nobody has as 0', () => {
  const members = [member('a', 'waiting'), member('b', 'finished')]
  expect(countStandings(memberStandings(members, [entry('a', 'waiting')]))).toEqual({
    finished: 1, running: 0, preparing: 0, waiting: 1, stopped: 0, failed: 0, open: 0
  })
})
