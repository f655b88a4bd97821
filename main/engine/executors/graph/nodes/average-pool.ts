/** Mean value of a window. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, withoutParameters, type NodeWriter } from './node'
import { windowAttributes } from './window'

export const averagePool: NodeWriter<NodeOf<'average-pool'>> = (pass, node, [input]) => {
  const { builder } = pass
  return {
    signal: plain(builder.op('AvgPool', [input.value], windowAttributes(node))),
    backward: (gradient) => ({
      inputs: [builder.op('AvgPoolGrad', [pass.dynamicShape(input.value), gradient], windowAttributes(node))],
      parameters: withoutParameters
    })
  }
}
