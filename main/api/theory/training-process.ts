/** An experiment that trains networks, in a training process, which is ended when it is stopped or its time is over. */
import type { TrainingExperimentName } from '../../../preload/schema/theory'
import type { Asked } from '../../../preload/schema/theory/asked'
import { launch } from '../../trainer/launch'
import { overLimit, type ComputingOptions, type TheoryOutcome } from './requests'

type TrainingAsked = Asked & { experiment: TrainingExperimentName }

/**
 * Null when it was stopped.
 * @param store its folder
 * @throws Failure when its time is over, or with what the experiment says
 */
export async function computedByTraining(
  store: string, asked: TrainingAsked, { tell, limitSeconds = null, signal }: ComputingOptions
): Promise<TheoryOutcome | null> {
  if (signal?.aborted) return null
  const { experiment, parameters, seeds } = asked
  const limit = limitSeconds === null ? null : AbortSignal.timeout(limitSeconds * 1000)
  const ending = [signal, limit].filter((one) => one !== null && one !== undefined)
  try {
    const { results, claims, seconds } = await launch(
      { kind: 'experiment', store, dataFolder: null, experiment, parameters: { ...parameters }, seeds: [...seeds] },
      ({ done, of }) => tell?.(done, of),
      { signal: AbortSignal.any(ending) }
    ).done
    return { results, claims, seconds }
  } catch (error) {
    if (signal?.aborted) return null
    if (limitSeconds !== null && limit?.aborted) throw overLimit(asked, limitSeconds)
    throw error
  }
}
