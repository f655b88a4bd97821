/** A run's file is brought back to exactly what it held when a state was saved, whatever was written since. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEpochs } from '../../../db/metrics'
import { MaskTable } from '../../../db/masks'
import { RunRecorder } from '../../../db/recorder'
import { type Retention } from '../../../db/retention'
import { readSummary } from '../../../db/runs'
import { snapshotsToReplace } from '../../../db/retention'
import { settleLeft } from '../../../db/left-behind'
import { RunStore } from '../../../db/store'
import type { EpochRecord } from '../../../preload/schema/run'
import { expectConsistent } from '../../fixtures/consistency'
import { contentsOf } from '../../fixtures/run-contents'
import {
  alternationStart, beginRun, epochEnd, evaluationAt, reading, recordSnapshot, scheduledStart, smallLayout,
  stateAt, writing, type SmallRun
} from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const examples = 20
const keepAll = { keep: 'all' } as const

const epoch = (number: number): EpochRecord => ({
  epoch: number, iterations: number * 10, phase: 'masked', learningRate: 0.1, trainLoss: 1, trainError: 0.5,
  testLoss: 1, testError: 0.5, drift: null, seconds: 1
})

const point = { loss: 1, error: 0.5, learningRate: 0.1 }

/** One epoch with its points, and the alternation after it. */
function trainEpoch({ recorder, path }: SmallRun, number: number, points = 4): void {
  const iterations = Array.from({ length: points }, (_, i) => number * 10 - 10 + (10 * (i + 1)) / points)
  for (const iteration of iterations)
    recorder.curvePoint({ ...point, iteration: Math.round(iteration * 1000), epoch: number })
  recorder.testPoint({ iteration: number * 10000 - 5, epoch: number, loss: 1, error: 0.5 })
  const end = epochEnd({ ...epoch(number), iterations: number * 10000 })
  recorder.epochEnded({ ...end, state: stateAt(number, number * 10000) })
  alternate({ recorder, path }, number)
}

function alternate({ recorder, path }: Pick<SmallRun, 'recorder' | 'path'>, number: number): void {
  recordSnapshot(recorder, { ...alternationStart(number, examples), iteration: number * 10000 })
  const moment = { epoch: number, iteration: number * 10000 }
  recorder.checkpoint(`alternation-${number}`, moment, stateAt(0, number).network.weights)
  recorder.evaluation({ ...evaluationAt(`alternation-${number}`, 0.5), epoch: number, iteration: number * 10000 })
  recorder.pruned({
    index: number, epoch: number, iteration: number * 10000, alternation: number, seconds: 1,
    layers: [{ name: 'conv1', weights: 27, kept: 20, exempt: false, bits: new Uint8Array(4), coactivation: null }]
  })
  recorder.sensitivity({ at: 'dense', layer: `layer ${number}`, degree: 0.5, error: 0.5, loss: 1 })
  if (recorder.keepsEverySnapshot) replace(path)
}

/** As the thread of masks does. */
const replace = (path: string): void => writing(path, (database) => {
  const table = new MaskTable(database, smallLayout.bytesPerExample)
  for (const replacement of snapshotsToReplace(database)) table.replaceByChanges(replacement, () => undefined)
})

/** As a process that was killed leaves it: its number is that of none. */
const kill = (path: string): void => writing(path, (database) => {
  database.prepare('UPDATE run SET process = 2147483646').run()
})

const resumed = (path: string, retention: Retention = keepAll) => RunRecorder.resume(path, () => retention)

/** States tell when they were saved, and are numbered. */
const contents = (path: string): Record<string, string[]> =>
  ({ ...reading(path, contentsOf), run: [], training_states: [], training_state_tensors: [] })

describe.each([keepAll, { keep: 'ends', probeExamples: 4 }] as const)('a run that keeps $keep masks', (retention) => {
  it('is brought back to its newest state, from between any two things that it writes', () => {
    const run = beginRun(temporaryFolder(), {}, retention)
    for (const number of [1, 2, 3]) trainEpoch(run, number)
    run.recorder.saveState(stateAt(3, 30002))
    const before = contents(run.path)
    run.recorder.curvePoint({ ...point, iteration: 30500, epoch: 3.05 })
    alternate(run, 4)
    kill(run.path)
    const { recorder, stored, damaged, droppedSnapshots } = resumed(run.path, retention)
    expect([stored?.state, damaged, droppedSnapshots]).toEqual([stateAt(3, 30002), 0, 1])
    if (retention.keep === 'all') replace(run.path)
    expect(contents(run.path)).toEqual(before)
    expect(() => resumed(run.path, retention)).toThrow('is running')
    recorder.end('stopped', null)
    expectConsistent(run.path)
  })

  it('comes to the same file from the state before, where the newest is damaged', () => {
    const [whole, broken] = [1, 2].map(() => beginRun(temporaryFolder(), {}, retention))
    for (const run of [whole, broken]) for (const number of [1, 2, 3, 4]) trainEpoch(run, number)
    kill(broken.path)
    writing(broken.path, (database) => database.prepare(`
      UPDATE training_state_tensors SET data = zeroblob(length(data))
      WHERE part = 'velocities' AND state = (SELECT max(number) FROM training_states)
    `).run())
    const { recorder, stored, damaged } = resumed(broken.path, retention)
    expect([stored?.state.position.epoch, damaged]).toEqual([3, 1])
    const again = { ...broken, recorder }
    alternate(again, 3)
    trainEpoch(again, 4)
    for (const run of [whole, again]) run.recorder.end('finished', null)
    expect(contents(again.path)).toEqual(contents(whole.path))
  })
})

