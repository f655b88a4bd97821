/** Members of a sweep in a store: which are done, and training those that are not. */
import { readEpochs } from '../../../db/metrics'
import { Failure } from '../../../preload/schema/failure'
import type { Sweep, SweepMember } from '../../../preload/schema/sweep'
import { memberStates, type MemberState } from '../../../preload/schema/sweep-states'
import type { RunMessage } from '../../trainer/messages'
import { listRuns } from '../runs'
import { readRun } from '../store-reader'
import {
  readResumable, resumeTraining, startTraining, type StartedTraining, type TrainingFiles
} from '../training'
import type { ReadableWorkbench, Workbench } from '../workbench'
import type { HalvingTable } from './halving'

export const sweepStates = (workbench: ReadableWorkbench, sweep: Sweep): MemberState[] =>
  memberStates(sweep.members, listRuns(workbench))

/** What of a member is true now: another command may train the same sweep. */
export function stateOfMember(workbench: ReadableWorkbench, member: SweepMember): MemberState {
  const [state] = memberStates([member], listRuns(workbench))
  if (state === undefined) throw new Error('one member has one state')
  return state
}

/** The run of a member that was stopped or cut off; null where there is none, or it cannot be gone on with. */
export function runToGoOnWith(workbench: Workbench, { state, run }: MemberState): string | null {
  if (state !== 'stopped' || run === null) return null
  try {
    return readResumable(workbench, run.id).id
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/**
 * Trains a member in a process of its own, or goes on with it; resolves as `startTraining` does.
 * @throws Failure when it could not begin
 */
export function trainMember(
  workbench: Workbench, member: SweepMember, onMessage: (message: RunMessage) => void, files: TrainingFiles
): Promise<StartedTraining> {
  const run = runToGoOnWith(workbench, stateOfMember(workbench, member))
  return run === null
    ? startTraining(workbench, member.configuration, member.name, onMessage, files)
    : resumeTraining(workbench, run, onMessage, files)
}

/** @throws Failure when the sweep has no such member */
export function memberAt(sweep: Sweep, index: number): SweepMember {
  const member = sweep.members[index]
  if (member !== undefined) return member
  throw new Failure(`The sweep has no member ${index}; it has ${sweep.members.length}, counted from 0.`)
}

/** By its key, or the beginning of one. @throws Failure when none or several match */
export function memberOfKey(sweep: Sweep, key: string): SweepMember {
  const [member, ...others] = sweep.members.filter((candidate) => candidate.key.startsWith(key))
  if (member !== undefined && others.length === 0) return member
  if (member === undefined) throw new Failure(`No member of the sweep has the key "${key}".`)
  throw new Failure(`"${key}" fits the keys of ${others.length + 1} members; give more of the key.`)
}

/** Enters what members have reached in the store. */
export function enterReached(workbench: ReadableWorkbench, states: readonly MemberState[], table: HalvingTable): void {
  for (const { key, run } of states) {
    if (run === null) continue
    const epochs = readRun(workbench.store, run.id, (database) => readEpochs(database, 0))
    for (const { epoch, testError } of epochs) table.reached(key, epoch, testError)
  }
}

/**
 * Works on so many members side by side, in their order, until all are done or no more are wanted.
 * @throws what the work of one throws; the others that are under way are waited for
 */
export async function eachMember<T>(
  members: readonly T[], atOnce: number, work: (member: T, index: number) => Promise<void>, isWanted: () => boolean
): Promise<void> {
  const left = members.entries()
  let failed = false
  const worker = async (): Promise<void> => {
    for (const [index, member] of left) {
      if (failed || !isWanted()) return
      await work(member, index).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
