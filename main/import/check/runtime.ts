/** A runtime of other people's that runs a file as it is. */

/**
 * What it gave of each image that there was time for, value by value, as they lie in the file; null of one that it
 * cannot tell.
 */
export interface Ran {
  /** With its version: "onnxruntime 1.30.0". */
  runtime: string
  images: readonly (readonly (Float32Array | null)[])[]
}

/** Why a runtime cannot run a file, as a sentence ends. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun'
}

/** Milliseconds in which images are run; those that are done by then are compared. */
export const patience = 60_000
