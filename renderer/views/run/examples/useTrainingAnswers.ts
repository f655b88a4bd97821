/** What the network answers to the training examples. */
import type { RequestOf, TrainingAnswers } from '../../../../preload/contract'
import { call } from '../../../transport/client'
import { useLongQuestion, type LongAnswer } from '../useLongQuestion'

/** @param asked null while nothing takes answers */
export const useTrainingAnswers = (
  asked: () => RequestOf<'linear.answers'> | null
): LongAnswer<TrainingAnswers> => useLongQuestion({
  asked,
  ask: async (request) => (await call('linear.answers', request)).answers,
  stop: () => call('linear.stop', {}),
  progressIn: (event) => (event.type === 'answers-progress' ? event.done / event.of : null),
  // Those of another snapshot say nothing of this one.
  stays: (found, request) => found.snapshot === request?.snapshot
})
