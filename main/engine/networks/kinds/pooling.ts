/**
 * What both poolings have in common. The mean of a window of activations that are not negative is on where any of them
 * is, just as the largest is; and a window of one constant has that constant as its largest and as its mean, unless the
 * mean counts its padding (average-pool.ts).
 */
import { Failure } from '../../../../preload/schema/failure'
import type { NodeOf } from '../../../../preload/schema/network'
import type { Shape } from '../shape'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'
import { pairOf, seesNothing, windowShape } from './window'

export const pooling = {
  ...weightless,
  shape: pooledShape,
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: false,
  constants: (_node, [input]) => plainConstants(input.value),
  masks: (node, [input], routes) => input && routes.anyInWindow(input, pairOf(node.window), node)
} satisfies NodeKind<NodeOf<'max-pool' | 'average-pool'>>

/** @throws Failure when no position is left, or a window has no value to take */
function pooledShape(node: NodeOf<'max-pool' | 'average-pool'>, [input]: readonly Shape[]): Shape {
  const window = pairOf(node.window)
  const shape = windowShape('Pooling', node, input, window, input[2])
  const counts = node.type === 'average-pool' && node.countsPadding === true
  if (!counts && seesNothing(node, input, window))
    throw new Failure(
      `Pooling "${node.name}" has a ${window.join('×')} window that sees nothing but the border of its ` +
        `${input[0]}×${input[1]} input.`
    )
  return shape
}
