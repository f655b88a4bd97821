/** Starts a training process and listens to it. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../../preload/schema/failure'
import { trainerMessageSchema, type Job, type TrainerMessage } from './messages'
import { withoutNotes } from './native-notes'

/** A job is done when one of these was told. */
const last: ReadonlySet<TrainerMessage['kind']> = new Set([
  'ended',
  'evaluated',
  'compacted',
  'data written',
  'exported'
])

export interface Launched {
  /** Resolves when the job is done. Rejects with a Failure when it failed or its process died. */
  done: Promise<void>
}

/**
 * The process outlives the one that started it: a training goes on when the window is closed, and is found again
 * through its run file.
 */
export function launch(job: Job, onMessage: (message: TrainerMessage) => void): Launched {
  const child = fork(join(import.meta.dirname, 'trainer.js'), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true
  })
  child.send(job)
  return { done: completion(child, onMessage) }
}

function completion(child: ChildProcess, onMessage: (message: TrainerMessage) => void): Promise<void> {
  let lastWords = ''
  child.stderr?.on('data', (chunk: Buffer) => { lastWords = (lastWords + chunk.toString()).slice(-4000) })
  return new Promise((resolve, reject) => {
    let ended = false
    child.on('message', (raw) => {
      const message = trainerMessageSchema.parse(raw)
      onMessage(message)
      if (message.kind === 'failed') reject(new Failure(message.sentence, { cause: message.details }))
      if (last.has(message.kind)) ended = true
    })
    child.on('error', (error) => reject(new Failure(`The training process could not be started (${error.message}).`)))
    child.on('close', (code, signal) => {
      if (ended) return resolve()
      const how = signal ? `by signal ${signal}` : `with code ${code}`
      reject(
        new Failure(`The training process ended unexpectedly ${how}; what it had stored is kept.`, { cause: withoutNotes(lastWords) })
      )
    })
  })
}
