/** Matches a file's weights with a preset's, as an import would, so that a person sees it first. */
import type { MatchedWeight } from '../../preload/schema/weight-mapping'
import { describeDataSet, locateData } from '../engine/datasets'
import { presetNetwork } from '../engine/networks/presets'
import { openModel } from '../import'
import { presetImageSize } from './import-preset'
import type { Job, Telling } from './jobs'

/** @returns null of weights whose names say what they are. @throws Failure like the import itself */
export async function matchWeights(
  { store, path, dataset, dataFolder, preset, mapping }: Job<'match weights'>, tell: Telling<'match weights'>
): Promise<MatchedWeight[] | null> {
  tell({ kind: 'step', step: 'reading the model' })
  const opened = openModel(path)
  if (opened.format !== 'safetensors') return null
  const location = locateData(store, dataset, dataFolder)
  const { shape, classes } = await describeDataSet({ dataset, imageSize: presetImageSize }, location)
  const { matched } = await opened.read(presetNetwork(preset, shape, classes), null, mapping)
  return matched === undefined ? null : [...matched]
}
