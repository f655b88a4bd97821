/** Along channels; each input's gradient is its slice of the whole. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

export const concatenation: NodeWriter<NodeOf<'concatenation'>> = (pass, node, inputs) => {
  const { builder } = pass
  const channels = node.inputs.map((name) => pass.shapeOf(name)[2])
  const value = builder.op(
    'ConcatV2',
    [...inputs.map((input) => input.value), builder.constant(Int32Array.of(3), [])],
    { T: float, N: { int: inputs.length }, Tidx: { type: 'int32' } }
  )
  const part = (gradient: string, index: number): string => {
    const before = channels.slice(0, index).reduce((total, count) => total + count, 0)
    return builder.op('Slice', [gradient, builder.ints(0, 0, 0, before), builder.ints(-1, -1, -1, channels[index])], {
      T: float,
      Index: { type: 'int32' }
    })
  }
  return {
    signal: plain(value),
    backward: (gradient) => ({
      inputs: inputs.map((_input, index) => part(gradient, index)),
      parameters: withoutParameters
    })
  }
}
