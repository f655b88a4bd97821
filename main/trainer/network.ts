/** The network of a training: its preset's, built for the data, or that of the run it begins with. */
import { isDeepStrictEqual } from 'node:util'
import { damaged, readingRun } from '../../db/open'
import { readRunRow, type RunRow } from '../../db/runs'
import type { RunFiles } from '../../db/run-files'
import {
  methodOf,
  networkNameOf,
  networkOf,
  originOf,
  type Origin,
  type TrainingConfiguration
} from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import type { DataSetDescription } from '../engine/datasets/dataset'
import { withHardThresholds } from '../engine/networks/hard-thresholds'
import { presetNetwork } from '../engine/networks/presets'
import { demandTrainable, interfaceOf, misfit } from '../engine/networks/trainable'
import { withFault } from '../import/fault'

/**
 * @throws Failure when the run to begin with is not there, or its network does not fit the configuration, the data, or
 * a training
 */
export function networkToTrain(
  store: RunFiles,
  configuration: TrainingConfiguration,
  data: Pick<DataSetDescription, 'shape' | 'classes'>
): Network {
  if (typeof configuration.network === 'string') {
    const network = presetNetwork(configuration.network, data.shape, data.classes)
    return methodOf(configuration.method).hardThresholds ? withHardThresholds(network) : network
  }
  const origin = originOf(configuration)
  if (origin === null) throw new Error('the schema lets no imported network begin with random weights')
  const row = readOrigin(store, origin)
  demandSameImport(configuration, origin, row)
  const fault = (problem: string): Failure =>
    new Failure(`The network of run ${origin.run} cannot be ${done(configuration)} here: ${problem}.`)
  withFault(fault, () => demandTrainable(row.topology))
  const problem = misfit(interfaceOf(row.topology), configuration.dataset, data)
  if (problem !== null) throw fault(problem)
  return row.topology
}

const done = ({ method }: TrainingConfiguration): string => (method === 'dsd' ? 'pruned' : 'trained')

/** @throws Failure when there is no such run, or its file is damaged */
export function readOrigin(store: RunFiles, { run }: Origin): RunRow {
  return readingRun(store.runPath(run), (database) => {
    try {
      return readRunRow(database)
    } catch (error) {
      throw damaged(`${run}.maskrun`, error, store.runPath(run))
    }
  })
}

/** The model may bring its preprocessing along: other images than those it was analysed on are not its own. */
function demandSameImport(configuration: TrainingConfiguration, { run }: Origin, row: RunRow): void {
  if (!isDeepStrictEqual(networkOf(row.configuration), configuration.network)) {
    throw new Failure(
      `Run ${run} has the network ${networkNameOf(row.configuration)}, not ${networkNameOf(configuration)}; ` +
        'begin with a run of that.'
    )
  }
  const { preprocessing } = row.configuration
  if (preprocessing === configuration.preprocessing) return
  throw new Failure(
    `The images of run ${run} were prepared by ${preprocessing}, and so they are when its network is ` +
      `${done(configuration)}, not by ${configuration.preprocessing}; import the model again to prepare them otherwise.`
  )
}
