/** `maskscope evaluate RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { evaluateRun } from '../api/evaluation'
import { checkpointNameSchema } from '../../preload/schema/run'
import { Failure } from '../../preload/schema/failure'
import { withWorkbench, type Common } from './common'
import { percent, print, printJson, table } from './terminal'

/** `final`, `alternation-3`, or just `3`. */
export function checkpointFrom(text: string): string {
  const parsed = checkpointNameSchema.safeParse(/^\d+$/.test(text) ? `alternation-${text}` : text)
  if (!parsed.success) throw new Failure(`--at takes "final" or the number of an alternation, not "${text}".`)
  return parsed.data
}

export function addEvaluate(program: Command): void {
  program.command('evaluate <run>')
    .description('test error of a checkpoint with ReLU and with masks only (MaskT), computed afresh')
    .option('--at <checkpoint>', '"final" or an alternation’s number', 'final')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) => withWorkbench(command, async (workbench, options: Common & { at: string; dataDir?: string; json?: boolean }) => {
      const evaluation = await evaluateRun(workbench, workbench.store.resolveId(run), checkpointFrom(options.at), true, options.dataDir === undefined ? null : resolve(options.dataDir))
      if (options.json) return printJson(evaluation)
      print(table(['test time', 'error', 'loss'], [
        ['ReLU', percent(evaluation.relu.error), evaluation.relu.loss.toFixed(4)],
        ['MaskT', percent(evaluation.maskt.error), evaluation.maskt.loss.toFixed(4)]
      ]))
    }))
}
