/** Channels in another order; the gradient of each goes back to where it was, and that of one left out is zero. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { placesOf } from '../../picks'
import { float, int, type Output } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

export const channels: NodeWriter<NodeOf<'channels'>> = (pass, node, [input]) => {
  const { builder } = pass
  const shape = pass.shapeOf(node.inputs[0])
  const axis = builder.constant(Int32Array.of(shape.length), [])
  const gathered = (value: Output, picks: readonly number[]): Output => builder.op(
    'GatherV2', [value, builder.ints(...picks), axis],
    { Tparams: float, Tindices: int, Taxis: int, batch_dims: { int: 0 } }
  )
  const zeros = builder.constant(Int32Array.from([...shape.flatMap(() => [0, 0]), 0, 1]), [shape.length + 1, 2])
  return {
    signal: plain(gathered(input.value, node.picks)),
    backward: (gradient) => {
      const withZero = builder.op('Pad', [gradient, zeros], { T: float, Tpaddings: int })
      return {
        inputs: [gathered(withZero, placesOf(node.picks, shape[shape.length - 1]))], parameters: withoutParameters
      }
    }
  }
}
