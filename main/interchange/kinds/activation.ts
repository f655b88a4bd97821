/**
 * Functions of each value: ONNX has an operator for each, Keras layers and names. SiLU and hard-swish are products of a
 * value with its sigmoid.
 */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf } from '../../../preload/schema/network'
import { layer, type KerasLayer, type KerasWriting } from '../keras/layers'
import { leakySettings } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import { float, type OnnxWriting } from '../onnx/writing'
import type { NodeMapping } from './mapping'

type Activation = NodeOf<'activation'>
type Apply = Activation['apply']

/** What ONNX' operator is without an attribute. */
const usualSlopes = { leaky: 0.01, hardSigmoid: 0.2 }

export const activation: NodeMapping<Activation> = {
  keras: {
    write: toKeras,
    readers: {
      LeakyReLU: {
        takes: 'one',
        read: (reading, [{ node }]) =>
          reading.activated({ name: 'leaky_relu', rectifying: reading.config(leakySettings) }, node)
      }
    }
  },
  onnx: {
    write: toOnnx,
    readers: {
      Sigmoid: (reading) => applied(reading, { function: 'sigmoid' }),
      Tanh: (reading) => applied(reading, { function: 'tanh' }),
      LeakyRelu: (reading) =>
        applied(reading, { function: 'leaky-relu', slope: reading.float('alpha', usualSlopes.leaky) }),
      HardSigmoid: (reading) => {
        if (reading.float('beta', 0.5) !== 0.5) throw reading.named('is not one half at zero')
        return applied(reading, { function: 'hard-sigmoid', slope: reading.float('alpha', usualSlopes.hardSigmoid) })
      },
      HardSwish: (reading) => gated(reading, { function: 'hard-sigmoid', slope: 1 / 6 })
    }
  }
}

function applied(reading: OnnxReading, apply: Apply): OnnxValue {
  const value = reading.taken()
  return { ...value, node: reading.add({ type: 'activation', inputs: [value.node], apply }) }
}

/** A value times what the function makes of it. */
function gated(reading: OnnxReading, apply: Apply): OnnxValue {
  const value = reading.taken()
  const gate = reading.add({ type: 'activation', inputs: [value.node], apply })
  return { ...value, node: reading.add({ type: 'product', inputs: [value.node, gate] }) }
}

function toOnnx({ name, apply }: Activation, [value]: readonly string[], { operate }: OnnxWriting): string {
  switch (apply.function) {
    case 'sigmoid': return operate('Sigmoid', name, [value])
    case 'tanh': return operate('Tanh', name, [value])
    case 'leaky-relu': return operate('LeakyRelu', name, [value], [float('alpha', apply.slope)])
    case 'hard-sigmoid': return operate('HardSigmoid', name, [value], [float('alpha', apply.slope), float('beta', 0.5)])
    case 'bounded': {
      const most = operate('Constant', `${name}/most`, [], [float('value_float', apply.most)])
      return operate('Clip', name, [value, '', most])
    }
  }
}

function toKeras({ name, apply }: Activation, { isNeverNegative }: KerasWriting): KerasLayer {
  switch (apply.function) {
    case 'sigmoid': case 'tanh': return layer('Activation', { activation: apply.function })
    case 'leaky-relu': return layer('LeakyReLU', { alpha: apply.slope })
    case 'hard-sigmoid':
      if (apply.slope === usualSlopes.hardSigmoid) return layer('Activation', { activation: 'hard_sigmoid' })
      break
    case 'bounded':
      if (isNeverNegative) return layer('ReLU', { max_value: apply.most })
  }
  throw new Failure(`TensorFlow.js has no layer that does what "${name}" does (${apply.function}); choose ONNX.`)
}
