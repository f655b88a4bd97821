/** The images; nothing before them wants a gradient. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { withoutParameters, type NodeWriter } from './node'

export const input: NodeWriter<NodeOf<'input'>> = (_pass, _node, [images]) => ({
  signal: images,
  backward: () => ({ inputs: [], parameters: withoutParameters })
})
