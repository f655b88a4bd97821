/** How every question is answered. */
import { setImmediate as turn } from 'node:timers/promises'
import { Failure } from '../../../preload/schema/failure'
import type { LinearMoment, LinearReading, MaskRule, Outcome } from '../../../preload/schema/linear'
import { consecutive, type DataSet, type ExampleSource } from '../../engine/datasets/dataset'
import { countDifferences } from '../../engine/bits/bits'
import { bytesOf, classMap, lossOf, outcomeOf, outcomesIn } from '../../engine/evaluation/linear-map'
import { MaskedNetwork } from '../../engine/executors/eager/masked-network'
import { imageShapeOf } from '../../engine/networks/shapes'
import { forcedUnits, type ChosenMasks, type ForcedUnits } from '../../engine/support/chosen-masks'
import { alternatingSolvers } from './alternating-solvers'
import { firstLayer } from './first-layer'
import { lastLayers } from './last-layers'
import { lookAt, type LookedAt } from './looked-at'
import { examplesAtOnce, type Means } from './means'
import type { Answer, Given, QuestionName } from './questions'
import { solvers } from './solvers'
import { trainingAnswers } from './training-answers'

type AnswerTo<Q extends QuestionName> = (means: Means, given: Given<Q>) => Promise<Answer<Q>>

export const answers: { readonly [Q in QuestionName]: AnswerTo<Q> } = {
  linear: linearMapOf,
  'what if': whatIf,
  error: changedError,
  answers: trainingAnswers,
  'first layer': firstLayer,
  'last layers': lastLayers,
  solvers,
  'alternating solvers': alternatingSolvers
}

/** Masks decided by the network, or those that are stored. */
const chosenBy = (rule: MaskRule, stored: Uint8Array | null, forced: ForcedUnits | null): ChosenMasks =>
  rule.rule === 'relu' ? { form: 'affine', stored: null, forced } : { form: rule.form, stored, forced }

function imageOf({ train }: DataSet, example: number): { image: Float32Array; label: number } {
  if (example >= train.count) throw new Failure(`The data set has the training examples 0 to ${train.count - 1}.`)
  const { images, labels } = train.read(Int32Array.of(example))
  return { image: images, label: labels[0] }
}

/**
 * What the run's file has, then the data, then networks: whatever is wrong is told before TensorFlow is loaded, and a
 * network that is in memory does not make room for another while files are waited for.
 */
async function linearMapOf(means: Means, given: Given<'linear'>): Promise<Answer<'linear'>> {
  const { example, form } = given
  const look = <T>(read: (at: LookedAt) => T): T => lookAt(means.place, means.networks, given, read)
  const { run, now, before } = look((at) => {
    const earlier = at.before(example)
    return {
      run: at.run,
      now: { record: at.record, masks: at.masksOf(example) },
      before: earlier && { record: earlier, masks: at.masksOf(example, earlier) }
    }
  })
  const { image, label } = imageOf(await means.networks.data(run.configuration, given.dataFolder), example)
  const network = look((at) => at.network(now.record))
  const own = chosenBy({ rule: 'relu' }, null, null)
  const [relu] = outcomesIn((await network.run({ count: 1, images: image }, own)).logits, 1)
  const classes = classesAsked(given.classes, relu)
  const momentOf = async (of: MaskedNetwork, { record, masks }: NonNullable<typeof before>): Promise<LinearMoment> => ({
    snapshot: record.index,
    relu: await readingOf(of, image, masks, { rule: 'relu' }, classes),
    masks: await readingOf(of, image, masks, { rule: 'masks', form }, classes)
  })
  const earlier = before && orSentence(() => look((at) => at.network(before.record)))
  return {
    example, label,
    shape: imageShapeOf(run.topology),
    image: bytesOf(image),
    now: await momentOf(network, now),
    before: before && earlier instanceof MaskedNetwork ? await momentOf(earlier, before) : null,
    missing: typeof earlier === 'string' ? earlier : null
  }
}

/** What it gives, or why it does not. */
function orSentence<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}

/** @throws Failure when there is no such class */
function classesAsked(classes: Given<'linear'>['classes'], { logits, predicted }: Outcome): number[] {
  if (classes === 'predicted') return [predicted]
  if (classes === 'all') return [...logits.keys()]
  const unknown = classes.find((label) => label >= logits.length)
  if (unknown !== undefined)
    throw new Failure(`The network has the classes 0 to ${logits.length - 1}, and no class ${unknown}.`)
  return classes
}

async function readingOf(
  network: MaskedNetwork, image: Float32Array, masks: Uint8Array, rule: MaskRule, classes: readonly number[]
): Promise<LinearReading> {
  const chosen = chosenBy(rule, masks, null)
  const found = []
  for (const label of classes) found.push({ label, ...await network.linearMap(image, chosen, label) })
  return { rule, outcome: outcomeOf(found[0].logits), classes: found.map((one) => classMap(one, image)) }
}

