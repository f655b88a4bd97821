/** The image. It is no support's output, so it counts as on everywhere. */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

export const input = {
  ...weightless,
  shape: ({ shape }) => shape,
  passes: passesNothing,
  channels: () => 'fresh',
  fixedChannels: true,
  constants: ({ shape }) => plainConstants(Array<null>(shape[2]).fill(null)),
  masks: () => null
} satisfies NodeKind<NodeOf<'input'>>
