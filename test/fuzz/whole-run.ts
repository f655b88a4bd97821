/** Finished runs of a small network, to be changed or asked about. */
import { copyFileSync, existsSync } from 'node:fs'
import type { RunStore } from '../../db/store'
import { parametersOf } from '../../main/engine/networks/parameters'
import { sizeOf } from '../../main/engine/networks/shapes'
import { beginRun, epochEnd, evaluationAt, recordAlternation, smallNetwork, writing } from '../fixtures/small-run'

const examples = 20

/** One with everything in it. @returns its path */
export function wholeRun(storePath: string): string {
  const { path, recorder } = beginRun(storePath)
  const weights = new Map(parametersOf(smallNetwork).map(({ name, shape }) =>
    [name, new Float32Array(sizeOf(shape)).fill(0.1)]))
  for (const epoch of [1, 2]) {
    for (const step of [1, 2, 3]) {
      const iteration = (epoch - 1) * 3 + step
      recorder.curvePoint({ iteration, epoch: iteration / 3, loss: 1 / iteration, error: 0.5, learningRate: 0.1 })
    }
    recordAlternation(recorder, epoch, examples)
    recorder.epochEnded(epochEnd({
      epoch, iterations: epoch * 3, phase: 'masked', learningRate: 0.1, trainLoss: 1, trainError: 0.5, testLoss: 1,
      testError: 0.5, drift: 0.1, seconds: 1
    }))
  }
  recorder.checkpoint('final', { epoch: 2, iteration: 6 }, weights)
  recorder.evaluation(evaluationAt('final', 0.5))
  recorder.log(['a line of the log'])
  recorder.end('finished', null)
  return path
}

/** The same under a name of its own. @returns its id */
export function copyOfRun(path: string, store: RunStore, id = store.newId()): string {
  copyFileSync(path, store.runPath(id))
  writing(store.runPath(id), (database) => database.prepare('UPDATE run SET id = ?').run(id))
  return id
}

/** Runs of a store that are there before each case, whatever the one before has done. */
export class KeptRuns {
  readonly ids: readonly string[]
  readonly #original: string
  readonly #store: RunStore

  constructor(original: string, store: RunStore, count: number) {
    store.prepareForWriting()
    this.#original = original
    this.#store = store
    this.ids = Array.from({ length: count }, () => copyOfRun(original, store))
  }

  /** @returns whether any was missing */
  restore(): boolean {
    const missing = this.ids.filter((id) => !existsSync(this.#store.runPath(id)))
    for (const id of missing) copyOfRun(this.#original, this.#store, id)
    return missing.length > 0
  }
}
