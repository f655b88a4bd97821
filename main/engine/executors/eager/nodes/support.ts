/** The place of a ReLU; what it does is up to the pass. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const support: NodeRunner<NodeOf<'support'>> = (_tf, pass, node, [{ value, linearPart }]) =>
  plain(pass.support(node, value, linearPart ?? value))
