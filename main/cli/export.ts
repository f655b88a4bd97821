/** `maskscope masks RUN`, `export RUN`, `datasets [NAME]` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { dataSetNames, type DataSetName } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { exportDataSet, exportMasks, exportWeights } from '../api/export'
import { describeDataSet } from '../engine/datasets'
import { withWorkbench, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { print, printJson, remark, table } from './terminal'

export function addExports(program: Command): void {
  program.command('masks <run>')
    .description('write an alternation’s masks as a NumPy archive of packed bits')
    .requiredOption('--alternation <k>', 'the alternation’s number, from 1')
    .option('--layer <name>', 'a support layer, or all', 'all')
    .requiredOption('--out <file>', 'the .npz file to write')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: Common & { alternation: string; layer: string; out: string }) => {
        if (!/^[1-9]\d{0,5}$/.test(options.alternation)) throw new Failure(`--alternation takes a number from 1, not "${options.alternation}".`)
        const path = resolve(options.out)
        const examples = await exportMasks(workbench, workbench.store.resolveId(run), Number(options.alternation), options.layer, path)
        remark(`wrote the masks of ${examples} examples to ${path}`)
      }))
  program.command('export <run>')
    .description('write a checkpoint’s weights and its network')
    .option('--at <checkpoint>', '"final" or "alternation-K"', 'final')
    .option('--format <name>', 'npz', 'npz')
    .requiredOption('--out <folder>', 'the folder to write into')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: Common & { at: string; format: string; out: string }) => {
        if (options.format !== 'npz') throw new Failure(`There is no export format "${options.format}"; --format takes npz.`)
        const paths = await exportWeights(workbench, workbench.store.resolveId(run), checkpointFrom(options.at), resolve(options.out))
        remark(`wrote ${paths.join(' and ')}`)
      }))
  program.command('datasets [name]')
    .description('list the data sets, or write one as a NumPy archive exactly as a network sees it')
    .option('--out <file>', 'the .npz file to write')
    .option('--json', 'as JSON')
    .action((name: string | undefined, _options: unknown, command: Command) =>
      withWorkbench(command, async (_workbench, options: Common & { out?: string; json?: boolean }) => {
        if (options.out !== undefined) return writeDataSet(name, resolve(options.out))
        const described = (name === undefined ? dataSetNames : [knownDataSet(name)]).map(describeDataSet)
        if (options.json) return printJson(described)
        print(table(['data set', 'training', 'test', 'shape', 'classes', 'what it is'], described.map((data) => [
          data.name, String(data.trainExamples), String(data.testExamples), data.shape.join('×'), String(data.classes), data.explanation
        ])))
      }))
}

async function writeDataSet(name: string | undefined, path: string): Promise<void> {
  if (name === undefined) throw new Failure(`Say which data set to write: ${dataSetNames.join(', ')}.`)
  await exportDataSet(knownDataSet(name), path)
  remark(`wrote ${name} to ${path}`)
}

function knownDataSet(name: string): DataSetName {
  const known = dataSetNames.find((candidate) => candidate === name)
  if (!known) throw new Failure(`There is no data set "${name}"; there is ${dataSetNames.join(', ')}.`)
  return known
}
