/**
 * Mean value of a window. TensorFlow's takes no four numbers, so that their zeros are added before it; where these do
 * not count, the mean of all is brought to that of the values inside.
 */
import type { NodeOf, Padding, Pads } from '../../../../../preload/schema/network'
import { insideWeights, padsOf, pairOf } from '../../../networks/kinds/window'
import { float, type Attributes, type Output } from '../builder'
import type { Pass } from '../pass'
import { plain, withoutParameters, type NodeWriter } from './node'
import { windowAttributes } from './window'

export const averagePool: NodeWriter<NodeOf<'average-pool'>> = (pass, node, [input]) => {
  const { builder } = pass
  const shape = pass.shapeOf(node.inputs[0])
  const window = pairOf(node.window)
  const padding: Padding = node.countsPadding === true ? padsOf(node, shape, window) : node.padding
  const pads = typeof padding === 'string' ? null : padding
  const attributes: Attributes =
    { ...windowAttributes(node), padding: { text: typeof padding === 'string' ? padding.toUpperCase() : 'VALID' } }
  const inside = pads === null || node.countsPadding === true ? null : insideWeights(node, shape, window)
  const weighted = (value: Output): Output =>
    (inside === null ? value : pass.multiply(value, builder.constant(inside.values, inside.shape)))
  const padded = pads === null ? input.value : withZeros(pass, input.value, pads)
  return {
    signal: plain(weighted(builder.op('AvgPool', [padded], attributes))),
    backward: (gradient) => {
      const ofPadded = builder.op('AvgPoolGrad', [pass.dynamicShape(padded), weighted(gradient)], attributes)
      return {
        inputs: [pads === null ? ofPadded : withoutZeros(pass, ofPadded, input.value, pads)],
        parameters: withoutParameters
      }
    }
  }
}

function withZeros({ builder }: Pass, value: Output, [top, left, bottom, right]: Pads): Output {
  const paddings = builder.constant(Int32Array.of(0, 0, top, bottom, left, right, 0, 0), [4, 2])
  return builder.op('Pad', [value, paddings], { T: float, Tpaddings: { type: 'int32' } })
}

/** The part of a padded value that is the input's. */
const withoutZeros = (pass: Pass, value: Output, input: Output, [top, left]: Pads): Output =>
  pass.builder.op('Slice', [value, pass.builder.ints(0, top, left, 0), pass.dynamicShape(input)], {
    T: float, Index: { type: 'int32' }
  })
