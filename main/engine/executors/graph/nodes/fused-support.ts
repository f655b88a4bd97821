/**
 * A support with stored masks by the fused operations (../fused): packed bits are read where they are needed, and a
 * gradient comes with its sums by channel, which are the gradient of a bias before it. The mathematics are those of
 * support.ts, to the bit.
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import type { SupportLayer } from '../../../../../preload/schema/run'
import type { Attributes, Output } from '../builder'
import type { Pass, SupportBehaviour } from '../pass'
import { plain, withoutParameters, type Signal, type Written } from './node'
import { chosen, rectified } from './rectifier'

type Behaviour = Extract<SupportBehaviour, { kind: 'fused-masks' }>

export function fusedSupport(pass: Pass, node: NodeOf<'support'>, input: Signal, behaviour: Behaviour): Written {
  const rectifier = behaviour.gate === 'gated' ? rectified(pass, chosen(input, behaviour.form)) : null
  const values = rectifier?.signal.value ?? chosen(input, behaviour.form)
  const place = placeOf(pass.options.layers, pass.layer(node.name))
  const { kept, gradientOf } = keep(pass, place, { values, q: input.value }, behaviour)
  return {
    signal: plain(kept),
    backward: (arriving, wanted) => {
      const gradient = gradientOf(rectifier?.backward(arriving, wanted).inputs[0] ?? arriving)
      pass.channelSums.set(gradient, `${gradient}:1`)
      return { inputs: [gradient], parameters: withoutParameters }
    }
  }
}

/** Where a layer's masks lie within an example's, and which of the thresholds is its own. */
export const placeOf = (layers: readonly SupportLayer[], layer: SupportLayer): Attributes =>
  ({ offset: { int: layer.byteOffset }, layer: { int: layers.indexOf(layer) } })

function keep(
  { builder }: Pass, own: Attributes, { values, q }: { values: Output; q: Output },
  { words, thresholds, consistency }: Behaviour
): { kept: Output; gradientOf: (arriving: Output) => Output } {
  if (consistency === null) return {
    kept: builder.op('MaskscopeKeep', [values, words], own),
    gradientOf: (arriving) => builder.op('MaskscopeKeepGradient', [arriving, words], own)
  }
  // Where they are one tensor it is given once, so that TensorFlow may reuse its memory.
  const others = q === values ? [] : [q]
  const kept =
    builder.op('MaskscopeKeepSeen', [values, words, thresholds, ...others], { ...own, others: { int: others.length } })
  return {
    kept,
    gradientOf: (arriving) =>
      builder.op('MaskscopeKeepSeenGradient', [arriving, words, `${kept}:1`, consistency], own)
  }
}
