/** What is dropped is up to the pass: nothing, when a network is only run. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const dropout: NodeRunner<NodeOf<'dropout'>> = (_tf, pass, node, [input]) =>
  plain(pass.dropout(node, input.value))
