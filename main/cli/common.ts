/** What every command does: open the store, work, close it. */
import type { Command } from 'commander'
import { runFileExtension } from '../../preload/schema/names'
import { OpenedWorkbench } from '../api/opened-workbench'
import { defaultStorePath, Workbench, type ReadableWorkbench } from '../api/workbench'

export interface Common { store?: string; debug?: boolean }

/**
 * Runs a command's work on the store that `--store` names. Trainings end with the command, unless it says that they go
 * on.
 */
export async function withWorkbench<O extends Common>(
  command: Command,
  work: (workbench: Workbench, options: O) => Promise<void> | void,
  attachment: Workbench['attachment'] = 'attached'
): Promise<void> {
  const options = command.optsWithGlobals<O>()
  const workbench = new Workbench(options.store ?? defaultStorePath(), attachment)
  try {
    await work(workbench, options)
  } finally {
    workbench.close()
  }
}

/**
 * Runs a command's work on a run that is only looked at: one of the store, by its id, the beginning of one or `latest`,
 * or one whose file lies anywhere, by its path.
 * @param demand tells what the command lacks, before its run is looked for
 */
export const withRun = <O extends Common>(
  command: Command,
  run: string,
  work: (workbench: ReadableWorkbench, id: string, options: O) => Promise<void> | void,
  demand: (options: O) => void = () => undefined
): Promise<void> => withWorkbench<O>(command, async (own, options) => {
  demand(options)
  if (!run.endsWith(runFileExtension)) return work(own, own.store.resolveId(run), options)
  const opened = OpenedWorkbench.file(run, own.store.path)
  try {
    await work(opened, opened.store.resolveId('latest'), options)
  } finally {
    opened.close()
  }
})
