/** Carries out an experiment that trains networks, each as a run would be trained, but without a file. */
import type { TrainNetwork } from '../engine/theory/experiment'
import { trainingRunOf } from '../engine/theory/training-experiments'
import { supportLayout } from '../engine/support/layout'
import type { Recorder } from '../engine/training/recorder'
import { train } from '../engine/training/train'
import { trainingBackend } from './backend'
import type { Job, Outcome, Telling } from './jobs'
import { checkTraining } from './train'
import { makeExecutors } from './train-on-file'

export async function carryOutExperiment(
  job: Job<'experiment'>, tell: Telling<'experiment'>
): Promise<Outcome<'experiment'>> {
  const began = performance.now()
  tell({ kind: 'step', step: 'reading the data' })
  const { experiment, parameters, seeds } = job
  const outcome = await trainingRunOf(experiment)(parameters, seeds, (done, of) => {
    tell({ kind: 'experiment progress', done, of })
  }, trainingIn(job))
  return { kind: 'experimented', ...outcome, seconds: (performance.now() - began) / 1000 }
}

const trainingIn = ({ store, dataFolder }: Job<'experiment'>): TrainNetwork => async (configuration, ended) => {
  const { data, network, weights, refitter } =
    await checkTraining({ configuration, store, dataFolder, weightMasks: null })
  const executors = await makeExecutors(
    configuration, await trainingBackend(configuration, network), network, weights
  )
  const recorder = epochsAlone(ended)
  try {
    await train({
      configuration, data, layout: supportLayout(network), ...executors, refitter, recorder,
      // Whoever stops an experiment ends its process.
      stopRequested: () => false
    })
  } finally {
    executors.executor.dispose()
    executors.estimator?.dispose()
  }
}

const nothing = (): void => undefined

function epochsAlone(ended: Parameters<TrainNetwork>[1]): Recorder {
  return {
    epochEnded: ({ record }) => { ended(record) },
    progress: nothing, curvePoint: nothing, testPoint: nothing, saveState: nothing, checkpoint: nothing,
    snapshotBegan: nothing, masks: nothing, snapshotEnded: nothing, expectMasks: nothing, evaluation: nothing,
    pruned: nothing, refitted: nothing, sensitivity: nothing,
    readMasks: () => { throw new Error('no mask is kept of an experiment, so none can be trained with') }
  }
}
