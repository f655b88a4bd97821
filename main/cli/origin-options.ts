/** `--from RUN --at CHECKPOINT`: the run whose weights a training begins with. */
import type { Command } from 'commander'
import type { BeginningRun } from '../../preload/schema/command/origin'
import { runDetail } from '../api/runs'
import type { Workbench } from '../api/workbench'
import { checkpointFrom } from './evaluate'

export interface OriginOptions { from?: string; at: string }

/** @param then what follows for the command's settings */
export const withOriginOptions = (command: Command, then: string): Command => command
  .option('--from <run>', `begin with the weights of a finished run or an import (${then})`)
  .option('--at <checkpoint>', 'the checkpoint of --from', 'final')

/** @returns null where none is named. @throws Failure when there is no such run or checkpoint */
export function beginningRun(workbench: Workbench, { from, at }: OriginOptions): BeginningRun | null {
  if (from === undefined) return null
  const id = workbench.store.resolveId(from)
  return { from: { run: id, at: checkpointFrom(at) }, configuration: runDetail(workbench, id).detail.configuration }
}
