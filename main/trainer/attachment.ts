/** How a job hangs together with the process that started it: whether it ends with it, and what that asks of it. */
import { constants, getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { StopHaste } from '../../db/store'
import type { Job } from './jobs'

/**
 * Whether a job ends with the process that started it. A command's training does (`attached`), however the command
 * ends, so that none is left that nobody owns; and so does every job that only tells its starter something
 * (`awaited`). A window's training goes on when the window is closed, once others can find it (`detached`).
 */
export type Attachment = 'attached' | 'awaited' | 'detached'

/**
 * What asks a program to end. Job engines send several at once, and some send them to every process of a job, the
 * training process among them.
 */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What the starter sends to a job that is under way. */
export const stopMessageSchema = z.strictObject({ kind: z.literal('stop'), haste: z.enum(['tested', 'hurried']) })
export type StopMessage = z.infer<typeof stopMessageSchema>

/** In the training process: it was there when this was loaded. */
const starter = process.ppid
const isOf = (...attachments: Attachment[]): boolean => attachments.some((one) => one === process.argv[2])

/** In the training process: whether whoever it ends with is gone. */
export const starterIsGone = (): boolean => isOf('attached', 'awaited') && !process.connected

let asked: StopHaste | null = null

/** In the training process: how the starter has asked it to stop over their channel; null while it has not. */
export const stopAsked = (): StopHaste | null => asked

export function hearStarter(message: unknown): void {
  const wish = stopMessageSchema.safeParse(message).data
  if (wish !== undefined && asked !== 'hurried') asked = wish.haste
}

/**
 * In the training process, before it has threads: one that a window started gives way to the window, whose tasks took
 * three times as long beside it on two cores. With nothing to give way to it is as fast as before.
 */
export function giveWay(): void {
  const { PRIORITY_BELOW_NORMAL: low } = constants.priority
  // Who is lower already may not be raised.
  if (isOf('awaited', 'detached') && getPriority() < low) setPriority(low)
}

const exit = (): void => { process.exit(1) }

/** The built starter-watch.ts, which lies beside this process' own program. */
const watchProgram = join(import.meta.dirname, 'starter-watch.js')
/** What the thread is given: whose end it waits for, and whether there is something to end in order. */
export interface Watched { starter: number; inOrder: Int32Array }
const inOrder = new Int32Array(new SharedArrayBuffer(4))
let watch: Worker | null = null

/** What an entry of the queue is, others start again; of another nobody knows before there is a run file. */
const isKnown = (job: Job): boolean => 'entry' in job && job.entry !== null

/**
 * In the training process, until there is a run file: what is cut off before leaves nothing behind. A thread sees to
 * it where this one is deaf, in a library that does not return.
 */
export function endAtOnceWithStarter(job: Job): void {
  if (isOf('detached') && isKnown(job)) return
  process.on('disconnect', exit)
  watch = new Worker(watchProgram, { workerData: { starter, inOrder } satisfies Watched })
  watch.unref()
}

/** From here on the work looks at `starterIsGone` itself, or is over. */
export function endInOrder(): void {
  process.off('disconnect', exit)
  Atomics.store(inOrder, 0, 1)
  if (isOf('detached')) void watch?.terminate()
}
