/** Bringing models of other programs into the store. */
import type { DataSetName, NetworkPresetName, Preprocessing } from '../../preload/schema/configuration'
import type { MatchedWeight, WeightMapping } from '../../preload/schema/weight-mapping'
import { launch } from '../trainer/launch'
import type { RunMessage } from '../trainer/messages'
import { startJob, type StartedTraining } from './training'
import type { Workbench } from './workbench'

export interface ImportRequest {
  path: string
  dataset: DataSetName
  /** Null for what the model says, or else what suits it best. */
  preprocessing: Preprocessing | null
  /** The network of weights that come without one. */
  preset: NetworkPresetName | null
  /** Which of the file's arrays is which of the preset's; null for a guess. */
  mapping: WeightMapping | null
  /** Null for the file's name. */
  name: string | null
  /** Whether the masks of all training examples are estimated and stored. */
  masks: boolean
  /** Where the data set's files lie; null for its own folder in the store. */
  dataFolder: string | null
}

/**
 * Starts an import in a process of its own. Resolves when its run file is there.
 * @param signal ends it before that
 * @throws Failure when the file cannot be imported or does not fit the data; then nothing is left behind
 */
export const startImport = (
  workbench: Workbench,
  request: ImportRequest,
  onMessage: (message: RunMessage) => void = () => undefined,
  signal?: AbortSignal
): Promise<StartedTraining> =>
  startJob(workbench, (made) => ({ kind: 'import', ...made, ...request }), onMessage, { signal })

/**
 * Which of a file's arrays an import would take for which of the preset's.
 * @returns null of weights whose names say it themselves
 * @throws Failure like the import
 */
export async function matchWeights(
  { store }: Workbench,
  { path, dataset, preset, mapping, dataFolder }: ImportRequest & { preset: NetworkPresetName }
): Promise<MatchedWeight[] | null> {
  const { matched } = await launch({
    kind: 'match weights', store: store.path, dataFolder, path, dataset, preset, mapping
  }).done
  return matched
}
