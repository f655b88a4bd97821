/**
 * What is wrong with a model's file, as one sentence. Names in it come from the file: they are cut and made visible.
 */
import { Failure } from '../../preload/schema/failure'
import { shown } from '../interchange/shown'

export { shown }

/** A setting of a file, made fit for a sentence. */
export function shownValue(value: unknown): string {
  try {
    return shown(JSON.stringify(value) ?? 'missing').replaceAll('�', "'")
  } catch {
    // A list in a list in a list, deeper than can be written out.
    return 'a list of lists'
  }
}

/** @param problem what is wrong, and what to do where that is not plain; without a full stop */
export type Fault = (problem: string) => Failure

export const faultOf =
  (file: string): Fault =>
  (problem) =>
    new Failure(`${shown(file)} cannot be imported: ${problem}.`)

/** Failures of the engine, which know the network but not its file. */
export function withFault<T>(fault: Fault, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw fault(error.message.charAt(0).toLowerCase() + error.message.slice(1).replace(/\.$/, ''))
  }
}
