/** The examples of a snapshot: what is known of each, and those that a view lists, in their order. */
import { computed, type ComputedRef, type Ref } from 'vue'
import {
  columnsOf, exampleIn, labelsIn, listedExamples, type AnswerRule, type ExampleOrder, type RequestOf,
  type TrainingAnswers, type WantedExamples
} from '../../../../preload/contract'
import { captionOf, type Caption } from '../../../figures/exampleCaptions'
import { useAnswer } from '../../../components/useAnswer'

export interface Examples {
  /** The numbers of those that are listed. */
  listed: ComputedRef<readonly number[]>
  /** Classes that there are; null while they are not known. */
  labels: ComputedRef<number[] | null>
  captions: ComputedRef<(example: number) => Caption>
  failure: Ref<string | null>
  /** Whether they have been read. */
  ready: ComputedRef<boolean>
}

export function useExamples(
  asked: () => RequestOf<'masks.examples'>, wanted: () => WantedExamples, answers: () => TrainingAnswers | null
): Examples {
  const { answer: list, failure } = useAnswer('masks.examples', asked)
  const columns = computed(() => {
    const { value } = list
    const known = answers()
    // While a person scrubs, one of both comes first.
    return value === null ? null : columnsOf(value, known?.snapshot === value.snapshot ? known : null)
  })
  const noted = (order: ExampleOrder, rule: AnswerRule) => (example: number): Caption =>
    columns.value === null
      ? { name: String(example), note: '', wrong: false, words: `Example ${example}` }
      : captionOf(exampleIn(columns.value, example), order, rule)
  return {
    listed: computed(() => (columns.value === null ? [] : listedExamples(columns.value, wanted()))),
    labels: computed(() => (columns.value === null ? null : labelsIn(columns.value))),
    captions: computed(() => noted(wanted().order, wanted().rule)),
    failure,
    ready: computed(() => columns.value !== null)
  }
}
