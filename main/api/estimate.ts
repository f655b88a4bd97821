/** What a training will need, told before it starts. */
import { bytesPerRow, fileOverhead } from '../../db/page-size'
import { pageSizeFor } from '../../db/retention'
import type { Estimate } from '../../preload/contract'
import type { DsdConfiguration, TrainingConfiguration } from '../../preload/schema/configuration'
import { describeDataSet, locateData } from '../engine/datasets'
import { steady, trainedLayers } from '../engine/layerwise/steady-network'
import { networkCost } from '../engine/networks/cost'
import { supportLayout } from '../engine/support/layout'
import { storedMasksOf, trainingMethodOf } from '../engine/training/methods'
import { batchesPerEpoch, trainingExamples } from '../engine/training/plan'
import { networkToTrain } from '../trainer/network'
import { keptMasks, plannedSnapshots, retentionOf } from '../trainer/retention'
import { timeEstimate } from './time-estimate/earlier-runs'
import type { ReadableWorkbench } from './workbench'

/** Weights and momentum, of the newest state and of the one before. */
const tensorsOfStates = 4

export async function estimate(
  workbench: ReadableWorkbench, configuration: TrainingConfiguration
): Promise<Estimate> {
  const location = locateData(workbench.store.place.folder, configuration.dataset, null)
  const data = await describeDataSet(configuration, location)
  const network = networkToTrain(workbench.store, configuration, data)
  const layout = supportLayout(network)
  const examples = trainingExamples(configuration, data.trainExamples)
  const alternations = storedMasksOf(configuration)?.most ?? 0
  const planned = plannedSnapshots(configuration)
  const snapshots = planned.whole + planned.probe
  const { parameters, parametersInTraining } = networkCost(network)
  const { ends, prunings } =
    configuration.method === 'dsd'
      ? { ends: 3, prunings: pruningCount(configuration, alternations) }
      : { ends: 1, prunings: 0 }
  const retention = retentionOf(configuration, examples, layout.bytesPerExample)
  const pageSize = pageSizeFor(retention, layout.bytesPerExample)
  const iterations = trainingMethodOf(configuration.method).iterations(configuration, {
    batches: batchesPerEpoch(configuration, examples), layers: trainedLayers(steady(network)).length
  })
  return {
    parameters,
    parametersInTraining,
    supportUnits: layout.units,
    maskBytesPerExample: layout.bytesPerExample,
    alternations,
    fileBytes:
      fileOverhead(pageSize) +
      keptMasks(planned, examples, retention) * bytesPerRow(layout.bytesPerExample, pageSize) +
      // A checkpoint of float32 weights, and three uint32 counts per unit, for every snapshot; a checkpoint at the end
      // of each stage; a bit per weight for every pruning; weights and momentum of the two newest states, whose room
      // stays.
      (snapshots + ends + tensorsOfStates) * parametersInTraining * 4 +
      snapshots * layout.units * 12 +
      (prunings * parametersInTraining) / 8,
    iterations,
    // Runs from elsewhere say nothing of this machine.
    time: workbench.readOnly === null ? timeEstimate(workbench, configuration, network, iterations) : null
  }
}

function pruningCount({ pruning }: DsdConfiguration, alternations: number): number {
  switch (pruning.choice.kind) {
    case 'magnitude': case 'loaded': return 1
    case 'i-alternation': return alternations
    case 'b-alternation': return pruning.sparse.epochs
  }
}
