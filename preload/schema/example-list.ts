/** The examples of a snapshot as a list: in an order, and those alone that are asked for. */
import { z } from 'zod'
import type { AnswerRule, TrainingAnswers } from './answers'
import type { ExampleList } from './masks'
import { countsIn, floatsIn, shortsIn } from './numbers'

export const exampleOrders = ['number', 'flips', 'on', 'loss', 'error', 'disagreement'] as const
export const exampleOrderSchema = z.enum(exampleOrders)
export type ExampleOrder = z.infer<typeof exampleOrderSchema>

export const exampleFilters = ['wrong-relu', 'wrong-maskt', 'disagree'] as const
export type ExampleFilter = (typeof exampleFilters)[number]

export interface WantedExamples {
  order: ExampleOrder
  /** Under which losses and errors are ordered. */
  rule: AnswerRule
  /** Each of these must hold. */
  only: readonly ExampleFilter[]
  /** Null for every class. */
  label: number | null
  /** Of these alone; null for all. */
  among: readonly number[] | null
}

/** What the network has to be asked for an order and filters. */
export function rulesNeeded({ order, rule, only }: Pick<WantedExamples, 'order' | 'rule' | 'only'>): AnswerRule[] {
  const both = order === 'disagreement' || only.includes('disagree')
  const ordered = order === 'loss' || order === 'error'
  return (['relu', 'maskt'] as const).filter((one) =>
    both || (ordered && rule === one) || only.includes(`wrong-${one}`))
}

export interface Answered { readonly predicted: Uint16Array; readonly losses: Float32Array }

/** Every example's figures, by its number. */
export interface ExampleColumns {
  readonly examples: number
  readonly labels: Uint32Array | null
  /** Null where it was not asked. */
  readonly on: Uint32Array | null
  /** Of the first ones, whose masks before are stored. */
  readonly flips: Uint32Array | null
  /** Whether each turns on the unit that was asked for; null where none was. */
  readonly turnsOn: Uint8Array | null
  /** Null where the network has not been asked. */
  readonly answers: Readonly<Record<AnswerRule, Answered | null>>
}

export function columnsOf(list: ExampleList, answers: TrainingAnswers | null): ExampleColumns {
  const labels = list.labels ?? answers?.labels ?? null
  const answered = (rule: AnswerRule): Answered | null => {
    const own = answers?.rules.find((one) => one.rule === rule)
    return own === undefined ? null : { predicted: shortsIn(own.predicted), losses: floatsIn(own.losses) }
  }
  return {
    examples: list.examples,
    labels: labels === null ? null : countsIn(labels),
    on: list.on === null ? null : countsIn(list.on),
    flips: list.flips === null ? null : countsIn(list.flips),
    turnsOn: list.turnsOn,
    answers: { relu: answered('relu'), maskt: answered('maskt') }
  }
}

export interface ExampleAnswer { predicted: number; loss: number; wrong: boolean }

/** One example's figures. */
export interface ListedExample {
  example: number
  label: number | null
  on: number | null
  flips: number | null
  relu: ExampleAnswer | null
  maskt: ExampleAnswer | null
}

export function exampleIn({ labels, on, flips, answers }: ExampleColumns, example: number): ListedExample {
  const label = labels?.[example] ?? null
  const answerOf = (own: Answered | null): ExampleAnswer | null => {
    const predicted = own?.predicted[example]
    const loss = own?.losses[example]
    return predicted === undefined || loss === undefined ? null : { predicted, loss, wrong: predicted !== label }
  }
  return {
    example, label, on: on?.[example] ?? null, flips: flips?.[example] ?? null,
    relu: answerOf(answers.relu), maskt: answerOf(answers.maskt)
  }
}

/** The classes that there are; null where they are not known. */
export const labelsIn = ({ labels }: ExampleColumns): number[] | null =>
  labels === null ? null : [...new Set(labels)].sort((one, other) => one - other)

/**
 * The numbers of those that are wanted, in their order; equal ones by number. What takes answers that are not there
 * stays as it is: all of them, by number.
 */
export function listedExamples(columns: ExampleColumns, wanted: WantedExamples): number[] {
  const { label, among, only } = wanted
  const filters = only.map((filter) => filterOf(columns, filter))
  const isWanted = (example: number): boolean =>
    (label === null || columns.labels?.[example] === label) &&
    (columns.turnsOn === null || columns.turnsOn[example] === 1) &&
    filters.every((holds) => holds(example))
  const named = among === null
    ? Array.from({ length: columns.examples }, (_, example) => example)
    : [...new Set(among)].filter((example) => example < columns.examples).sort((one, other) => one - other)
  const found = named.filter(isWanted)
  const [first, second] = keysOf(columns, wanted)
  return found.sort((one, other) => first(other) - first(one) || second(other) - second(one) || one - other)
}

function filterOf({ labels, answers: { relu, maskt } }: ExampleColumns, filter: ExampleFilter) {
  const wrong = (own: Answered | null) => (example: number): boolean =>
    own === null || own.predicted[example] !== labels?.[example]
  switch (filter) {
    case 'wrong-relu': return wrong(relu)
    case 'wrong-maskt': return wrong(maskt)
    case 'disagree': return (example: number): boolean =>
      relu === null || maskt === null || relu.predicted[example] !== maskt.predicted[example]
  }
}

type Key = (example: number) => number
const same: Key = () => 0

/** Two keys, the larger first: what the order is called by, and what tells apart those that are alike in it. */
function keysOf(
  { on, flips, labels, answers }: ExampleColumns, { order, rule }: Pick<WantedExamples, 'order' | 'rule'>
): readonly [Key, Key] {
  const { relu, maskt } = answers
  const own = answers[rule]
  const lossOf = (of: Answered): Key => (example) => of.losses[example] ?? 0
  switch (order) {
    case 'number': return [same, same]
    case 'flips': return [(example) => flips?.[example] ?? -1, same]
    case 'on': return [(example) => on?.[example] ?? 0, same]
    case 'loss': return own === null ? [same, same] : [lossOf(own), same]
    case 'error': return own === null
      ? [same, same]
      : [(example) => Number(own.predicted[example] !== labels?.[example]), lossOf(own)]
    case 'disagreement': return relu === null || maskt === null
      ? [same, same]
      : [
          (example) => Number(relu.predicted[example] !== maskt.predicted[example]),
          (example) => Math.abs((relu.losses[example] ?? 0) - (maskt.losses[example] ?? 0))
        ]
  }
}
