/** Maps one after the other, along channels. */
import { Failure } from '../../../../preload/schema/failure'
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'
import { demandPositions } from './window'

export const concatenation = {
  ...weightless,
  shape: (node, inputs) => {
    const [height, width] = demandPositions(node, inputs[0])
    if (inputs.some((shape) => shape[0] !== height || shape[1] !== width)) {
      const sizes = inputs.map((shape) => shape.join('×')).join(' and ')
      throw new Failure(`Concatenation "${node.name}" joins maps of different sizes, ${sizes}.`)
    }
    return [height, width, inputs.reduce((total, shape) => total + shape[2], 0)]
  },
  passes: passesNothing,
  channels: () => 'joined',
  fixedChannels: false,
  constants: (_node, inputs) => plainConstants(inputs.flatMap(({ value }) => value)),
  masks: ({ inputs: names }, inputs, routes) => routes.joined(inputs, names)
} satisfies NodeKind<NodeOf<'concatenation'>>
