/**
 * q = W ∗ z + b. ∂W = Conv2DBackpropFilter(z, ∂q), ∂z = Conv2DBackpropInput(W, ∂q), ∂b = Σ over examples and positions.
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Attributes, type Output } from '../builder'
import type { Pass } from '../pass'
import type { NodeWriter } from './node'

const attributes = ({ stride, padding }: NodeOf<'convolution'>): Attributes => ({
  T: float,
  strides: { ints: [1, stride, stride, 1] },
  padding: { text: padding.toUpperCase() },
  data_format: { text: 'NHWC' },
  use_cudnn_on_gpu: { bool: true },
  explicit_paddings: { ints: [] },
  dilations: { ints: [1, 1, 1, 1] }
})

export const convolution: NodeWriter<NodeOf<'convolution'>> = (pass, node, [input]) => {
  const { builder } = pass
  const kernel = pass.read(`${node.name}/kernel`)
  const linearPart = builder.op('Conv2D', [input.value, kernel], attributes(node))
  const biased = (): Output =>
    builder.op('BiasAdd', [linearPart, pass.read(`${node.name}/bias`)], { T: float, data_format: { text: 'NHWC' } })
  return {
    signal: { value: node.bias ? biased() : linearPart, linearPart },
    backward: (gradient, wanted) => {
      const kernelShape = builder.ints(...pass.options.variable(`${node.name}/kernel`).shape)
      const parameters = new Map([
        [
          `${node.name}/kernel`,
          builder.op('Conv2DBackpropFilter', [input.value, kernelShape, gradient], attributes(node))
        ]
      ])
      if (node.bias) {
        const sums = pass.channelSums.get(gradient) ?? sumOverPositions(pass, gradient)
        parameters.set(`${node.name}/bias`, sums)
      }
      return {
        inputs: [
          wanted
            ? builder.op('Conv2DBackpropInput', [pass.dynamicShape(input.value), kernel, gradient], attributes(node))
            : null
        ],
        parameters
      }
    }
  }
}

/**
 * A sum, because TensorFlow would join `BiasAddGrad` to the kernel's gradient, where oneDNN works it out in one thread:
 * 6 % of a training step of ALL-CNN-C (two cores, AVX-512).
 */
function sumOverPositions({ builder }: Pass, gradient: Output): Output {
  return builder.op('Sum', [gradient, builder.ints(0, 1, 2)], {
    T: float,
    Tidx: { type: 'int32' },
    keep_dims: { bool: false }
  })
}
