/** A function of each value, and its slope times the gradient. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Output } from '../builder'
import type { Pass } from '../pass'
import { plain, withoutParameters, type NodeWriter } from './node'

interface Function { value: Output; gradient: (arriving: Output) => Output }

export const activation: NodeWriter<NodeOf<'activation'>> = (pass, { apply }, [input]) => {
  const { value, gradient } = written(pass, apply, input.value)
  return {
    signal: plain(value),
    backward: (arriving) => ({ inputs: [gradient(arriving)], parameters: withoutParameters })
  }
}

function written(pass: Pass, apply: NodeOf<'activation'>['apply'], z: Output): Function {
  const { builder } = pass
  const operation = (type: string, ...inputs: Output[]): Output => builder.op(type, inputs, { T: float })
  switch (apply.function) {
    case 'sigmoid': {
      const value = operation('Sigmoid', z)
      return { value, gradient: (arriving) => operation('SigmoidGrad', value, arriving) }
    }
    case 'tanh': {
      const value = operation('Tanh', z)
      return { value, gradient: (arriving) => operation('TanhGrad', value, arriving) }
    }
    case 'leaky-relu': {
      const attributes = { T: float, alpha: { float: apply.slope } }
      return {
        value: builder.op('LeakyRelu', [z], attributes),
        gradient: (arriving) => builder.op('LeakyReluGrad', [arriving, z], attributes)
      }
    }
    case 'hard-sigmoid': {
      const [slope, zero, one] = [apply.slope, 0, 1].map((number) => builder.scalar(number))
      const line = pass.add(pass.multiply(z, slope), builder.scalar(0.5))
      const value = operation('Minimum', operation('Maximum', line, zero), one)
      const rises = (): Output => pass.multiply(
        pass.toFloat(operation('Greater', line, zero)), pass.toFloat(operation('Less', line, one))
      )
      return { value, gradient: (arriving) => pass.multiply(pass.multiply(arriving, slope), rises()) }
    }
    case 'bounded': {
      const most = builder.scalar(apply.most)
      return {
        value: operation('Minimum', z, most),
        gradient: (arriving) => pass.multiply(arriving, pass.toFloat(operation('Less', z, most)))
      }
    }
  }
}
