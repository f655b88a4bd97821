/** All values of an example in a row: position by position, channels innermost. */
import type { NodeOf } from '../../../../preload/schema/network'
import { repeatedByPosition, sizeOf } from '../shape'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

export const flatten = {
  ...weightless,
  shape: (_node, [input]) => [sizeOf(input)],
  passes: passesNothing,
  channels: () => 'repeated',
  fixedChannels: false,
  handsOn: 'values',
  constants: (_node, [input], known) => plainConstants(repeatedByPosition(known.input, input.value)),
  masks: (_node, [input], routes) => input && routes.flattened(input)
} satisfies NodeKind<NodeOf<'flatten'>>
