/** q = W ∗ z + b; kernel [height, width, input channels / groups, filters]. */
import { Failure } from '../../../../preload/schema/failure'
import type { NodeOf } from '../../../../preload/schema/network'
import { positionsOf, type Shape } from '../shape'
import { affineConstants, affineParameters } from './affine'
import { passesNothing, type NodeKind } from './kind'
import { windowShape, windowSums } from './window'

type Convolution = NodeOf<'convolution'>

export const groupsOf = ({ groups = 1 }: Convolution): number => groups

/** Every channel is a group of its own, with one filter. */
const keepsChannelsApart = ({ filters, groups }: Convolution, channels: number): boolean =>
  groups === channels && filters === channels

export const convolution = {
  shape: (node, [input]) => {
    const shape = windowShape('Convolution', node, input, node.kernel, node.filters)
    demandEvenGroups(node, input)
    return shape
  },
  parameters: (node, input) =>
    affineParameters([...node.kernel, input[2] / groupsOf(node), node.filters], node.bias),
  kernel: {
    outputs: ({ filters }) => filters,
    withOutputs: withFilters,
    groups: groupsOf,
    rows: 'channels',
    linearIn: (node) =>
      (node.stride === 1 && groupsOf(node) === 1 && node.kernel.every((side) => side === 1) ? 'position' : 'window'),
    uses: positionsOf,
    usesOn: (node, input, on) => windowSums(node, node.kernel, input, on),
    coactivation: (node, before, after, counts) =>
      counts.windowCounts(before, after, node.kernel, node, groupsOf(node))
  },
  passes: passesNothing,
  channels: (node, input) => {
    if (groupsOf(node) === 1) return 'fresh'
    return keepsChannelsApart(node, input[2]) ? 'same' : 'grouped'
  },
  fixedChannels: false,
  constants: (node, [input], known) => affineConstants(input.value, node.filters, node.bias, known, groupsOf(node)),
  masks: () => null
} satisfies NodeKind<Convolution>

/** Where filters go, each is a group of its own, or there is one group. */
function withFilters({ groups, ...node }: Convolution, filters: number): Convolution {
  if (groups !== node.filters) return { ...node, ...groups && { groups }, filters }
  return { ...node, ...filters > 1 && { groups: filters }, filters }
}

function demandEvenGroups(node: Convolution, [, , channels]: Shape): void {
  const groups = groupsOf(node)
  if (channels % groups === 0 && node.filters % groups === 0) return
  throw new Failure(
    `Convolution "${node.name}" has ${groups} groups, into which its ${channels} channels and its ${node.filters} ` +
      'filters cannot be parted evenly.'
  )
}
