/** Hands logits on; the loss and its gradient are written by the signature that knows the labels. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { withoutParameters, type NodeWriter } from './node'

export const softmaxLoss: NodeWriter<NodeOf<'softmax-loss'>> = (_pass, _node, [logits]) => ({
  signal: logits,
  backward: (gradient) => ({ inputs: [gradient], parameters: withoutParameters })
})
