/**
 * A training without a network: the real recorder, file and going on after an interruption, with numbers that are a
 * function of the iteration alone. A second suffices for dozens of them, and two that did the same are the same.
 */
import { RunRecorder } from '../../db/recorder'
import { type Retention } from '../../db/retention'
import { writingFailure } from '../../db/open'
import { failureKindOf, sentenceOf } from '../../preload/schema/failure'
import { RunStore } from '../../db/store'
import { epochEnd, evaluationAt, newRun, recordAlternation, stateAt } from '../fixtures/small-run'

const iterationsPerEpoch = 10
/** Where in an epoch the state is saved between its ends. */
const halfway = 5
const examples = 20

export const retention: Retention = { keep: 'all' }
export const runId = '20260101-000000-torturedrn'

/** Told of every iteration whose state has reached the disk: nothing up to it may be lost. */
type Saved = (iteration: number) => void

export interface Script { epochs: number; saved: Saved }

export const storeIn = (folder: string): RunStore => {
  const store = new RunStore(folder)
  store.prepareForWriting()
  return store
}

/** Trains from the beginning, as a training process does: what goes wrong stands in the file, where it can. */
export function trainAnew(store: RunStore, script: Script): void {
  const run = newRun(runId, { trainExamples: examples })
  asOwner(RunRecorder.create(store.runPath(runId), run, retention), 0, script)
}

/** Goes on from what the file holds. */
export function goOn(store: RunStore, script: Script): void {
  const { recorder, stored } = RunRecorder.resume(store.runPath(runId), () => retention)
  asOwner(recorder, stored?.state.position.iteration ?? 0, script)
}

function asOwner(recorder: RunRecorder, done: number, script: Script): void {
  try {
    iterate(recorder, done, script)
    recorder.end('finished', null)
  } catch (error) {
    const failure = writingFailure(error)
    try {
      recorder.end('failed', { kind: failureKindOf(failure), sentence: sentenceOf(failure) })
    } catch {
      // As in main/trainer/owner.ts: what is being told already is why.
    }
    throw failure
  }
}

function iterate(recorder: RunRecorder, done: number, { epochs, saved }: Script): void {
  for (let iteration = done + 1; iteration <= epochs * iterationsPerEpoch; iteration++) {
    const epoch = Math.ceil(iteration / iterationsPerEpoch)
    recorder.curvePoint({ iteration, epoch, loss: 1 / iteration, error: 0.5, learningRate: 0.1 })
    recorder.beat()
    if (iteration % iterationsPerEpoch === halfway) recorder.saveState(stateWithin(epoch - 1, iteration))
    else if (iteration % iterationsPerEpoch === 0) endEpoch(recorder, epoch, iteration)
    else continue
    saved(iteration)
  }
  recorder.checkpoint('final', { epoch: epochs, iteration: epochs * iterationsPerEpoch }, weightsAt(1))
  recorder.evaluation(evaluationAt('final', 0.25))
}

const weightsAt = (seed: number): ReadonlyMap<string, Float32Array> => stateAt(0, 0, seed).network.weights

/** Of the middle of an epoch. */
function stateWithin(epoch: number, iteration: number): ReturnType<typeof stateAt> {
  const state = stateAt(epoch, iteration)
  return { ...state, position: { ...state.position, example: halfway } }
}

function endEpoch(recorder: RunRecorder, epoch: number, iteration: number): void {
  recordAlternation(recorder, epoch, examples)
  recorder.checkpoint(`alternation-${epoch}`, { epoch, iteration }, weightsAt(epoch))
  recorder.evaluation(evaluationAt(`alternation-${epoch}`, 0.5))
  recorder.epochEnded(epochEnd({
    epoch, iterations: iteration, phase: 'masked', learningRate: 0.1, trainLoss: 1 / epoch, trainError: 0.5,
    testLoss: 1, testError: 0.5, drift: 0.1, seconds: 1
  }))
}
