/** What commands that look at a run’s masks have in common: the run, a snapshot of it, numbers. */
import type { Command } from 'commander'
import { Failure } from '../../preload/schema/failure'
import { showRun } from '../api/show'
import type { ReadableWorkbench } from '../api/workbench'
import { withRun, type Common } from './common'

export const latest = 'the snapshot’s number, from 1 (default: the latest)'

/** The action of a command on a run that is only looked at. */
export const onRun = <O extends Common>(
  work: (workbench: ReadableWorkbench, id: string, options: O) => Promise<void> | void,
  demand?: (options: O) => void
) => (run: string, _options: unknown, command: Command) => withRun(command, run, work, demand)

/** Of a snapshot or an alternation. */
export function ordinalFrom(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Failure(`--${option} takes a number from 1, not "${text}".`)
  return Number(text)
}

export function numberFrom(option: string, text: string, least: number): number {
  if (/^\d{1,8}$/.test(text) && Number(text) >= least) return Number(text)
  throw new Failure(`--${option} takes a number from ${least}, not "${text}".`)
}

/** Null for the latest. @throws Failure when there is no alternation of that number */
export function snapshotFrom(
  workbench: ReadableWorkbench, id: string, { snapshot, alternation }: { snapshot?: string; alternation?: string }
): number | null {
  if (snapshot !== undefined) return ordinalFrom('snapshot', snapshot)
  if (alternation === undefined) return null
  const number = ordinalFrom('alternation', alternation)
  const record = showRun(workbench, id).snapshots.find((candidate) => candidate.alternation === number)
  if (record === undefined)
    throw new Failure(`Run ${id} has no alternation ${number}; "maskscope show ${id}" lists its alternations.`)
  return record.index
}
