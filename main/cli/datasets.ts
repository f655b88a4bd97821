/** `maskscope datasets [NAME]` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { numeric } from '../../preload/schema/command/given-values'
import {
  dataSetNames,
  dataSettingsSchema,
  numbersExample,
  preprocessingNames,
  type DataSetName,
  type DataSettings
} from '../../preload/schema/configuration'
import { elementOf } from '../../preload/schema/element'
import { explainIssue } from '../../preload/schema/explain'
import { Failure } from '../../preload/schema/failure'
import {
  defaultDataSettings, downloadDataSet, exportDataSet, isBundled, listDataSets, type ListedDataSet
} from '../api/datasets'
import { withWorkbench, type Common } from './common'
import { DownloadLine } from './download-line'
import { print, printJson, remark, table } from './terminal'

interface DataSetsOptions extends Common {
  out?: string
  json?: boolean
  download?: boolean
  dataDir?: string
  preprocessing?: string
  imageSize?: string
}

export function addDataSets(program: Command): void {
  program.command('datasets [name]')
    .description('list the data sets, download one, or write one as a NumPy archive exactly as a network sees it')
    .option('--download', 'fetch the official files over https, and check them')
    .option('--data-dir <folder>', 'the folder of the official files (default: the data set’s own folder in the store)')
    .option('--out <file>', 'the .npz file to write')
    .option('--preprocessing <name>', `for --out: ${preprocessingNames.join(', ')}, or numbers as ${numbersExample}`)
    .option('--image-size <n>', 'for --out: pixels of the square cut from images of an image folder')
    .option('--json', 'as JSON')
    .action((name: string | undefined, _options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: DataSetsOptions) => {
        const chosen = name === undefined ? null : knownDataSet(name)
        const dataFolder = options.dataDir === undefined ? null : resolve(options.dataDir)
        if (dataFolder !== null) oneOf(chosen, '--data-dir belongs to')
        if (options.download === true)
          await download(workbench, oneOf(chosen, 'Say which data set to download:'), dataFolder)
        if (options.out !== undefined) {
          const settings = settingsFrom(oneOf(chosen, 'Say which data set to write:'), options)
          await exportDataSet(workbench, settings, dataFolder, resolve(options.out))
          return remark(`wrote ${settings.dataset} to ${resolve(options.out)}`)
        }
        if (options.download === true) return
        const names = chosen === null ? dataSetNames : [chosen]
        show(await listDataSets(workbench, names, dataFolder), options.json === true)
      }))
}

function show(listed: ListedDataSet[], asJson: boolean): void {
  if (asJson) return printJson(listed)
  const counted = (count: number): string => (count === 0 ? '–' : String(count))
  print(
    table(
      ['data set', 'here', 'training', 'test', 'shape', 'classes', 'what it is'],
      listed.map((data) => [
        data.name,
        data.present ? 'yes' : 'no',
        counted(data.trainExamples),
        counted(data.testExamples),
        data.shape.join('×'),
        counted(data.classes),
        data.explanation
      ])
    )
  )
  const [only, ...others] = listed
  if (only !== undefined && others.length === 0)
    print(`\nfiles: ${isBundled(only.name) ? 'bundled' : only.folder}`)
}

async function download(
  workbench: Parameters<typeof downloadDataSet>[0],
  name: DataSetName,
  dataFolder: string | null
): Promise<void> {
  const line = new DownloadLine(process.stderr)
  try {
    const folder = await downloadDataSet(workbench, name, dataFolder, (progress) => line.show(progress))
    line.clear()
    remark(`${name} is in ${folder}`)
  } finally {
    line.clear()
  }
}

function settingsFrom(name: DataSetName, { preprocessing, imageSize }: DataSetsOptions): DataSettings {
  const wanted = {
    ...defaultDataSettings(name),
    ...(preprocessing === undefined ? {} : { preprocessing }),
    ...(imageSize === undefined ? {} : { imageSize: numeric('image-size', imageSize) })
  }
  const parsed = dataSettingsSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(elementOf(parsed.error.issues, 0), wanted))
  return parsed.data
}

function oneOf(chosen: DataSetName | null, sentence: string): DataSetName {
  if (chosen === null)
    throw new Failure(`${sentence} ${sentence.startsWith('Say') ? '' : 'one data set: '}${dataSetNames.join(', ')}.`)
  return chosen
}

function knownDataSet(name: string): DataSetName {
  const known = dataSetNames.find((candidate) => candidate === name)
  if (!known) throw new Failure(`There is no data set "${name}"; there is ${dataSetNames.join(', ')}.`)
  return known
}
