/** Starts a training process and listens to it. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../../preload/schema/failure'
import type { Attachment } from './attachment'
import { hear, type Job, type JobKind, type Outcome, type Told } from './jobs'
import { withoutNotes } from './native-notes'
import { endSentence } from './process-end'
import { StandardError } from './standard-error'

export interface Launched<K extends JobKind> {
  /** Resolves to what the job told last. Rejects with a Failure when it failed or its process died. */
  done: Promise<Outcome<K>>
  /** Ends the process at once; what it had stored is kept. */
  kill: () => void
}

/** A training process, and where it says what goes wrong. */
export interface Trainer { process: ChildProcess; words: StandardError }

/** One that waits for a job, and ends when whoever made it is gone before it has one. */
export function newTrainer(attachment: Attachment): Trainer {
  const words = new StandardError()
  const process = fork(join(import.meta.dirname, 'trainer.js'), [attachment], {
    stdio: ['ignore', 'ignore', words.file, 'ipc'],
    detached: true
  })
  return { process, words }
}

/**
 * Ctrl-C in a terminal reaches the command alone, which then asks the process to stop. A detached one goes on when
 * whoever started it has ended, and is found again through its run file.
 * @param waiting one that waits for its job
 */
export function launch<K extends JobKind>(
  job: Job<K>,
  onMessage: (message: Told<K>) => void = () => undefined,
  attachment: Attachment = 'detached',
  waiting: Trainer | null = null
): Launched<K> {
  const trainer = waiting ?? newTrainer(attachment)
  trainer.process.send(job)
  return { done: completion(trainer, job, onMessage), kill: () => { trainer.process.kill('SIGKILL') } }
}

function completion<K extends JobKind>(
  { process: child, words }: Trainer,
  job: Job<K>,
  onMessage: (message: Told<K>) => void
): Promise<Outcome<K>> {
  return new Promise((resolve, reject) => {
    let last: Outcome<K> | null = null
    child.on('message', (raw) => {
      const { when, message } = hear(job.kind, raw)
      if (when === 'failed') reject(new Failure(message.sentence, { kind: message.of, cause: message.details }))
      else if (when === 'done') last = message
      else onMessage(message)
    })
    child.on('error', (error) => reject(new Failure(`The training process could not be started (${error.message}).`)))
    child.on('close', (code, signal) => {
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
