/** q = z W + b. ∂W = zᵀ ∂q, ∂z = ∂q Wᵀ, ∂b = Σ over examples. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { sizeOf } from '../../../networks/shapes'
import { float, type Output } from '../builder'
import type { NodeWriter } from './node'

export const dense: NodeWriter<NodeOf<'dense'>> = (pass, node, [input]) => {
  const { builder } = pass
  const kernel = pass.read(`${node.name}/kernel`)
  const multiply = (a: Output, b: Output, transposeA: boolean, transposeB: boolean): Output =>
    builder.op('MatMul', [a, b], { T: float, transpose_a: { bool: transposeA }, transpose_b: { bool: transposeB } })
  const inputShape = pass.shapeOf(node.inputs[0])
  const flat = pass.reshape(input.value, -1, sizeOf(inputShape))
  const linearPart = multiply(flat, kernel, false, false)
  return {
    signal: {
      value: node.bias ? builder.op('BiasAdd', [linearPart, pass.read(`${node.name}/bias`)], { T: float }) : linearPart,
      linearPart
    },
    backward: (gradient, wanted) => {
      const parameters = new Map([[`${node.name}/kernel`, multiply(flat, gradient, true, false)]])
      if (node.bias) {
        const sums = pass.channelSums.get(gradient) ?? builder.op('BiasAddGrad', [gradient], { T: float })
        parameters.set(`${node.name}/bias`, sums)
      }
      return {
        inputs: [wanted ? pass.reshape(multiply(gradient, kernel, false, true), -1, ...inputShape) : null],
        parameters
      }
    }
  }
}