describe('a run', () => {
  it('that has no state yet begins anew', () => {
    const run = beginRun(temporaryFolder())
    const before = contents(run.path)
    recordSnapshot(run.recorder, scheduledStart(1, 0, examples))
    run.recorder.checkpoint('start', { epoch: 0, iteration: 0 }, stateAt(0, 0).network.weights)
    kill(run.path)
    const { recorder, stored } = resumed(run.path)
    expect(stored).toBeNull()
    expect(contents(run.path)).toEqual(before)
    recorder.end('stopped', null)
  })

  it('has the outline of its curve again', () => {
    const run = beginRun(temporaryFolder())
    for (const number of [1, 2]) trainEpoch(run, number, 700)
    const before = contents(run.path)
    // From the state before: half of a wide block goes.
    writing(run.path, (database) =>
      database.prepare('DELETE FROM training_states WHERE number = (SELECT max(number) FROM training_states)').run())
    kill(run.path)
    const again = { ...run, recorder: resumed(run.path).recorder }
    alternate(again, 1)
    trainEpoch(again, 2, 700)
    expect(contents(again.path)).toEqual(before)
    again.recorder.end('stopped', null)
  })

  it('that was stopped loses its final weights and snapshots of them when it goes on', () => {
    const run = beginRun(temporaryFolder())
    trainEpoch(run, 1)
    run.recorder.saveState(stateAt(1, 10003))
    const before = contents(run.path)
    run.recorder.checkpoint('final', { epoch: 1, iteration: 10003 }, stateAt(0, 1).network.weights)
    run.recorder.evaluation({ ...evaluationAt('final', 0.4), iteration: 10003 })
    run.recorder.end('stopped', null)
    const added = RunRecorder.reopen(run.path)
    recordSnapshot(added, { ...scheduledStart(2, 10003, examples), kind: 'requested', checkpoint: 'final' })
    added.leave()
    const { recorder, droppedSnapshots } = resumed(run.path)
    expect(droppedSnapshots).toBe(1)
    expect(contents(run.path)).toEqual(before)
    recorder.end('finished', null)
  })

  it('that is cut off in a piece of work keeps the weights of its state as final ones', () => {
    const run = beginRun(temporaryFolder())
    trainEpoch(run, 1)
    run.recorder.end('stopped', null, true)
    expect(expectConsistent(run.path).checkpoints).toContain('final')
  })

  it.each([
    ['finished', (run: SmallRun) => { run.recorder.end('finished', null) }, /has finished, so there is nothing/],
    ['diverged', (run: SmallRun) => { run.recorder.end('failed', { kind: 'diverged', sentence: 'It did.' }) },
      /diverged, and would again/],
    ['lives', () => undefined, /is running; wait for its end, or stop it first/],
    ['is silent', ({ path }: SmallRun) => {
      // The system's first process is there all the time.
      writing(path, (database) => database.prepare('UPDATE run SET process = 1, heartbeat_at = ?')
        .run(new Date(Date.now() - 61_000).toISOString()))
    }, /its process \d+ is still there/]
  ] as const)('that %s is not gone on with, and stays as it is', (_what, bring, sentence) => {
    const run = beginRun(temporaryFolder())
    trainEpoch(run, 1)
    bring(run)
    const before = reading(run.path, contentsOf)
    expect(() => resumed(run.path)).toThrow(sentence)
    expect(reading(run.path, contentsOf)).toEqual(before)
  })
})

describe('the one file of a training that is killed', () => {
  it('has every epoch but the last, says what it lacks, and is whole once its log is moved', () => {
    const run = beginRun(temporaryFolder())
    trainEpoch(run, 1)
    // Early, so that the file alone says so, too.
    kill(run.path)
    for (const number of [2, 3]) trainEpoch(run, number)
    run.recorder.curvePoint({ ...point, iteration: 40000, epoch: 4 })
    const epochs = (path: string): number => reading(path, (database) => readEpochs(database, 0).length)
    const alone = join(temporaryFolder(), `${run.id}.maskrun`)
    copyFileSync(run.path, alone)
    expect(epochs(alone)).toBeGreaterThanOrEqual(2)
    const sentence = (path: string) => reading(path, (database) => readSummary(database, 0)).missingLog
    expect([sentence(run.path), sentence(alone)]).toEqual([null, expect.stringMatching(/the file holds \d epochs, as of/)])
    const left = new RunStore(temporaryFolder())
    left.prepareForWriting()
    for (const suffix of ['', '-wal']) copyFileSync(run.path + suffix, left.runPath(run.id) + suffix)
    settleLeft(left)
    copyFileSync(left.runPath(run.id), alone)
    expect([epochs(alone), sentence(alone)]).toEqual([3, null])
  })
})
