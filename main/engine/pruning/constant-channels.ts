/**
 * The channels that have one value at every position for every image, read from the weights alone: a layer's when no
 * weight leads to it from a channel that is not zero, and what follows from it through batch-norm, supports and sums.
 *
 * The linear form passes a batch-norm's value without its shift on, so what ReLU cuts off can pass a residual sum there
 * (ReLU: max(0, −0.17 + 0.07) = 0; linear: −0.17 + 0.34 is on). So the values are those of one mask form.
 */
import type { Network } from '../../../preload/schema/network'
import { kindOfNode } from '../networks/kinds'
import type { ConstantSignal, Constants } from '../networks/kinds/kind'
import type { MaskForm } from '../networks/mask-form'
import { valuesOf, type Weights } from '../networks/parameters'
import { inferShapes } from '../networks/shapes'

/**
 * @param neverOn channels of supports, a byte each, that are to be taken for zero
 * @returns by node, a value for every channel, null where it is not the same for every image
 */
export function constantChannels(
  network: Network,
  weights: Weights,
  neverOn: ReadonlyMap<string, Uint8Array>,
  form: MaskForm
): ReadonlyMap<string, Constants> {
  const shapes = inferShapes(network)
  const signals = new Map<string, ConstantSignal>()
  for (const node of network.nodes) {
    const inputs = node.inputs.map((name) => signals.get(name) ?? { value: [], linearPart: [] })
    const known = {
      values: (role: string) => valuesOf(weights, `${node.name}/${role}`),
      input: shapes.get(node.inputs[0] ?? '') ?? [],
      form,
      neverOn: neverOn.get(node.name)
    }
    signals.set(node.name, kindOfNode(node).constants(node, inputs, known))
  }
  return new Map([...signals].map(([name, { value }]) => [name, value]))
}
