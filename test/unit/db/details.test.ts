/** Live data: a viewer that joins deltas, however they were cut, holds what one that reads the whole run holds. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDelta, readDetail, type StoredDetail } from '../../../db/details'
import { openRunForReading } from '../../../db/open'
import type { CurvePoint, EpochRecord, RunDelta, RunDetail } from '../../../preload/schema/run'
import { runDeltaSchema, runDetailSchema } from '../../../preload/schema/run'
import { byMoment } from '../../../preload/schema/moments'
import {
  alternationStart,
  beginRun,
  epochEnd,
  evaluationAt,
  recordAlternation,
  recordSnapshot,
  scheduledStart,
  type SmallRun
} from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const storePath = temporaryFolder()

type Step = 'point' | 'test' | 'epoch' | 'alternation' | 'scheduled' | 'earlier' | 'probe' | 'evaluation' | 'look'
const steps: fastCheck.Arbitrary<Step[]> = fastCheck.array(
  fastCheck.constantFrom<Step>(
    'point', 'test', 'epoch', 'alternation', 'alternation', 'scheduled', 'earlier', 'probe', 'evaluation', 'look'
  ),
  { maxLength: 30, size: 'max' }
)

/** Carries out steps as a training does: everything is numbered onwards. */
class Writer {
  readonly #run: SmallRun
  #iteration = 0
  #tested = 0
  #epoch = 0
  #alternation = 0
  #snapshot = 0
  #evaluation = 0

  constructor(run: SmallRun) {
    this.#run = run
  }