async function whatIf(means: Means, given: Given<'what if'>): Promise<Answer<'what if'>> {
  const { example, rule, changes, masksOf } = given
  demandStored(rule, masksOf)
  const look = <T>(read: (at: LookedAt) => T): T => lookAt(means.place, means.networks, given, read)
  const { run, record, own, others, forced } = look((at) => ({
    run: at.run,
    record: at.record,
    own: at.masksOf(example),
    others: masksOf === null ? null : at.masksOf(masksOf),
    forced: forcedUnits(at.layout, changes)
  }))
  const { image, label } = imageOf(await means.networks.data(run.configuration, given.dataFolder), example)
  const network = look((at) => at.network(record))
  const images = { count: 1, images: image }
  const before = await network.run(images, chosenBy(rule, own, null))
  const after = await network.run(images, chosenBy(rule, others ?? own, forced))
  return {
    snapshot: record.index, example, label,
    before: outcomesIn(before.logits, 1)[0],
    after: outcomesIn(after.logits, 1)[0],
    masksBefore: before.masks,
    masksAfter: after.masks,
    changedUnits: countDifferences(before.masks, 0, after.masks, 0, own.length)
  }
}

/** @throws Failure when another example's masks are to be used, and the network decides masks by itself */
function demandStored({ rule }: MaskRule, masksOf: number | null): void {
  if (rule === 'relu' && masksOf !== null)
    throw new Failure('The network decides its own masks under ReLU; another example’s are for the rule "masks".')
}

/** Null when it was stopped. */
async function changedError(means: Means, given: Given<'error'>): Promise<Answer<'error'>> {
  demandStored(given.rule, given.masksOf)
  const { run, snapshot, stored, forced } = lookAt(means.place, means.networks, given, (at) => ({
    run: at.run, snapshot: at.record.index, stored: at.stored(), forced: forcedUnits(at.layout, given.changes)
  }))
  const data = await means.networks.data(run.configuration, given.dataFolder)
  const measured = measuredExamples({ ...given, snapshot }, data, stored)
  const sums: Sums = { before: { wrong: 0, loss: 0 }, after: { wrong: 0, loss: 0 }, differing: 0 }
  const { length } = measured.indices
  for (let first = 0; first < length; first += examplesAtOnce) {
    if (means.stopped()) return null
    const some = measured.indices.subarray(first, first + examplesAtOnce)
    // At each batch anew: other questions may have taken the network's place in memory.
    const { network, own, others } = lookAt(means.place, means.networks, { id: given.id, snapshot }, (at) => ({
      network: at.network(), ...masksFor(at, measured, some, given.masksOf)
    }))
    const batch = measured.source.read(some)
    const before = await network.run(batch, chosenBy(given.rule, own, null))
    const after = await network.run(batch, chosenBy(given.rule, others ?? own, forced))
    add(sums, batch.labels, outcomesIn(before.logits, some.length), outcomesIn(after.logits, some.length))
    means.tell(first + some.length, length)
    await turn()
  }
  const mean = ({ wrong, loss }: Measured) => ({ wrong, loss: loss / length })
  return {
    snapshot, examples: length, before: mean(sums.before), after: mean(sums.after), differing: sums.differing
  }
}

interface MeasuredExamples { indices: Int32Array; source: ExampleSource; stored: boolean }
interface Measured { wrong: number; loss: number }
interface Sums { before: Measured; after: Measured; differing: number }

/** @throws Failure when there are none, or masks are asked for that are not stored */
function measuredExamples(
  { examples, rule, masksOf, snapshot }: Given<'error'>, { train, test }: DataSet, stored: number
): MeasuredExamples {
  if (examples.of === 'test') {
    if (masksOf !== null) throw new Failure('Test examples have no stored masks; the network decides theirs.')
    return { indices: consecutive(0, test.count), source: test, stored: false }
  }
  const indices = consecutive(0, Math.min(stored, train.count)).filter((one) => train.labels[one] === examples.label)
  if (indices.length === 0)
    throw new Failure(`Snapshot ${snapshot} holds masks of no example of class ${examples.label}.`)
  return { indices, source: train, stored: rule.rule === 'masks' }
}

function masksFor(at: LookedAt, { stored }: MeasuredExamples, some: Int32Array, masksOf: number | null) {
  if (!stored) return { own: null, others: null }
  const repeated = masksOf === null ? null : new Int32Array(some.length).fill(masksOf)
  return { own: at.masksOfAll(some), others: repeated && at.masksOfAll(repeated) }
}

function add(sums: Sums, labels: Int32Array, before: readonly Outcome[], after: readonly Outcome[]): void {
  labels.forEach((label, n) => {
    for (const [sum, outcome] of [[sums.before, before[n]], [sums.after, after[n]]] as const) {
      if (outcome.predicted !== label) sum.wrong++
      sum.loss += lossOf(outcome, label)
    }
    if (before[n].predicted !== after[n].predicted) sums.differing++
  })
}
