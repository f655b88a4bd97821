/** What a person asks of the store's queue. */
import type { NewEntry } from '../../../db/queue/queue'
import type { TrainingFiles } from '../../../db/queue/rows'
import { settleEntries } from '../../../db/queue/settle'
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import { elementOf } from '../../../preload/schema/element'
import { emptyQueue, type Queue, type QueuePlace } from '../../../preload/schema/queue'
import { askToStop } from '../stop'
import { defaultRunName, readResumable } from '../training'
import type { ReadableWorkbench, Workbench } from '../workbench'

export interface WantedTraining {
  configuration: TrainingConfiguration
  /** Null for the usual one. */
  name: string | null
  files?: TrainingFiles
  /** What it shares with others, as the id of a sweep. */
  group?: string | null
  /** Hash of the configuration. */
  key?: string | null
  /** One that was stopped or cut off, to be gone on with. */
  run?: string | null
}

/** @param ended whether entries that have ended come too */
export function listQueue({ queue }: ReadableWorkbench, ended = false): Queue {
  return queue === null ? emptyQueue : queue.entries.list(ended)
}

/** The same, after it was looked which trainings have ended meanwhile: no process may be there that does. */
export function settledQueue({ queue, store }: Workbench, ended: boolean): Queue {
  settleEntries(queue.file, store)
  return queue.entries.list(ended)
}

export const queueEntry = ({ queue }: Workbench, number: number): ReturnType<Workbench['queue']['entries']['entry']> =>
  queue.entries.entry(number)

/**
 * Adds all of them or none, at the end. @param immediate whether they are started at once, and not in their turn
 * @returns their numbers, in their order
 */
export function addToQueue({ queue }: Workbench, trainings: readonly WantedTraining[], immediate = false): number[] {
  const numbers = queue.entries.add(trainings.map(newEntry), immediate)
  queue.changed()
  return numbers
}

const noFiles: TrainingFiles = { dataFolder: null, weightMasks: null }

const newEntry = (
  { configuration, name, files = noFiles, group = null, key = null, run = null }: WantedTraining
): NewEntry => ({ configuration, name: name ?? defaultRunName(configuration), files, group, key, run })

/**
 * A run that was stopped or cut off goes on, at once. @returns the number of its entry
 * @throws Failure when it cannot be gone on with
 */
export function resumeInQueue(workbench: Workbench, id: string): number {
  const { queue, store } = workbench
  const { configuration, name } = readResumable(workbench, id)
  if (configuration.method === 'imported') throw new Error('an imported network is no training')
  // Its entry may be that of a training whose end nobody has seen yet.
  settleEntries(queue.file, store)
  return elementOf(addToQueue(workbench, [{ configuration, name, run: id }], true), 0)
}

export function moveInQueue({ queue }: Workbench, entries: readonly number[], place: QueuePlace): void {
  queue.entries.move(entries, place)
  queue.changed()
}

/** Those that run are asked to stop, and keep what they have done. @throws Failure when one has ended already */
export function cancelInQueue({ queue, store }: Workbench, entries: readonly number[]): void {
  for (const run of queue.entries.cancel(entries)) askToStop(store, run)
  queue.changed()
}

/** Ends what is being trained, in good order; what has no run yet waits again. */
export function interruptQueue({ queue, store }: Workbench): void {
  for (const run of queue.entries.interrupt()) askToStop(store, run, 'hurried')
  queue.changed()
}

export function pauseQueue({ queue }: Workbench, paused: boolean): void {
  queue.entries.setPaused(paused)
  queue.changed()
}

export function setAtOnce({ queue }: Workbench, atOnce: number): void {
  queue.entries.setAtOnce(atOnce)
  queue.changed()
}

export function acknowledgeNotice({ queue }: Workbench): void {
  queue.entries.acknowledge()
  queue.changed()
}
