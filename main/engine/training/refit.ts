/** Refits of the classifier in the course of a training: when they are due, and what they leave behind. */
import { refitsOf, type TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import { refit, refitterOf, type Refitter } from '../classifier/refit'
import type { ForwardSupport } from '../support/forward'
import { trainingExamples } from './plan'
import type { TrainingRun } from './run'

/** @throws Failure when the network has no classifier that can be refitted, and the configuration asks for it */
export const refitterFor = (
  configuration: TrainingConfiguration, network: Network, available: number
): Refitter | undefined => refitsOf(configuration).kind === 'never'
  ? undefined
  : refitterOf(network, configuration.seed, trainingExamples(configuration, available))

/** @param isLast of its epoch */
export function refitDue(configuration: TrainingConfiguration, iteration: number, isLast: boolean): boolean {
  const schedule = refitsOf(configuration)
  switch (schedule.kind) {
    case 'never': return false
    case 'epochs': return isLast
    case 'iterations': return iteration % schedule.every === 0
  }
}

/**
 * Between two steps: a function of weights and seed. What the classifier's momentum had gathered is forgotten. Averaged
 * weights are given the best classifier for their own features, and those that are trained go on as they are.
 */
export async function refitClassifier(run: TrainingRun, support: ForwardSupport): Promise<void> {
  const { executor, recorder, refitter } = run.training
  if (!refitter) throw new Error('a training that refits the classifier is given the means')
  const started = performance.now()
  run.tell('refitting the classifier', 0, true)
  const { weights, examples, before, after } =
    await run.judged(() => refit(executor, refitter, run.examples, support))
  const own = new Set(refitter.classifiers.map(({ layer }) => layer.name))
  const isOwn = ([name]: readonly [string, unknown]): boolean => own.has(name.split('/')[0])
  if (!run.replaceInAverage(new Map([...weights].filter(isOwn)))) {
    const { velocities, weightMasks } = await executor.state()
    const forgotten = [...velocities].map(([name, values]): [string, Float32Array] =>
      [name, isOwn([name, values]) ? new Float32Array(values.length) : values])
    await executor.setState({ weights, velocities: new Map(forgotten), weightMasks })
    run.weightsChanged()
  }
  recorder.refitted({ ...run.instant, examples, before, after, seconds: (performance.now() - started) / 1000 })
}
