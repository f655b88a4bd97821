/** What every command does: open the store, work, close it. */
import type { Command } from 'commander'
import { elementOf } from '../../preload/schema/element'
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

export interface FoundRun { workbench: ReadableWorkbench; id: string }

/**
 * Runs a command's work on runs that are only looked at: each one of the store, by its id, the beginning of one or
 * `latest`, or one whose file lies anywhere, by its path.
 * @param demand tells what the command lacks, before its runs are looked for
 */
export const withRuns = <O extends Common>(
  command: Command,
  runs: readonly string[],
  work: (own: Workbench, found: FoundRun[], options: O) => Promise<void> | void,
  demand: (options: O) => void = () => undefined
): Promise<void> => withWorkbench<O>(command, async (own, options) => {
  demand(options)
  const opened: OpenedWorkbench[] = []
  const found = (run: string): FoundRun => {
    if (!run.endsWith(runFileExtension)) return { workbench: own, id: own.store.resolveId(run) }
    const workbench = OpenedWorkbench.file(run, own.store.path)
    opened.push(workbench)
    return { workbench, id: workbench.store.resolveId('latest') }
  }
  try {
    await work(own, runs.map(found), options)
  } finally {
    for (const workbench of opened) workbench.close()
  }
})

/** The same on one run. */
export const withRun = <O extends Common>(
  command: Command,
  run: string,
  work: (workbench: ReadableWorkbench, id: string, options: O) => Promise<void> | void,
  demand?: (options: O) => void
): Promise<void> => withRuns<O>(command, [run], (_own, found, options) => {
  const { workbench, id } = elementOf(found, 0)
  return work(workbench, id, options)
}, demand)
