/**
 * The process that keeps networks in memory and answers questions about them, one after the other; a long one lets
 * others in between its batches. It ends with whoever started it, and when nobody has asked for a while.
 */
import { failureKindOf, sentenceOf } from '../../../preload/schema/failure'
import { runPlaceSchema } from '../../../preload/schema/run-place'
import { preferredBackend } from '../../engine/backends/preferred'
import { answers } from './answers'
import { KeptAnswers } from './kept-answers'
import { LoadedNetworks } from './loaded-networks'
import type { Means } from './means'
import { askedSchema, questions, type Asked, type Given, type QuestionName, type Told } from './questions'

const [, , told = '', idle = ''] = process.argv
const place = runPlaceSchema.parse(JSON.parse(told))
let networks: LoadedNetworks | null = null
const kept = new KeptAnswers()
const stopped = new Set<number>()
let working = 0

function tell(message: Told): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

const timer = setTimeout(() => { if (working === 0) process.exit() }, Number(idle))

async function answer<Q extends QuestionName>({ number, question, given }: Asked & { kind: 'ask'; question: Q }) {
  working++
  try {
    const backend = await preferredBackend()
    networks ??= new LoadedNetworks(backend, place.folder)
    const means: Means = {
      place, networks, kept,
      tell: (done, of) => tell({ kind: 'progress', number, done, of }),
      stopped: () => stopped.has(number)
    }
    const work = answers[question] as (means: Means, given: Given<Q>) => Promise<unknown>
    tell({ kind: 'answer', number, value: await work(means, questions[question].request.parse(given) as Given<Q>) })
  } catch (error) {
    tell({ kind: 'failed', number, sentence: sentenceOf(error), of: failureKindOf(error) })
  } finally {
    stopped.delete(number)
    working--
    timer.refresh()
  }
}

process.title = 'maskscope networks'
process.on('message', (raw) => {
  const asked = askedSchema.parse(raw)
  if (asked.kind === 'stop') stopped.add(asked.number)
  else void answer(asked)
})
process.on('disconnect', () => process.exit())
