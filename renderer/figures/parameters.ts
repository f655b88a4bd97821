import { count } from '../../preload/schema/format'

/** Auxiliary heads are trained and are no part of the output; without any there is nothing to note. */
export function inTrainingNote(
  of: { parameters: number; parametersInTraining: number } | null
): string | undefined {
  return of === null || of.parameters === of.parametersInTraining
    ? undefined
    : `${count(of.parametersInTraining)} in training`
}
