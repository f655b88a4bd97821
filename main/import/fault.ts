/**
 * What is wrong with a model's file, as one sentence. Names in it come from the file: they are cut and made visible.
 */
import { Failure } from '../../preload/schema/failure'

/** @param problem what is wrong, and what to do where that is not plain; without a full stop */
export type Fault = (problem: string) => Failure

export const faultOf =
  (file: string): Fault =>
  (problem) =>
    new Failure(`${shown(file)} cannot be imported: ${problem}.`)

const longestShown = 60

/**
 * A foreign name between quotation marks would break a sentence by its length, by a new line or by what a terminal does
 * with it.
 */
export const shown = (name: string): string =>
  (name.length > longestShown ? `${name.slice(0, longestShown)}…` : name).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"]/gu, '�')

/** Failures of the engine, which know the network but not its file. */
export function withFault<T>(fault: Fault, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw fault(error.message.charAt(0).toLowerCase() + error.message.slice(1).replace(/\.$/, ''))
  }
}
