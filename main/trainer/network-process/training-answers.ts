/** What a network answers to the training examples whose masks a snapshot holds, under the snapshot's weights. */
import { setImmediate as turn } from 'node:timers/promises'
import type { AnswerRule, RuleAnswers } from '../../../preload/schema/answers'
import { Failure } from '../../../preload/schema/failure'
import { bytesIn } from '../../../preload/schema/numbers'
import { consecutive, type ExampleSource } from '../../engine/datasets/dataset'
import { lossOf, outcomesIn } from '../../engine/evaluation/linear-map'
import type { ChosenMasks } from '../../engine/support/chosen-masks'
import type { ExampleAnswers } from './kept-answers'
import { lookAt, type LookedAt } from './looked-at'
import { examplesAtOnce, type Means } from './means'
import type { Answer, Given } from './questions'

/** The network decides its masks by itself under both, m = [q > 0]; MaskT passes m ⊙ Wz on, as in an evaluation. */
const masksUnder: Readonly<Record<AnswerRule, ChosenMasks>> = {
  relu: { form: 'affine', stored: null, forced: null },
  maskt: { form: 'linear', stored: null, forced: null }
}

/** Null when it was stopped. @throws Failure when the snapshot's weights, its masks or the data are not there */
export async function trainingAnswers(means: Means, given: Given<'answers'>): Promise<Answer<'answers'>> {
  const look = <T>(read: (at: LookedAt) => T): T => lookAt(means.place, means.networks, given, read)
  const { run, record, stored } = look((at) => ({ run: at.run, record: at.record, stored: at.stored() }))
  if (stored === 0)
    throw new Failure(`Snapshot ${record.index} no longer holds the masks of any example; choose a later one.`)
  const { train } = await means.networks.data(run.configuration, given.dataFolder)
  const examples = Math.min(stored, train.count)
  const keyOf = (rule: AnswerRule): string =>
    JSON.stringify([run.id, record.checkpoint, record.iteration, examples, given.dataFolder, rule])
  const missing = given.rules.filter((rule) => means.kept.of(keyOf(rule)) === null)
  const networkOf = (): ReturnType<LookedAt['network']> =>
    lookAt(means.place, means.networks, { id: given.id, snapshot: record.index }, (at) => at.network())
  for (const [at, rule] of missing.entries()) {
    const answers = await answersUnder(rule, { means, networkOf, train, examples }, (done) =>
      means.tell(at * examples + done, missing.length * examples))
    if (answers === null) return null
    means.kept.keep(keyOf(rule), answers)
  }
  const labels = train.labels.subarray(0, examples)
  const rules = given.rules.map((rule): RuleAnswers => {
    const answers = means.kept.of(keyOf(rule))
    if (answers === null) throw new Error(`the answers under ${rule} were not kept`)
    return told(rule, answers, labels)
  })
  return { snapshot: record.index, examples, labels: bytesIn(Uint32Array.from(labels)), rules }
}

interface Work {
  means: Means
  /** At each batch anew: other questions may have taken the network's place in memory. */
  networkOf: () => ReturnType<LookedAt['network']>
  train: ExampleSource
  examples: number
}

async function answersUnder(
  rule: AnswerRule, { means, networkOf, train, examples }: Work, after: (done: number) => void
): Promise<ExampleAnswers | null> {
  const answers = { predicted: new Uint16Array(examples), losses: new Float32Array(examples) }
  for (let first = 0; first < examples; first += examplesAtOnce) {
    if (means.stopped()) return null
    const batch = train.read(consecutive(first, Math.min(examplesAtOnce, examples - first)))
    const { logits } = await networkOf().run(batch, masksUnder[rule])
    outcomesIn(logits, batch.count).forEach((outcome, n) => {
      answers.predicted[first + n] = outcome.predicted
      answers.losses[first + n] = lossOf(outcome, batch.labels[n])
    })
    after(first + batch.count)
    await turn()
  }
  return answers
}

function told(rule: AnswerRule, { predicted, losses }: ExampleAnswers, labels: Int32Array): RuleAnswers {
  return {
    rule,
    wrong: labels.reduce((sum, label, example) => sum + Number(predicted[example] !== label), 0),
    loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    predicted: bytesIn(predicted),
    losses: bytesIn(losses)
  }
}
