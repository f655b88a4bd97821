/**
 * Drops values in training and nothing otherwise, so constants and masks go through. A bias before it is no threshold:
 * what is dropped is the biased value.
 */
import type { NodeOf } from '../../../../preload/schema/network'
import { plainConstants, weightless, type NodeKind } from './kind'

export const dropout = {
  ...weightless,
  shape: (_node, [input]) => input,
  passes: { threshold: false, activity: true },
  channels: () => 'same',
  fixedChannels: false,
  handsOn: 'values',
  constants: (_node, [input]) => plainConstants(input.value),
  masks: (_node, [input]) => input
} satisfies NodeKind<NodeOf<'dropout'>>
