/** Values as they lie in memory, so only the shape changes, forwards and backwards. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { sizeOf } from '../../../networks/shapes'
import { plain, withoutParameters, type NodeWriter } from './node'

export const flatten: NodeWriter<NodeOf<'flatten'>> = (pass, node, [input]) => {
  const shape = pass.shapeOf(node.inputs[0])
  return {
    signal: plain(pass.reshape(input.value, -1, sizeOf(shape))),
    backward: (gradient) => ({ inputs: [pass.reshape(gradient, -1, ...shape)], parameters: withoutParameters })
  }
}
