/** When a run's test error first was as small as the errors that comparisons tell of. */
import { reachedErrors, type ComparedRun } from '../../../preload/schema/run-comparison'
import { iterationsTo, type Tested } from '../../../preload/schema/statistics'

/** By `reachedErrors`; null where it never was. @param seconds of the training until an iteration */
export const reachedIn = (tests: readonly Tested[], seconds: (iteration: number) => number): ComparedRun['reached'] =>
  reachedErrors.map((error) => {
    const iterations = iterationsTo(error, tests)
    return iterations === null ? null : { iterations, seconds: seconds(iterations) }
  })
