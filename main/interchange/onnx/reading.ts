/** What a kind's mapping is given to read an operator of ONNX. */
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Sliding } from '../../engine/networks/kinds/window'
import type { Shape } from '../../engine/networks/shapes'
import type { FixedScale } from '../fixed-scale'
import type { NewNode, Tensor } from '../model'

/**
 * `images`: [examples, channels, height, width]; `images last`: channels last; `column`: one value per channel after a
 * mean over positions, with two axes of length 1, and `short column` with one of them; `flat`: [examples, values], in
 * our order or, where `rows` are given, in that of channels first; `groups`: images whose channels are parted,
 * [examples, groups, channels / groups, height, width].
 */
export type OnnxLayout = 'groups' | 'images' | 'images last' | 'column' | 'short column' | 'flat'

export interface OnnxValue {
  node: string
  layout: OnnxLayout
  /** Height × width × channels of what was flattened channels first. */
  rows: Shape | null
  /** How many, of the layout `groups`. */
  groups?: number
  /** After a softmax nothing more may come. */
  probabilities: boolean
}

export interface Window {
  size: [number, number]
  sliding: Sliding
  /** The last window reaches beyond the padding that was asked for (`ceil_mode`). */
  reachesBeyond: boolean
}

export interface OnnxReading {
  /** How many inputs it has, constants among them; '' is one that is left out. */
  inputs: readonly string[]
  /** A value that is computed from the image. @param final whether it may be probabilities */
  taken(position?: number, final?: boolean): OnnxValue
  /** The first value, which must be images that lie channels first. @returns height × width × channels */
  images(): { node: string; shape: Shape }
  /** Which of its outputs is read, of how many. */
  output: { part: number; parts: number }
  isConstant(position: number): boolean
  /** A constant or a number computed of shapes that is no list. */
  isOneNumber(position: number): boolean
  /** Constant float32 weights. */
  tensor(position: number): Tensor
  /** A constant that is one number, or one for each of that value's channels. */
  ofChannels(position: number, value: OnnxValue): Float32Array
  /** Constant integers; null where there are none. */
  constantIntegers(position: number): number[] | null
  integer(attribute: string, missing: number): number
  integers(attribute: string): number[] | null
  float(attribute: string, missing: number): number
  text(attribute: string, missing: string): string
  /** @param size of the kernel, where it is not an attribute */
  window(input: Shape, size: readonly number[] | null): Window
  /** A sentence about this operator. */
  named(problem: string): Error
  /** @returns the node's name */
  add(node: NewNode): string
  shapeOf(node: string): Shape
  setWeights(node: string, role: ParameterRole, tensor: Tensor): void
  /**
   * The other input times a factor plus an offset, made of this constant: by the weights of the layer that gives it,
   * where nobody else takes that, else by a fixed scale of its own.
   */
  scaledBy(position: number, scale: (constant: Float32Array) => FixedScale): OnnxValue
}

export type OnnxReader = (reading: OnnxReading) => OnnxValue

export const onnxValue = (node: string, layout: OnnxLayout): OnnxValue =>
  ({ node, layout, rows: null, probabilities: false })

/** Axes of length one are for broadcasting. */
export const squeezed = ({ values }: Tensor): Tensor => ({ shape: [values.length], values })
