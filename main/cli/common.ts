/** What every command does: open the store, work, close it. */
import type { Command } from 'commander'
import { defaultStorePath, Workbench } from '../api/workbench'

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
