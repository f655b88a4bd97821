/** `maskscope weight-masks RUN` */
import { count, percentWithUnit } from '../../preload/schema/format'
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { exportWeightMasks } from '../api/export'
import { withRun, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { remark } from './terminal'

export function addWeightMasks(program: Command): void {
  program
    .command('weight-masks <run>')
    .description('write which connections a run pruned, as a NumPy archive that "dsd --weight-masks" takes')
    .option('--at <checkpoint>', '"sparse", "final" or an alternation’s number', 'sparse')
    .requiredOption('--out <file>', 'the .npz file to write')
    .action((run: string, _options: unknown, command: Command) =>
      withRun(command, run, async (workbench, id, options: Common & { at: string; out: string }) => {
        const path = resolve(options.out)
        const { weights, kept } = await exportWeightMasks(
          workbench,
          id,
          checkpointFrom(options.at),
          path
        )
        remark(
          `wrote masks of ${count(weights)} weights to ${path}; ${count(weights - kept)} of them are pruned ` +
            `(${percentWithUnit((weights - kept) / weights)})`
        )
      })
    )
}
