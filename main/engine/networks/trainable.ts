/** Whether a network that we did not build ourselves can be trained and pruned. */
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import { hasKernel } from './kinds'
import { answerOf } from './main-head'
import { parametersOf } from './parameters'
import { imageShapeOf, inferShapes, sizeOf, type Shape } from './shapes'

/** What a network takes and gives. */
export interface Interface { shape: Shape; classes: number }

/** @throws Failure when it does not begin with its input or has no answer */
export function interfaceOf(network: Network): Interface {
  const shape = imageShapeOf(network)
  return { shape, classes: sizeOf(inferShapes(network).get(answerOf(network).name) ?? []) }
}

/** What stands between a network and data of this shape and these classes; null where they fit. */
export function misfit({ shape, classes }: Interface, dataset: string, data: Interface): string | null {
  if (shape.join() === data.shape.join() && classes === data.classes) return null
  return (
    `it takes images of ${shape.join('×')} and gives ${classes} classes, ` +
    `and ${dataset} has images of ${data.shape.join('×')} and ${data.classes} classes`
  )
}

/**
 * @throws Failure when a training could not move every parameter towards an answer, or would find no masks or kernels
 */
export function demandTrainable(network: Network): void {
  const { classes } = interfaceOf(network)
  const [, ...rest] = network.nodes
  const second = rest.find(({ type }) => type === 'input')
  if (second) throw new Failure(`The network has two inputs, and "${second.name}" is one too many.`)
  const shapes = inferShapes(network)
  for (const { type, name } of network.nodes) {
    const shape = shapes.get(name) ?? []
    if (type === 'softmax-loss' && shape.join() !== String(classes))
      throw new Failure(
        `The loss "${name}" needs one value for each of ${classes} classes, but gets ${shape.join('×')}.`
      )
  }
  const useful = nodesBeforeLosses(network)
  const stray = parametersOf(network).find(({ node }) => !useful.has(node))
  if (stray) throw new Failure(`The network's layer "${stray.node}" leads to no loss, so it cannot be trained.`)
  if (!network.nodes.some(({ type }) => type === 'support'))
    throw new Failure('The network has no ReLU, so there are no masks.')
  if (!network.nodes.some(hasKernel))
    throw new Failure('The network has no layer with connections that could be pruned.')
}

function nodesBeforeLosses({ nodes }: Network): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { type, name, inputs } of nodes.toReversed()) {
    if (type === 'softmax-loss') found.add(name)
    if (found.has(name)) for (const input of inputs) found.add(input)
  }
  return found
}
