/** Largest or mean value of a window. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Attributes } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

const attributes = ({ window, stride, padding }: NodeOf<'max-pool' | 'average-pool'>): Attributes => ({
  T: float, ksize: { ints: [1, window, window, 1] }, strides: { ints: [1, stride, stride, 1] },
  padding: { text: padding.toUpperCase() }, data_format: { text: 'NHWC' }
})

export const maxPool: NodeWriter<NodeOf<'max-pool'>> = (pass, node, [input]) => {
  const { builder } = pass
  const value = builder.op('MaxPool', [input.value], { ...attributes(node), explicit_paddings: { ints: [] } })
  return {
    signal: plain(value),
    backward: (gradient) => ({
      inputs: [
        builder.op('MaxPoolGrad', [input.value, value, gradient], {
          ...attributes(node),
          explicit_paddings: { ints: [] }
        })
      ],
      parameters: withoutParameters
    })
  }
}

export const averagePool: NodeWriter<NodeOf<'average-pool'>> = (pass, node, [input]) => {
  const { builder } = pass
  return {
    signal: plain(builder.op('AvgPool', [input.value], attributes(node))),
    backward: (gradient) => ({
      inputs: [builder.op('AvgPoolGrad', [pass.dynamicShape(input.value), gradient], attributes(node))],
      parameters: withoutParameters
    })
  }
}
