/** What stored answers say: which classes are taken for which, and where two rules disagree. */
import { readImage } from '../../db/example-images'
import { demandPredictions, readPredictions, readTestSet, type StoredPredictions } from '../../db/rule-evaluations'
import { elementOf } from '../../preload/schema/element'
import type {
  Answer,
  Confusion,
  DisagreementKind,
  Disagreements,
  EvaluationRule
} from '../../preload/schema/evaluation'
import { readRun } from './store-reader'
import type { ReadableWorkbench } from './workbench'

/** @throws Failure when the checkpoint has no stored answers under that rule */
export function confusion({ store }: ReadableWorkbench, id: string, at: string, rule: EvaluationRule): Confusion {
  return readRun(store, id, (database) => {
    demandPredictions(database)
    const testSet = readTestSet(database)
    return {
      rule,
      ...confusionOf(testSet.labels, readPredictions(database, at, rule, testSet).classes, testSet.classes)
    }
  })
}

/** Counts of every pair of label and predicted class. */
export function confusionOf(labels: Uint16Array, predicted: Uint16Array, classes: number): Omit<Confusion, 'rule'> {
  const counts = new Map<number, number>()
  const perClass = Array.from({ length: classes }, () => ({ examples: 0, wrong: 0 }))
  labels.forEach((label, example) => {
    const answered = elementOf(predicted, example)
    const cell = label * classes + answered
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
    const own = elementOf(perClass, label)
    own.examples++
    if (answered !== label) own.wrong++
  })
  const cells = [...counts].sort(([one], [other]) => one - other)
    .map(([cell, count]) => ({ label: Math.floor(cell / classes), predicted: cell % classes, count }))
  return { examples: labels.length, classes, cells, perClass }
}

export interface DisagreementRequest {
  id: string
  at: string
  first: EvaluationRule
  second: EvaluationRule
  /** null lists every kind. */
  kind: DisagreementKind | null
  skip: number
  limit: number
}

/** Test examples that two rules answer differently. @throws Failure when one of them has no stored answers */
export function disagreements(
  { store }: ReadableWorkbench,
  { id, at, first, second, kind, skip, limit }: DisagreementRequest
): Disagreements {
  return readRun(store, id, (database) => {
    demandPredictions(database)
    const testSet = readTestSet(database)
    const one = readPredictions(database, at, first, testSet)
    const other = readPredictions(database, at, second, testSet)
    const { labels } = testSet
    const counts = { 'first-right': 0, 'second-right': 0, neither: 0 }
    const examples: number[] = []
    labels.forEach((label, example) => {
      const found = kindOf(label, elementOf(one.classes, example), elementOf(other.classes, example))
      if (found === null) return
      counts[found]++
      if (kind === null || kind === found) examples.push(example)
    })
    const listed = examples.slice(skip, skip + limit).map((example) => ({
      example,
      label: elementOf(labels, example),
      first: answer(one, example),
      second: answer(other, example),
      image: readImage(database, example)
    }))
    return { first, second, examples: labels.length, counts, listed }
  })
}

function kindOf(label: number, first: number, second: number): DisagreementKind | null {
  if (first === second) return null
  if (first === label) return 'first-right'
  return second === label ? 'second-right' : 'neither'
}

const answer = ({ classes, probabilities, labelProbabilities }: StoredPredictions, example: number): Answer => ({
  predicted: elementOf(classes, example),
  probability: elementOf(probabilities, example),
  labelProbability: elementOf(labelProbabilities, example)
})
