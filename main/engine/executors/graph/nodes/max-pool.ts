/** Largest value of a window; the gradient goes to where it was. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, withoutParameters, type NodeWriter } from './node'
import { windowAttributes } from './window'

export const maxPool: NodeWriter<NodeOf<'max-pool'>> = (pass, node, [input]) => {
  const { builder } = pass
  const value = builder.op('MaxPool', [input.value], { ...windowAttributes(node), explicit_paddings: { ints: [] } })
  return {
    signal: plain(value),
    backward: (gradient) => ({
      inputs: [
        builder.op('MaxPoolGrad', [input.value, value, gradient], {
          ...windowAttributes(node),
          explicit_paddings: { ints: [] }
        })
      ],
      parameters: withoutParameters
    })
  }
}
