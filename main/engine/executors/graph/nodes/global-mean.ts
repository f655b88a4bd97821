/** Mean over positions: [examples, height, width, channels] → [examples, channels]. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

export const globalMean: NodeWriter<NodeOf<'global-mean'>> = (pass, node, [input]) => {
  const { builder } = pass
  const [height, width, channels] = pass.shapeOf(node.inputs[0])
  const mean = builder.op('Mean', [input.value, builder.ints(1, 2)], {
    T: float,
    Tidx: { type: 'int32' },
    keep_dims: { bool: false }
  })
  return {
    signal: plain(mean),
    backward: (gradient) => {
      const share = builder.constant(new Float32Array(height * width).fill(1 / (height * width)), [1, height, width, 1])
      return {
        inputs: [pass.multiply(pass.reshape(gradient, -1, 1, 1, channels), share)],
        parameters: withoutParameters
      }
    }
  }
}
