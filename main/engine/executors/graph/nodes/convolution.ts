/** q = W ∗ z + b. ∂W = Conv2DBackpropFilter(z, ∂q), ∂z = Conv2DBackpropInput(W, ∂q), ∂b = Σ over examples and positions. */
import type { ConvolutionNode } from '../../../../../preload/schema/network'
import { float, type Attributes } from '../builder'
import type { NodeWriter } from './node'

const attributes = ({ stride, padding }: ConvolutionNode): Attributes => ({
  T: float, strides: { ints: [1, stride, stride, 1] }, padding: { text: padding.toUpperCase() },
  data_format: { text: 'NHWC' }, use_cudnn_on_gpu: { bool: true }, explicit_paddings: { ints: [] }, dilations: { ints: [1, 1, 1, 1] }
})

export const convolution: NodeWriter<ConvolutionNode> = (pass, node, [input]) => {
  const { builder } = pass
  const kernel = pass.read(`${node.name}/kernel`)
  const linearPart = builder.op('Conv2D', [input.value, kernel], attributes(node))
  const value = builder.op('BiasAdd', [linearPart, pass.read(`${node.name}/bias`)], { T: float, data_format: { text: 'NHWC' } })
  return {
    signal: { value, linearPart },
    backward: (gradient, wanted) => {
      const kernelShape = builder.ints(...pass.options.variable(`${node.name}/kernel`).shape)
      const inputShape = (): string => builder.op('Shape', [input.value], { T: float, out_type: { type: 'int32' } })
      return {
        inputs: [wanted ? builder.op('Conv2DBackpropInput', [inputShape(), kernel, gradient], attributes(node)) : null],
        parameters: new Map([
          [`${node.name}/kernel`, builder.op('Conv2DBackpropFilter', [input.value, kernelShape, gradient], attributes(node))],
          [`${node.name}/bias`, builder.op('BiasAddGrad', [gradient], { T: float, data_format: { text: 'NHWC' } })]
        ])
      }
    }
  }
}
