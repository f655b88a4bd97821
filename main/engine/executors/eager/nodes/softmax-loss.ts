/** Hands logits on; the loss is computed where labels are. */
import type { NodeOf } from '../../../../../preload/schema/network'
import type { NodeRunner } from './node'

export const softmaxLoss: NodeRunner<NodeOf<'softmax-loss'>> = (_tf, _pass, _node, [logits]) => logits
