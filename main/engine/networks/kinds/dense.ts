/** q = W z + b of all values of an example, positions first; kernel [values, units]. */
import type { NodeOf } from '../../../../preload/schema/network'
import { repeatedByPosition, sizeOf } from '../shape'
import { affineConstants, affineParameters } from './affine'
import { passesNothing, type NodeKind } from './kind'

export const dense = {
  shape: ({ units }) => [units],
  parameters: ({ units, bias }, input) => affineParameters([sizeOf(input), units], bias),
  kernel: {
    outputs: ({ units }) => units,
    withOutputs: (node, units) => ({ ...node, units }),
    groups: () => 1,
    rows: 'values',
    linearIn: () => 'whole example',
    uses: () => 1,
    usesOn: (_node, _input, on) => Float64Array.from(on),
    coactivation: (_node, before, after, counts) => counts.pairCounts(before, after)
  },
  passes: passesNothing,
  channels: () => 'fresh',
  fixedChannels: false,
  constants: ({ units, bias }, [input], known) =>
    affineConstants(repeatedByPosition(known.input, input.value), units, bias, known),
  masks: () => null
} satisfies NodeKind<NodeOf<'dense'>>
