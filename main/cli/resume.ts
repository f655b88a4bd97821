/** `maskscope resume RUN` */
import type { Command } from 'commander'
import { withBackendOption } from './backend-option'
import { withWorkbench, type Common } from './common'
import { resumeHere, type RunOptions } from './run-training'

export function addResume(program: Command): void {
  withBackendOption(program.command('resume <run>'))
    .description('go on with a run that was stopped or cut off, to the numbers that it would have come to')
    .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
    .option('--weight-masks <file>', 'the file that "dsd" was given, where the run has not pruned by it yet')
    .option('--scratch <folder>', 'write the run there while it trains, and publish whole files into the store')
    .option('--json', 'print the run as JSON when it has ended')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Common & RunOptions) =>
        resumeHere(workbench, workbench.store.resolveId(run), options)))
}
