/**
 * q = W ∗ z + b. ∂W = Conv2DBackpropFilter(z, ∂q), ∂z = Conv2DBackpropInput(W, ∂q), ∂b = Σ over examples and positions.
 *
 * With the precision bfloat16 z, W and ∂q are rounded to it; oneDNN multiplies them by instructions of their own and
 * adds in float32, so that each product alone is rounded, and once more what comes out: relatively 2⁻⁸ each.
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import type { Precision } from '../../executor'
import { float, type Attributes, type Output } from '../builder'
import type { Pass } from '../pass'
import type { NodeWriter } from './node'
import { paddingAttributes } from './window'

const attributes = ({ stride, padding }: NodeOf<'convolution'>, precision: Precision): Attributes => ({
  T: { type: precision },
  strides: { ints: [1, stride, stride, 1] },
  ...paddingAttributes(padding),
  data_format: { text: 'NHWC' },
  use_cudnn_on_gpu: { bool: true },
  dilations: { ints: [1, 1, 1, 1] }
})

export const convolution: NodeWriter<NodeOf<'convolution'>> = (pass, node, [input]) => {
  const { builder, options: { precision } } = pass
  const [value, kernel] = [input.value, pass.read(`${node.name}/kernel`)].map((one) => rounded(pass, one))
  const operation = (type: string, inputs: readonly Output[]): Output =>
    whole(pass, builder.op(type, inputs, attributes(node, precision)))
  const linearPart = operation('Conv2D', [value, kernel])
  const biased = (): Output =>
    builder.op('BiasAdd', [linearPart, pass.read(`${node.name}/bias`)], { T: float, data_format: { text: 'NHWC' } })
  return {
    signal: { value: node.bias ? biased() : linearPart, linearPart },
    backward: (arriving, wanted) => {
      const gradient = rounded(pass, arriving)
      const kernelShape = builder.ints(...pass.options.variable(`${node.name}/kernel`).shape)
      const parameters = new Map([
        [`${node.name}/kernel`, operation('Conv2DBackpropFilter', [value, kernelShape, gradient])]
      ])
      if (node.bias) {
        const sums = pass.channelSums.get(arriving) ?? sumOverPositions(pass, arriving)
        parameters.set(`${node.name}/bias`, sums)
      }
      return {
        inputs: [
          wanted ? operation('Conv2DBackpropInput', [pass.dynamicShape(input.value), kernel, gradient]) : null
        ],
        parameters
      }
    }
  }
}

/** To the precision of the pass, and back. */
const rounded = (pass: Pass, value: Output): Output => cast(pass, value, 'float32', pass.options.precision)
const whole = (pass: Pass, value: Output): Output => cast(pass, value, pass.options.precision, 'float32')

const cast = ({ builder }: Pass, value: Output, from: Precision, to: Precision): Output => (from === to
  ? value
  : builder.op('Cast', [value], { SrcT: { type: from }, DstT: { type: to }, Truncate: { bool: false } }))

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
