/** Value by value: ∂a = b ⊙ ∂. A gate [examples, channels] is the same everywhere, where its gradients add up. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { isGate } from '../../../networks/kinds/product'
import { float, type Output } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

export const product: NodeWriter<NodeOf<'product'>> = (pass, node, [{ value: one }, { value: second }]) => {
  const { builder } = pass
  const gated = isGate(node.inputs.map((name) => pass.shapeOf(name)))
  const [, , channels] = pass.shapeOf(node.name)
  const other = gated ? pass.reshape(second, -1, 1, 1, channels) : second
  const summed = (gradient: Output): Output => builder.op('Sum', [gradient, builder.ints(1, 2)], {
    T: float, Tidx: { type: 'int32' }, keep_dims: { bool: false }
  })
  return {
    signal: plain(pass.multiply(one, other)),
    backward: (gradient) => {
      const ofOther = pass.multiply(gradient, one)
      return {
        inputs: [pass.multiply(gradient, other), gated ? summed(ofOther) : ofOther], parameters: withoutParameters
      }
    }
  }
}
