/** Inverted dropout: kept units are scaled by 1 / (1 − rate), so that nothing changes when a network is only run. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

export const dropout: NodeWriter<NodeOf<'dropout'>> = (pass, node, [input]) => {
  const { builder, options } = pass
  if (!options.dropout)
    return { signal: input, backward: (gradient) => ({ inputs: [gradient], parameters: withoutParameters }) }
  const uniform = options.dropout(node.name)
  const kept = pass.toFloat(builder.op('GreaterEqual', [uniform, builder.scalar(node.rate)], { T: float }))
  const scaled = pass.multiply(kept, builder.scalar(1 / (1 - node.rate)))
  return {
    signal: plain(pass.multiply(input.value, scaled)),
    backward: (gradient) => ({ inputs: [pass.multiply(gradient, scaled)], parameters: withoutParameters })
  }
}
