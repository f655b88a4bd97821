/** TensorBoard's event files of runs that go on: what is new is appended, whole events at a time, until a run ends. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { takenSentence, unwritableSentence } from '../export/folder'
import { beginning, ending, eventFileName, newEvents } from '../export/history/tensorboard/format'
import { makeFolder } from '../files/make-folder'
import { OpenHistory } from './run-history'
import type { ReadableWorkbench } from './workbench'

/** Milliseconds; TensorBoard itself looks every few seconds. */
const lookEvery = 1000

/** The event file of one run. */
class LiveEvents {
  readonly #history: OpenHistory
  readonly #file: number

  /** @throws Failure when the run cannot be read or the file cannot be made */
  constructor({ store }: ReadableWorkbench, id: string, folder: string, force: boolean) {
    this.#history = new OpenHistory(store, id)
    try {
      const { facts } = this.#history.now()
      this.#file = newFile(folder, eventFileName(facts), force)
      this.#append(beginning(facts))
    } catch (error) {
      this.#history.close()
      throw error
    }
  }

  /** @returns whether more may come */
  follow(): boolean {
    const now = this.#history.now()
    for (const events of newEvents(now)) this.#append(events)
    if (now.facts.status === 'running') return true
    this.#append(ending(now))
    return false
  }

  close(): void {
    closeSync(this.#file)
    this.#history.close()
  }

  #append(events: Uint8Array): void {
    for (let at = 0; at < events.length;) at += writeSync(this.#file, events, at)
  }
}

function newFile(folder: string, name: string, force: boolean): number {
  try {
    makeFolder(folder)
    return openSync(join(folder, name), force ? 'w' : 'wx')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new Failure(takenSentence(folder, name))
    throw new Failure(unwritableSentence(folder, error as Error))
  }
}

export interface LiveRequest {
  folder: string
  force: boolean
  /** Ends the following. */
  signal: AbortSignal
}

/** Follows a run until it ends. @throws Failure when it cannot be read, or its file cannot be written */
export async function followRun(
  workbench: ReadableWorkbench, id: string, { folder, force, signal }: LiveRequest
): Promise<void> {
  const events = new LiveEvents(workbench, id, folder, force)
  try {
    while (events.follow() && !signal.aborted) await rested(signal)
  } finally {
    events.close()
  }
}

export interface StoreRequest extends LiveRequest {
  /** The runs to follow, asked for anew each time: some may have come. */
  ids: () => readonly string[]
  onBegin: (id: string) => void
  /** A run that cannot be read, or whose file cannot be written, keeps no other from being followed. */
  onFault: (id: string, sentence: string) => void
}

/** Follows runs, each into a folder of its id, until it is told to end. */
export async function followRuns(workbench: ReadableWorkbench, request: StoreRequest): Promise<void> {
  /** Null of a run that has ended, or cannot be followed. */
  const followed = new Map<string, LiveEvents | null>()
  try {
    do {
      for (const id of request.ids()) if (!followed.has(id)) followed.set(id, begun(workbench, id, request))
      for (const [id, events] of followed) if (events !== null && !goesOn(id, events, request)) followed.set(id, null)
      await rested(request.signal)
    } while (!request.signal.aborted)
  } finally {
    for (const events of followed.values()) events?.close()
  }
}

function begun(workbench: ReadableWorkbench, id: string, request: StoreRequest): LiveEvents | null {
  try {
    const events = new LiveEvents(workbench, id, join(request.folder, id), request.force)
    request.onBegin(id)
    return events
  } catch (error) {
    request.onFault(id, sentenceOf(error))
    return null
  }
}

function goesOn(id: string, events: LiveEvents, { onFault }: StoreRequest): boolean {
  let open = false
  try {
    open = events.follow()
  } catch (error) {
    onFault(id, sentenceOf(error))
  }
  if (!open) events.close()
  return open
}

/** Resolves early when it is told to end. */
async function rested(signal: AbortSignal): Promise<void> {
  await setTimeout(lookEvery, undefined, { signal }).catch(() => undefined)
}
