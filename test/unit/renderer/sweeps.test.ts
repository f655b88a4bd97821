/** What the pages say of a sweep. */
import { describe, expect, it } from 'vitest'
import type { QueueEntry } from '../../../preload/contract'
import type { MemberStanding, Standing } from '../../../preload/schema/sweep-standings'
import {
  countsWords, memberNote, memberPath, memberRuns, membersTable, paceOf, paceWords, sweepsTable
} from '../../../renderer/figures/sweeps'
import { summary } from './records'

const at = (minute: number): string => `2026-11-26T01:${String(minute).padStart(2, '0')}:00.000Z`
const member = (standing: Standing, part: Partial<MemberStanding> = {}): MemberStanding => ({
  index: 0, key: 'k', name: 'seed 1', state: 'waiting', run: null, duplicates: [], entry: null, standing, ...part
})
const finished = (minutes: number): MemberStanding => member('finished', {
  run: summary({ id: `f${minutes}`, createdAt: at(0), finishedAt: at(minutes), testError: 0.04 })
})
const notBegun: QueueEntry = {
  number: 7, name: 'a', group: null, key: 'k', addedAt: at(0), training: null,
  state: { kind: 'ended', run: null, outcome: 'failed', sentence: 'There is no data.', since: at(0) }
}

describe('how far a sweep is', () => {
  const running = member('running', { run: summary({ id: 'r', status: 'running', epochs: 4, epochsDone: 1 }) })
  const members = [finished(2), finished(4), running, member('waiting'), member('waiting'), member('open')]

  it('counts the epochs of what runs, and the time of what has finished', () => {
    // 3 minutes each; 0.75 + 1 + 1 of a training are ahead, one after another.
    expect(paceOf(members, 1)).toEqual({ done: 2.25 / 6, secondsEach: 180, secondsLeft: 495 })
    expect(paceOf(members, 2).secondsLeft).toBe(247.5)
    expect(paceOf(members, 64).secondsLeft).toBe(165)
    expect(paceWords(paceOf(members, 2), 2)).toBe('40.0 trainings an hour, about 4 min 08 s left')
  })

  it('says nothing of the time before the first has finished, or when nothing is ahead', () => {
    expect(paceWords(paceOf([running, member('waiting')], 1), 1)).toBeNull()
    expect(paceWords(paceOf([finished(2), member('open')], 1), 1)).toBeNull()
    expect(paceOf([], 1).done).toBe(0)
  })

  it('is said in words', () => {
    const none = { finished: 0, running: 0, preparing: 0, waiting: 0, stopped: 0, failed: 0, open: 0 }
    expect(countsWords({ ...none, finished: 3, running: 1, open: 2 })).toBe('3 finished, 1 running, 2 not started')
  })
})

describe('a member', () => {
  it('says why it could not begin or failed, and how often it is there', () => {
    expect(memberNote(member('failed', { entry: notBegun }))).toBe('There is no data.')
    expect(memberNote(member('failed', { run: summary({ failure: 'It diverged.' }) }))).toBe('It diverged.')
    expect(memberNote(member('finished', { duplicates: [summary()] }))).toBe('1 duplicate, the newest counts')
    expect(memberNote(member('open'))).toBe('')
  })

  it('leads to its run, or to its entry in the queue', () => {
    expect(memberPath(member('failed', { entry: notBegun, run: summary({ id: 'old' }) }))).toBe('/queue/7')
    expect(memberPath(finished(2))).toBe('/run/f2')
    expect(memberPath(member('open'))).toBeNull()
    expect(memberRuns([finished(2), member('open'), finished(3)])).toEqual(['f2', 'f3'])
  })

  it('is a line of the table with the values of its settings', () => {
    expect(membersTable([{ ...finished(2), index: 1 }], ['Seed'], [['1'], ['2']])).toMatchObject({
      columns: ['member', 'state', 'Seed', 'test_error', 'seconds', 'run', 'duplicates'],
      rows: [['seed 1', 'finished', '2', 0.04, summary().trainingSeconds, 'f2', '']]
    })
  })
})

it('the table of sweeps has a column for each state', () => {
  const counts = { finished: 3, running: 1, preparing: 0, waiting: 0, stopped: 0, failed: 0, open: 2 }
  expect(sweepsTable([{ id: 'sweep-0123456789ab', name: 'rates', members: 6, counts, isUnderWay: true }])).toEqual({
    columns: [
      'sweep', 'name', 'trainings', 'finished', 'running', 'preparing', 'waiting', 'stopped', 'failed', 'not_started'
    ],
    rows: [['sweep-0123456789ab', 'rates', 6, 3, 1, 0, 0, 0, 0, 2]]
  })
})
