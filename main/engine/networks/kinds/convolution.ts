/** q = W ∗ z + b; kernel [height, width, input channels, filters]. */
import type { NodeOf } from '../../../../preload/schema/network'
import { positionsOf } from '../shape'
import { affineConstants, affineParameters } from './affine'
import { passesNothing, type NodeKind } from './kind'
import { windowShape, windowSums } from './window'

export const convolution = {
  shape: (node, [input]) => windowShape('Convolution', node, input, node.kernel, node.filters),
  parameters: ({ kernel, filters, bias }, input) => affineParameters([...kernel, input[2], filters], bias),
  kernel: {
    outputs: ({ filters }) => filters,
    withOutputs: (node, filters) => ({ ...node, filters }),
    rows: 'channels',
    linearIn: ({ kernel, stride }) => stride === 1 && kernel.every((side) => side === 1) ? 'position' : 'window',
    uses: positionsOf,
    usesOn: (node, input, on) => windowSums(node, node.kernel, input, on),
    coactivation: (node, before, after, counts) => counts.windowCounts(before, after, node.kernel, node)
  },
  passes: passesNothing,
  channels: 'fresh',
  fixedChannels: false,
  constants: ({ filters, bias }, [input], known) => affineConstants(input.value, filters, bias, known),
  masks: () => null
} satisfies NodeKind<NodeOf<'convolution'>>
