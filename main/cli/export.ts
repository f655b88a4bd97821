/** `maskscope masks RUN`, `export RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { Failure } from '../../preload/schema/failure'
import { exportMasks, exportWeights } from '../api/export'
import { withWorkbench, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { remark } from './terminal'

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
}
