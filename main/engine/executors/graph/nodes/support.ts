/**
 * The place of a ReLU. Given masks a support is linear and its gradient is the mask itself. The consistency term
 * λ mean(max(0, −(2m − 1) q)) has the gradient λ / (examples · units) · ([q > 0] − m).
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import { sizeOf } from '../../../networks/shapes'
import { unpackMask } from '../bits'
import { float } from '../builder'
import type { Pass, SupportBehaviour } from '../pass'
import { plain, withoutParameters, type NodeWriter, type Signal, type Written } from './node'

export const support: NodeWriter<NodeOf<'support'>> = (pass, node, [input]) => {
  const { support: behaviour, observe } = pass.options
  const layer = pass.layer(node.name)
  if (observe) observe(layer, pass.isPositive(input.value))
  switch (behaviour.kind) {
    case 'relu': return rectified(pass, input)
    case 'maskt': return masked(pass, input.linearPart ?? input.value, pass.toFloat(pass.isPositive(input.value)))
    case 'masks': return given(pass, node, input, behaviour)
  }
}

function rectified({ builder }: Pass, { value: q }: Signal): Written {
  const value = builder.op('Relu', [q], { T: float })
  return {
    signal: plain(value),
    backward: (gradient) => ({ inputs: [builder.op('ReluGrad', [gradient, value], { T: float })], parameters: withoutParameters })
  }
}

function masked(pass: Pass, z: string, mask: string): Written {
  return {
    signal: plain(pass.multiply(z, mask)),
    backward: (gradient) => ({ inputs: [pass.multiply(gradient, mask)], parameters: withoutParameters })
  }
}

function given(pass: Pass, node: NodeOf<'support'>, input: Signal, { form, packed, consistency }: Extract<SupportBehaviour, { kind: 'masks' }>): Written {
  const { builder } = pass
  const mask = unpackMask(builder, packed, pass.layer(node.name))
  const written = masked(pass, form === 'linear' ? input.linearPart ?? input.value : input.value, mask)
  if (!consistency) return written
  const backward: Written['backward'] = (gradient, wanted) => {
    const disagreement = builder.op('Sub', [pass.toFloat(pass.isPositive(input.value)), mask], { T: float })
    const perUnit = pass.multiply(consistency, builder.scalar(1 / sizeOf(pass.shapeOf(node.name))))
    const [throughMask] = written.backward(gradient, wanted).inputs
    return { inputs: [pass.add(throughMask ?? gradient, pass.multiply(disagreement, perUnit))], parameters: withoutParameters }
  }
  return { signal: written.signal, backward }
}
