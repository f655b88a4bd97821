/** The thread that copies a run into its store, so that the training goes on meanwhile. */
import { parentPort } from 'node:worker_threads'
import { publish, type Publication } from '../../../db/publish'
import { reasonOf } from '../../../preload/schema/failure'

/** Null when it is published; otherwise why it is not. */
export type PublicationAnswer = string | null

parentPort?.on('message', (publication: Publication) => {
  const answer = (message: PublicationAnswer): void => { parentPort?.postMessage(message) }
  publish(publication).then(
    () => { answer(null) },
    (error: unknown) => { answer(reasonOf(error)) }
  )
})