  do(step: Step): void {
    const { recorder } = this.#run
    if (step === 'point') recorder.curvePoint(this.#point())
    if (step === 'test')
      recorder.testPoint({ iteration: ++this.#tested, epoch: this.#tested / 10, loss: 1, error: 0.5 })
    if (step === 'epoch') recorder.epochEnded(epochEnd(this.#ended()))
    if (step === 'alternation') {
      const start = { ...alternationStart(++this.#alternation, 12), index: ++this.#snapshot }
      recordSnapshot(recorder, { ...start, iteration: this.#snapshot * 10 })
    }
    if (step === 'scheduled' || step === 'probe')
      recordSnapshot(recorder, scheduledStart(++this.#snapshot, this.#snapshot * 10, step === 'probe' ? 3 : 12))
    if (step === 'earlier') recordSnapshot(recorder, scheduledStart(++this.#snapshot, 1, 12))
    // Every third checkpoint is evaluated again, so that replaced evaluations occur.
    if (step === 'evaluation')
      recorder.evaluation(evaluationAt(`alternation-${1 + (this.#evaluation++ % 3)}`, this.#evaluation / 100))
  }

  #point(): CurvePoint {
    this.#iteration += 3
    return {
      iteration: this.#iteration,
      epoch: this.#iteration / 10,
      loss: 1 / this.#iteration,
      error: 0.5,
      learningRate: 0.05
    }
  }

  #ended(): EpochRecord {
    this.#epoch++
    return {
      epoch: this.#epoch,
      iterations: this.#epoch * 10,
      phase: 'masked',
      learningRate: 0.05,
      trainLoss: 1,
      trainError: 0.5,
      testLoss: 1,
      testError: 1 / this.#epoch,
      drift: this.#epoch > 2 ? 0.01 : null,
      seconds: 0.5
    }
  }
}

type Recorded = Pick<RunDetail, 'curve' | 'testCurve' | 'epochs' | 'snapshots' | 'evaluations' | 'summary'>

/** What a page does with a delta: appends, but takes the newer record of a snapshot and of an evaluation. */
function joined(held: Recorded, delta: RunDelta): Recorded {
  const snapshots = new Map([...held.snapshots, ...delta.snapshots].map((record) => [record.index, record]))
  return {
    summary: delta.summary,
    curve: [...held.curve, ...delta.curve],
    testCurve: [...held.testCurve, ...delta.testCurve],
    epochs: [...held.epochs, ...delta.epochs],
    snapshots: [...snapshots.values()].sort(byMoment),
    evaluations: [
      ...held.evaluations.filter(({ at }) => !delta.evaluations.some((newer) => newer.at === at)),
      ...delta.evaluations
    ]
  }
}

const recordedPart = ({ curve, testCurve, epochs, snapshots, evaluations, summary }: StoredDetail): Recorded =>
  ({ curve, testCurve, epochs, snapshots, evaluations, summary })

it('a run that is there before its backend is loaded tells of it later', () => {
  const run = beginRun(storePath, { computing: null })
  const database = openRunForReading(run.path)
  const { detail, cursor } = readDetail(database, 0)
  expect([detail.summary.backend, detail.environment]).toEqual(['', {}])
  run.recorder.computesOn({ backend: 'tensorflow-cpu', environment: { tensorflow: '2.18.1' } })
  const { summary, environment } = runDeltaSchema.parse(readDelta(database, 0, cursor))
  expect([summary.backend, environment]).toEqual(['tensorflow-cpu', { tensorflow: '2.18.1' }])
  database.close()
  run.recorder.end('finished', null)
})

describe('deltas', () => {
  it('join to the whole run wherever they are cut', () => {
    fastCheck.assert(fastCheck.property(steps, fastCheck.boolean(), (sequence, keepAll) => {
      const run = beginRun(
        storePath,
        { trainExamples: 12 },
        keepAll ? { keep: 'all' } : { keep: 'ends', probeExamples: 3 }
      )
      const database = openRunForReading(run.path)
      try {
        const writer = new Writer(run)
        const { detail, cursor: start } = readDetail(database, 0)
        let held = recordedPart(detail)
        let cursor = start
        for (const step of [...sequence, 'look' as const]) {
          if (step !== 'look') writer.do(step)
          else {
            const delta = runDeltaSchema.parse(readDelta(database, 0, cursor))
            held = joined(held, delta)
            cursor = delta.cursor
          }
        }
        const now = readDetail(database, 0)
        expect(held).toEqual(recordedPart(runDetailSchema.omit({ parameters: true }).parse(now.detail)))
        expect(cursor).toEqual(now.cursor)
      } finally {
        database.close()
        run.recorder.end('finished', null)
        run.store.remove(run.id)
      }
    }), {
      numRuns: 25,
      // Training states keep masks of snapshots that are no longer the last two, and free them later.
      examples: [[
        ['alternation', 'alternation', 'epoch', 'alternation', 'probe', 'epoch', 'look', 'epoch', 'alternation'], false
      ]]
    })
  })

  it('are empty when nothing is new, and tell how a run ended', () => {
    const run = beginRun(storePath)
    const database = openRunForReading(run.path)
    recordAlternation(run.recorder, 1, 12)
    run.recorder.progress({
      activity: 'training',
      phase: 'masked',
      epoch: 1,
      iteration: 10,
      iterations: 20,
      examplesPerSecond: null,
      secondsLeft: null
    })
    const { cursor, detail } = readDetail(database, 0)
    expect(detail.progress?.activity).toBe('training')
    expect(readDelta(database, 0, cursor)).toMatchObject({
      curve: [],
      epochs: [],
      snapshots: [],
      evaluations: [],
      cursor
    })
    run.recorder.end('stopped', null)
    const { summary, progress } = readDelta(database, 0, cursor)
    expect(summary.status).toBe('stopped')
    expect(progress).toBeNull()
    database.close()
  })
})

describe('a snapshot’s record', () => {
  it('holds exact fractions of the stored bits, over layers and over all', () => {
    const run = beginRun(storePath, { trainExamples: 20 })
    const first = recordAlternation(run.recorder, 1, 20)
    const second = recordAlternation(run.recorder, 2, 20)
    run.recorder.end('finished', null)
    const database = openRunForReading(run.path)
    const [before, after] = readDetail(database, 0).detail.snapshots
    database.close()
    expect(before).toMatchObject({ churn: null, onToOff: null, offToOn: null })
    expect(before.sparsity).toBe(1 - ones(first) / (20 * 111))
    expect(after.churn).toBe(ones(first.map((byte, i) => byte ^ second[i])) / (20 * 111))
    expect(after.layers.map(({ units }) => units)).toEqual([75, 36])
    expect((after.onToOff ?? 0) * 20 * 111).toBeCloseTo(ones(first.map((byte, i) => byte & ~second[i])), 9)
  })
})

/** Counted by spelling every byte in binary: nothing of the product's counting. */
const ones = (bytes: Uint8Array): number =>
  [...bytes].reduce((sum, byte) => sum + byte.toString(2).split('1').length - 1, 0)
