/** The place of a ReLU: where masks come from, and where thresholds end. */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

export const support = {
  ...weightless,
  shape: (_node, [input]) => input,
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: false,
  constants: (_node, [{ value, linearPart }], { form, neverOn }) =>
    plainConstants(
      value.map((q, channel) => {
        if (neverOn?.[channel] === 1) return 0
        if (q === null) return null
        return q <= 0 ? 0 : form === 'affine' ? q : linearPart[channel]
      })
    ),
  masks: ({ name }, _inputs, routes) => routes.stored(name)
} satisfies NodeKind<NodeOf<'support'>>
