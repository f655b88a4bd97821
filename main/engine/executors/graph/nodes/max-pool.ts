/** Largest value of a window; the gradient goes to where it was. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, withoutParameters, type NodeWriter } from './node'
import { paddingAttributes, windowAttributes } from './window'

export const maxPool: NodeWriter<NodeOf<'max-pool'>> = (pass, node, [input]) => {
  const { builder } = pass
  const attributes = { ...windowAttributes(node), ...paddingAttributes(node.padding) }
  const value = builder.op('MaxPool', [input.value], attributes)
  return {
    signal: plain(value),
    backward: (gradient) => ({
      inputs: [builder.op('MaxPoolGrad', [input.value, value, gradient], attributes)],
      parameters: withoutParameters
    })
  }
}
