/** The data sets: which there are, whether their files are here, and writing one for other programs. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { dataSetNames, type DataSetName, type DataSettings } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { describeDataSet, isPresent, locateData } from '../engine/datasets'
import { bundled } from '../engine/datasets/bundled'
import type { DataSetDescription } from '../engine/datasets/dataset'
import { descriptions } from '../engine/datasets/descriptions'
import { downloadFiles, type DownloadProgress } from '../engine/datasets/download'
import { officialFiles } from '../engine/datasets/official'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { launch } from '../trainer/launch'
import type { ReadableWorkbench, Workbench } from './workbench'

export type { DownloadProgress }

export interface ListedDataSet extends DataSetDescription {
  /** Whether its files are here; they are checked when they are read. */
  present: boolean
  /** Where its files are looked for. */
  folder: string
}

/** @param dataFolder where the files of the one data set in `names` lie; null for the store's own folders */
export function listDataSets(
  { store }: Workbench,
  names: readonly DataSetName[] = dataSetNames,
  dataFolder: string | null = null
): Promise<ListedDataSet[]> {
  return Promise.all(names.map(async (name) => {
    const location = locateData(store.path, name, dataFolder)
    const present = isPresent(name, location)
    const described = present ? await describeDataSet(defaultDataSettings(name), location) : descriptions[name]
    return { ...described, present, folder: location.folder }
  }))
}

/** As published, and whether their files are in the store. */
export const storedDataSets = ({ store }: ReadableWorkbench): (DataSetDescription & { present: boolean })[] =>
  dataSetNames.map((name) =>
    ({ ...descriptions[name], present: isPresent(name, locateData(store.place.folder, name, null)) }))

/** Whether it comes with the program, so that no folder holds it. */
export const isBundled = (name: DataSetName): boolean => bundled[name] !== undefined

export const presentDataSets = (workbench: ReadableWorkbench): DataSetName[] =>
  storedDataSets(workbench).filter(({ present }) => present).map(({ name }) => name)

/** The official files that are not in the store, or not whole there by their size. */
export function missingFiles({ store }: ReadableWorkbench, name: DataSetName): { name: string; bytes: number }[] {
  const { folder } = locateData(store.place.folder, name, null)
  if (isPresent(name, { folder, prepared: '' })) return []
  return (officialFiles[name] ?? [])
    .filter((file) => statSync(join(folder, file.name), { throwIfNoEntry: false })?.size !== file.bytes)
    .map((file) => ({ name: file.name, bytes: file.bytes }))
}

/** The preprocessing that suits a data set, and the image size of photographs. */
export function defaultDataSettings(name: DataSetName): DataSettings {
  const { dataset, preprocessing, imageSize } = defaultConfiguration('sgd', name, 'all-cnn-mini')
  return { dataset, preprocessing, imageSize }
}

/**
 * Writes `x_train`, `y_train`, `x_test`, `y_test` exactly as a network sees them, in a process that may load
 * TensorFlow.
 */
export async function exportDataSet(
  { store }: Workbench,
  data: DataSettings,
  dataFolder: string | null,
  path: string
): Promise<void> {
  await launch({ kind: 'write data', store: store.path, dataFolder, data, path }).done
}

/** @returns the folder that holds the official files now */
export async function downloadDataSet(
  { store }: Workbench, name: DataSetName, dataFolder: string | null, onProgress: (progress: DownloadProgress) => void
): Promise<string> {
  const files = officialFiles[name]
  if (!files)
    throw new Failure(`The data set "${name}" has nothing to download; ${Object.keys(officialFiles).join(', ')} have.`)
  const { folder } = locateData(store.path, name, dataFolder)
  await downloadFiles(files, folder, { onProgress })
  return folder
}
