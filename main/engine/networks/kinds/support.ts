/** The place of a ReLU: where masks come from, and where thresholds end. */
import type { NodeOf } from '../../../../preload/schema/network'
import { isHard } from '../hard-thresholds'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

export const support = {
  ...weightless,
  shape: (_node, [input]) => input,
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: false,
  constants: (node, [{ value, linearPart }], { form, neverOn }) =>
    plainConstants(
      value.map((q, channel) => {
        if (neverOn?.[channel] === 1) return isHard(node) ? -1 : 0
        if (q === null) return null
        if (isHard(node)) return q > 0 ? 1 : -1
        return q <= 0 ? 0 : form === 'affine' ? q : linearPart[channel]
      })
    ),
  // A hard threshold is never zero: what it gives is multiplied whether a unit is on or off.
  masks: (node, _inputs, routes) => (isHard(node) ? null : routes.stored(node.name))
} satisfies NodeKind<NodeOf<'support'>>
