/** What a training will need, told before it starts. */
import type { Estimate } from '../../preload/contract'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { describeDataSet, locateData } from '../engine/datasets'
import { parameterCount } from '../engine/networks/parameters'
import { presetNetwork } from '../engine/networks/presets'
import { supportLayout } from '../engine/support/layout'
import { alternationCount, batchesPerEpoch, trainingExamples } from '../engine/training/plan'
import { keptMaskBytes } from '../trainer/retention'
import { runDetail } from './runs'
import type { Workbench } from './workbench'

export function estimate(workbench: Workbench, configuration: TrainingConfiguration): Estimate {
  const data = describeDataSet(configuration, locateData(workbench.store.path, configuration.dataset, null))
  const network = presetNetwork(configuration.network, data.shape, data.classes)
  const layout = supportLayout(network)
  const examples = trainingExamples(configuration, data.trainExamples)
  const alternations = alternationCount(configuration)
  const parameters = parameterCount(network)
  const iterations = configuration.epochs * batchesPerEpoch(configuration, examples)
  return {
    parameters,
    supportUnits: layout.units,
    maskBytesPerExample: layout.bytesPerExample,
    alternations,
    fileBytes: keptMaskBytes(configuration, examples, layout.bytesPerExample) +
      // A checkpoint of float32 weights, and a uint32 count per unit, for every alternation; a checkpoint at the end.
      (alternations + 1) * parameters * 4 + alternations * layout.units * 4,
    iterations,
    seconds: secondsFromEarlierRun(workbench, configuration, iterations)
  }
}

/** Scales the latest finished run of the same network, method and batch size; null when there is none. */
function secondsFromEarlierRun(workbench: Workbench, configuration: TrainingConfiguration, iterations: number): number | null {
  const earlier = workbench.catalogue.list().find((run) =>
    run.state === 'readable' && run.status === 'finished' && run.network === configuration.network && run.method === configuration.method)
  if (!earlier) return null
  const { detail } = runDetail(workbench, earlier.id)
  const done = detail.epochs.at(-1)?.iterations
  if (!done || detail.configuration.batchSize !== configuration.batchSize || !detail.summary.finishedAt) return null
  const seconds = (Date.parse(detail.summary.finishedAt) - Date.parse(detail.summary.createdAt)) / 1000
  return seconds * iterations / done
}
