/**
 * The loop that every training has: the method does one piece of work after the other, and between two of them a stop
 * is looked for, the state is saved when it is due, and messages get in.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { methodOf as definitionOf } from '../../../preload/schema/configuration'
import type { AnyTrainingMethod } from './method'
import { trainingMethodOf } from './methods'
import { TrainingRun, type Training } from './run'
import type { Resumption } from './state'

export type { Training } from './run'
export type Outcome = 'finished' | 'stopped'

/** Time after which the state is saved in the middle of an epoch too, in milliseconds. */
const saveEvery = 60_000

/**
 * Runs the whole training, from its beginning or from where it was interrupted.
 * @throws Failure when the loss is no longer a finite number
 */
export async function train(training: Training, resumption: Resumption | null = null): Promise<Outcome> {
  const run = new TrainingRun(training, resumption)
  const method = trainingMethodOf(training.configuration.method)
  try {
    return await advanceToTheEnd(run, method, resumption)
  } catch (error) {
    await run.keepLastGood()
    throw error
  }
}

async function advanceToTheEnd(
  run: TrainingRun,
  method: AnyTrainingMethod,
  resumption: Resumption | null
): Promise<Outcome> {
  const { configuration, recorder } = run.training
  const state = resumption
    ? definitionOf(configuration.method).state.parse(structuredClone(resumption.state.method))
    : method.begin(run)
  if (resumption) await run.restore(resumption.state)
  let saved = performance.now()
  // The checkpoint after the last epoch is quick, and makes the run a finished one.
  while (!run.stopRequested || run.position.epoch >= configuration.epochs) {
    if ((await method.advance(run, state)) === 'finished') return 'finished'
    if (run.stopRequested) break
    if (performance.now() - saved > saveEvery) {
      recorder.saveState(await run.state(state))
      saved = performance.now()
    }
    // Lets messages (stop, heartbeat) in between steps.
    await turn()
  }
  recorder.saveState(await run.state(state))
  await run.checkpoint('final')
  return 'stopped'
}
