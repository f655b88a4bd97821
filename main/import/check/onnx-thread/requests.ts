/** What is asked of the thread that runs an ONNX file in onnxruntime, and what it answers. */

export interface OnnxRunRequest {
  bytes: Uint8Array
  /** Files that hold values of it, by name. */
  beside: ReadonlyMap<string, Uint8Array>
  input: string
  /** The one that the file gives unasked. */
  output: string
  /** Of one image, as the file has it. */
  shape: readonly number[]
  /** Whether its values of other floating-point types are made float32 before it is run. */
  asFloat32: boolean
  /** One after the other, in that shape. */
  images: readonly Float32Array[]
  /** Values to be told of each image; any that a node of the file gives. */
  values: readonly string[]
}

/** `unable`: in the runtime's own words. */
export type OnnxRunAnswer =
  | { kind: 'loaded'; version: string }
  | { kind: 'ran'; values: Float32Array[] }
  | { kind: 'ended' }
  | { kind: 'unable'; reason: string }
