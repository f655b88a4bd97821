/** Trains the members of sweeps that pages started, in processes that outlive this one. */
import type { Sweep } from '../../../preload/schema/sweep'
import { startTraining, stopTraining } from '../training'
import type { Workbench } from '../workbench'
import { keepSweep } from './kept-sweeps'
import { eachMember, stateOfMember } from './members'

export class SweepRunner {
  readonly #underWay = new Map<string, { isWanted: boolean; runs: Set<string> }>()

  isUnderWay(id: string): boolean {
    return this.#underWay.has(id)
  }

  /** @throws Failure when the store cannot be written */
  start(workbench: Workbench, sweep: Sweep, atOnce: number): void {
    keepSweep(workbench.store.path, sweep)
    if (this.isUnderWay(sweep.id)) return
    const course = { isWanted: true, runs: new Set<string>() }
    this.#underWay.set(sweep.id, course)
    eachMember(sweep.members, atOnce, async (member) => {
      const { state } = stateOfMember(workbench, member)
      if (state === 'finished' || state === 'running') return
      const { id, done } = await startTraining(workbench, member.configuration, member.name)
      course.runs.add(id)
      // How it ended stands in its run.
      await done.catch(() => undefined)
      course.runs.delete(id)
    }, () => course.isWanted)
      // A member that cannot begin says why when it is started by itself; its state stays "waiting".
      .catch(() => undefined)
      .finally(() => { this.#underWay.delete(sweep.id) })
  }

  stop(workbench: Workbench, id: string): void {
    const course = this.#underWay.get(id)
    if (course === undefined) return
    course.isWanted = false
    for (const run of course.runs) stopTraining(workbench, run)
  }

  /** Begins no more. */
  close(): void {
    for (const course of this.#underWay.values()) course.isWanted = false
  }
}
