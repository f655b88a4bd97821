/**
 * q = W ∗ z + b. ∂W = Conv2DBackpropFilter(z, ∂q), ∂z = Conv2DBackpropInput(W, ∂q), ∂b = Σ over examples and positions.
 *
 * With the precision bfloat16 z, W and ∂q are rounded to it; oneDNN multiplies them by instructions of their own and
 * adds in float32, so that each product alone is rounded, and once more what comes out: relatively 2⁻⁸ each.
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import type { Precision } from '../../executor'
import { float, type Output } from '../builder'
import type { Pass } from '../pass'
import type { NodeWriter } from './node'
import { productsOf } from './products'

export const convolution: NodeWriter<NodeOf<'convolution'>> = (pass, node, [input]) => {
  const { builder } = pass
  const [value, kernel] = [input.value, pass.read(`${node.name}/kernel`)].map((one) => rounded(pass, one))
  const products = productsOf(pass, node)
  const linearPart = whole(pass, products.forward(value, kernel))
  const biased = (): Output =>
    builder.op('BiasAdd', [linearPart, pass.read(`${node.name}/bias`)], { T: float, data_format: { text: 'NHWC' } })
  return {
    signal: { value: node.bias ? biased() : linearPart, linearPart },
    backward: (arriving, wanted) => {
      const gradient = rounded(pass, arriving)
      const parameters = new Map([[`${node.name}/kernel`, whole(pass, products.kernelGradient(value, gradient))]])
      if (node.bias) {
        const sums = pass.channelSums.get(arriving) ?? sumOverPositions(pass, arriving)
        parameters.set(`${node.name}/bias`, sums)
      }
      return {
        inputs: [
          wanted ? whole(pass, products.inputGradient(pass.dynamicShape(input.value), kernel, gradient)) : null
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
