/** The linear part of a sum is the sum of linear parts, where a plain input is its own. */
import type { NodeOf } from '../../../../../preload/schema/network'
import type { NodeRunner } from './node'

export const sum: NodeRunner<NodeOf<'sum'>> = (tf, _pass, _node, inputs) => ({
  value: tf.addN(inputs.map(({ value }) => value)),
  linearPart: tf.addN(inputs.map(({ value, linearPart }) => linearPart ?? value))
})
