/** Snapshots of any kind: what each is compared with, whose masks are dropped, and in which order they are told. */
import { afterAll, describe, expect, it } from 'vitest'
import { MaskReader } from '../../../db/masks'
import { RunRecorder } from '../../../db/recorder'
import { readSummary } from '../../../db/runs'
import { readSnapshots, snapshotOfAlternation } from '../../../db/snapshots'
import {
  alternationStart,
  beginRun,
  reading,
  recordSnapshot,
  scheduledStart,
  smallLayout,
  type SmallRun
} from '../../fixtures/small-run'
import { expectConsistent } from '../../fixtures/consistency'
import { temporaryFolder } from '../../fixtures/temporary'

const storePath = temporaryFolder()
const snapshotsOf = ({ path }: SmallRun) => reading(path, (database) => readSnapshots(database, 0))
const examplesIn = ({ path }: SmallRun, snapshot: number): number =>
  reading(path, (database) => new MaskReader(database, smallLayout.bytesPerExample).examplesOf(snapshot).length)

describe('snapshots of several kinds', () => {
  const run = beginRun(storePath)
  const { recorder } = run
  recordSnapshot(recorder, scheduledStart(1, 0, 20))
  recordSnapshot(recorder, scheduledStart(2, 10, 8))
  recordSnapshot(recorder, { ...alternationStart(1, 20), index: 3, iteration: 20 })
  recorder.end('finished', null)

  it('are compared over the examples that both have', () => {
    expect(snapshotsOf(run).map(({ comparedWith, comparedExamples }) => [comparedWith, comparedExamples])).toEqual([
      [null, null],
      [1, 8],
      [2, 8]
    ])
    expect(expectConsistent(run.path)).toMatchObject({ snapshots: [1, 2, 3], masks: 48 })
  })

  it('number alternations apart', () => {
    expect(snapshotsOf(run).map(({ kind, alternation }) => [kind, alternation])).toEqual([
      ['scheduled', null],
      ['scheduled', null],
      ['alternation', 1]
    ])
    expect(reading(run.path, (database) => [1, 2].map((index) => snapshotOfAlternation(database, index)))).toEqual([
      3,
      undefined
    ])
    expect(reading(run.path, (database) => readSummary(database, 0))).toMatchObject({
      alternations: 1,
      snapshots: 3,
      maskBytes: 48 * smallLayout.bytesPerExample
    })
  })
})

describe('a snapshot that is asked for afterwards', () => {
  const run = beginRun(storePath)
  for (const index of [1, 2]) recordSnapshot(run.recorder, scheduledStart(index, index * 20, 20))
  run.recorder.end('stopped', null)

  it('lies between two others, is compared with the one before it, and changes neither', () => {
    const before = snapshotsOf(run)
    const added = RunRecorder.reopen(run.path)
    recordSnapshot(added, { ...scheduledStart(3, 30, 20), kind: 'requested', checkpoint: 'last-good' })
    added.leave()
    const after = snapshotsOf(run)
    expect(after.map(({ index, comparedWith }) => [index, comparedWith])).toEqual([
      [1, null],
      [3, 1],
      [2, 1]
    ])
    expect([after[0], after[2]]).toEqual(before)
    expect(reading(run.path, (database) => readSummary(database, 0))).toMatchObject({ status: 'stopped', snapshots: 3 })
    expect(expectConsistent(run.path).masks).toBe(60)
  })

  it('of the same weights is compared with the one that was there', () => {
    const added = RunRecorder.reopen(run.path)
    recordSnapshot(added, { ...scheduledStart(4, 30, 20), kind: 'requested' }, 3)
    added.leave()
    expect(snapshotsOf(run).find(({ index }) => index === 4)).toMatchObject({ comparedWith: 3, churn: 0 })
  })

  it('that was cut off is gone when the next begins', () => {
    const cut = RunRecorder.reopen(run.path)
    cut.snapshotBegan(scheduledStart(5, 40, 20))
    cut.masks(5, 0, new Uint8Array(smallLayout.bytesPerExample))
    const added = RunRecorder.reopen(run.path)
    recordSnapshot(added, scheduledStart(5, 40, 20))
    added.leave()
    expect(expectConsistent(run.path).snapshots).toEqual([1, 2, 3, 4, 5])
    cut.leave()
  })
})

describe('keeping only the ends', () => {
  const retention = { keep: 'ends', probeExamples: 4 } as const
  const run = beginRun(storePath, {}, retention)
  afterAll(() => { run.recorder.end('finished', null) })

  it('keeps the alternation that is trained with, however many snapshots follow it', () => {
    const { recorder } = run
    recordSnapshot(recorder, scheduledStart(1, 0, 20))
    recordSnapshot(recorder, { ...alternationStart(1, 20), index: 2, iteration: 10 })
    for (const index of [3, 4, 5]) recordSnapshot(recorder, scheduledStart(index, index * 10, 20))
    expect([1, 2, 3, 4, 5].map((index) => examplesIn(run, index))).toEqual([20, 20, 4, 20, 20])
    recordSnapshot(recorder, { ...alternationStart(2, 20), index: 6, iteration: 60 })
    expect([1, 2, 3, 4, 5, 6].map((index) => examplesIn(run, index))).toEqual([20, 4, 4, 4, 20, 20])
    expectConsistent(run.path)
  })

  it('drops nothing of one that has no more than the probe examples', () => {
    const few = beginRun(storePath, {}, retention)
    for (const index of [1, 2, 3, 4, 5]) recordSnapshot(few.recorder, scheduledStart(index, index * 10, 4))
    few.recorder.end('finished', null)
    expect(snapshotsOf(few).map(({ masksKept, churn }) => [masksKept, churn !== null])).toEqual([
      ['all', false],
      ...Array.from({ length: 4 }, () => ['all', true])
    ])
  })

  it('compares with what is left of the one before', () => {
    const added = beginRun(storePath, {}, retention)
    for (const index of [1, 2, 3, 4]) recordSnapshot(added.recorder, scheduledStart(index, index * 10, 20))
    added.recorder.end('finished', null)
    const later = RunRecorder.reopen(added.path)
    recordSnapshot(later, { ...scheduledStart(5, 25, 20), kind: 'requested' })
    later.leave()
    expect(snapshotsOf(added).find(({ index }) => index === 5)).toMatchObject({ comparedWith: 2, comparedExamples: 4 })
    expectConsistent(added.path)
  })
})
