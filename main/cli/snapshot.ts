/** `maskscope snapshot RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { oneOf } from '../../preload/schema/command/given-values'
import { Failure } from '../../preload/schema/failure'
import { snapshotExamplesSchema } from '../../preload/schema/run'
import { showRun } from '../api/show'
import { stopRunSnapshot, takeRunSnapshot } from '../api/snapshot'
import type { Workbench } from '../api/workbench'
import { withBackendOption } from './backend-option'
import { withWorkbench, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { ProgressLine } from './progress-line'
import { snapshotsTable } from './show'
import { StopRequest } from './stop-request'
import { print, printJson, remark } from './terminal'

type Options = Common & { at: string; of: string; dataDir?: string; json?: boolean }

export function addSnapshot(program: Command): void {
  withBackendOption(program.command('snapshot <run>'))
    .description(
      'take the masks of any stored checkpoint, of any method: they are kept in the run, with sparsity and churn'
    )
    .option(
      '--at <checkpoint>',
      '"start", "final", "dense", "sparse", "snapshot-K" or an alternation’s number',
      'final'
    )
    .option('--of <examples>', 'all training examples, or "probe": the first 256', 'all')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Options) => take(workbench, workbench.store.resolveId(run), options))
    )
}

async function take(workbench: Workbench, id: string, options: Options): Promise<void> {
  const request = {
    id,
    at: checkpointFrom(options.at),
    of: oneOf('of', snapshotExamplesSchema.options, options.of, 'choice of examples'),
    dataFolder: options.dataDir === undefined ? null : resolve(options.dataDir)
  }
  const line = new ProgressLine(process.stderr, 'masks')
  const stop = (): void => { stopIfBegun(workbench, id) }
  // Its process ends with this one.
  const signals = new StopRequest(stop, () => undefined)
  try {
    const record = await takeRunSnapshot(workbench, request, (done, of) => {
      line.draw(done, of)
      if (signals.wanted) stop()
    })
    line.clear()
    if (record === null) remark('stopped; nothing of the snapshot is kept')
    else if (options.json) printJson(record)
    else print(snapshotsTable(showRun(workbench, id), [record]))
  } finally {
    line.clear()
    signals.listenNoMore()
  }
}

function stopIfBegun(workbench: Workbench, id: string): void {
  try {
    stopRunSnapshot(workbench, id)
  } catch (error) {
    // It has not begun yet, or ends by itself in this very moment.
    if (!(error instanceof Failure)) throw error
  }
}
