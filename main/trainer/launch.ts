/** Starts a training process and listens to it. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { StopHaste } from '../../db/store'
import { Failure } from '../../preload/schema/failure'
import { capitalised, duration } from '../../preload/schema/format'
import { trainingEnvironment } from './allocator'
import type { Attachment, StopMessage } from './attachment'
import type { Confirmation } from './confirmation'
import { hear, type Job, type JobKind, type Outcome, type Told } from './jobs'
import { withoutNotes } from './native-notes'
import { endSentence } from './process-end'
import { StandardError } from './standard-error'
import { Patience, stepDeadlines, type Step, type StepDeadlines } from './steps'

export interface Launched<K extends JobKind> {
  /** Resolves to what the job told last. Rejects with a Failure when it failed or its process died. */
  done: Promise<Outcome<K>>
  /** Ends the process at once; what it had stored is kept. */
  kill: () => void
  /** Of an import: makes the run of what was found. */
  confirm: (confirmation: Confirmation) => void
}

/** A training process, and where it says what goes wrong. */
export interface Trainer { process: ChildProcess; words: StandardError }

/** One that waits for a job, and ends when whoever made it is gone before it has one. */
export function newTrainer(attachment: Attachment): Trainer {
  const words = new StandardError()
  const child = fork(join(import.meta.dirname, 'trainer.js'), [attachment], {
    stdio: ['ignore', 'ignore', words.file, 'ipc'],
    detached: true,
    env: trainingEnvironment(process.env)
  })
  return { process: child, words }
}

/** Of the jobs of this process that write a run: how they are asked to stop. */
const stoppable = new Map<string, (haste: StopHaste) => void>()
const keyOf = (store: string, id: string): string => `${store}\n${id}`

/**
 * Asks whoever writes a run to stop, over its channel.
 * @param store its folder
 * @returns false where this process has not started it
 */
export function tellToStop(store: string, id: string, haste: StopHaste): boolean {
  const tell = stoppable.get(keyOf(store, id))
  tell?.(haste)
  return tell !== undefined
}

/** How a job is started. */
export interface Manner {
  attachment?: Attachment
  /** One that waits for its job. */
  waiting?: Trainer | null
  deadlines?: StepDeadlines
  /** Told of what it does before it shows progress. */
  onStep?: (step: Step) => void
  /** Ends it at once. */
  signal?: AbortSignal
}

/**
 * Ctrl-C in a terminal reaches the command alone, which then asks the process to stop. A detached one goes on when
 * whoever started it has ended, and is found again through its run file. One that shows no progress in its time is
 * ended.
 */
export function launch<K extends JobKind>(
  job: Job<K>,
  onMessage: (message: Told<K>) => void = () => undefined,
  { attachment = 'awaited', waiting = null, deadlines = stepDeadlines, onStep, signal }: Manner = {}
): Launched<K> {
  const trainer = waiting ?? newTrainer(attachment)
  const { process: child } = trainer
  child.send(job)
  const forget = listenForStops(job as Job, child)
  const done = completion(trainer, job, onMessage, { deadlines, onStep })
  const kill = (): void => { child.kill('SIGKILL') }
  const confirm = (confirmation: Confirmation): void => {
    if (child.connected) child.send(confirmation, () => undefined)
  }
  return { done: (signal ? untilAborted(done, signal, kill) : done).finally(forget), kill, confirm }
}

/** What it had told as its outcome before it was ended stays its outcome. */
async function untilAborted<T>(done: Promise<T>, signal: AbortSignal, kill: () => void): Promise<T> {
  signal.addEventListener('abort', kill, { once: true })
  if (signal.aborted) kill()
  try {
    return await done
  } catch (error) {
    throw signal.aborted ? new Failure('It was stopped, and nothing of it is kept.') : error
  } finally {
    signal.removeEventListener('abort', kill)
  }
}

/** @returns what ends it */
function listenForStops(job: Job, child: ChildProcess): () => void {
  if (!('scratch' in job || job.kind === 'snapshot')) return () => undefined
  const key = keyOf(job.store, job.id)
  const tell = (haste: StopHaste): void => {
    if (child.connected) child.send({ kind: 'stop', haste } satisfies StopMessage, () => undefined)
  }
  stoppable.set(key, tell)
  return () => { if (stoppable.get(key) === tell) stoppable.delete(key) }
}

function completion<K extends JobKind>(
  { process: child, words }: Trainer,
  job: Job<K>,
  onMessage: (message: Told<K>) => void,
  { deadlines, onStep }: { deadlines: StepDeadlines; onStep: Manner['onStep'] }
): Promise<Outcome<K>> {
  return new Promise((resolve, reject) => {
    let last: Outcome<K> | null = null
    const patience = new Patience((step, milliseconds) => {
      child.kill('SIGKILL')
      reject(new Failure(`${capitalised(step)} took more than ${duration(milliseconds / 1000)} without an end, so it ` +
        'was given up; see whether the disk still answers, and try again.'))
    }, deadlines)
    child.on('message', (raw) => {
      const { when, message } = hear(job.kind, raw)
      if (when === 'before') {
        onStep?.(message.step)
        return patience.begins(message.step)
      }
      patience.end()
      if (when === 'failed') reject(new Failure(message.sentence, { kind: message.of, cause: message.details }))
      else if (when === 'done') last = message
      else onMessage(message)
    })
    child.on('error', (error) => reject(new Failure(`The training process could not be started (${error.message}).`)))
    child.on('close', (code, signal) => {
      patience.end()
      const lastWords = words.close()
      if (last) return resolve(last)
      const sentence = endSentence('The training process', { code, signal, lastWords }, whatIsKept(job))
      reject(new Failure(sentence, { cause: withoutNotes(lastWords) }))
    })
  })
}

const whatIsKept = (job: { kind: JobKind; id?: string }): string => (job.kind === 'train' || job.kind === 'resume'
  ? `what it had stored is kept, and "maskscope resume ${job.id ?? 'RUN'}" goes on with it`
  : 'what it had stored is kept; repeat what you did')
