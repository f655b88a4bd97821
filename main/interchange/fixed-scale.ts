/**
 * A scale and a shift that nothing trains, as other programs put before or between layers: a frozen batch-norm. With
 * this ε its variance 1 − ε is a float32, and their sum is exactly one.
 */
import type { ParameterRole } from '../engine/networks/parameters'
import type { Shape } from '../engine/networks/shapes'
import type { NewNode, Tensor } from './model'

const epsilon = 2 ** -16

interface Writing {
  add(node: NewNode): string
  shapeOf(node: string): Shape
  setWeights(node: string, role: ParameterRole, tensor: Tensor): void
}

/** Of each channel, or one number for all: (value − mean) · factor + offset. */
export interface FixedScale { mean?: ArrayLike<number>; factor: ArrayLike<number>; offset: ArrayLike<number> }

/** @returns the node’s name */
export function scaledBy(writing: Writing, input: string, { mean = [0], factor, offset }: FixedScale): string {
  const channels = writing.shapeOf(input).at(-1) ?? 0
  const each = (values: ArrayLike<number>): Tensor => ({
    shape: [channels],
    values: Float32Array.from({ length: channels }, (_, channel) => values[values.length === 1 ? 0 : channel])
  })
  const name = writing.add({ type: 'batch-norm', inputs: [input], epsilon, decay: 0, frozen: true })
  writing.setWeights(name, 'mean', each(mean))
  writing.setWeights(name, 'variance', each([1 - epsilon]))
  writing.setWeights(name, 'scale', each(factor))
  writing.setWeights(name, 'shift', each(offset))
  return name
}
