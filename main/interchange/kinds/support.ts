/**
 * ReLU; Relu, and Clip and Max from zero on: ReLU6 is a ReLU and a bound above, which Min is too. Keras' activations
 * named among a layer's settings are read in import/keras/layers.ts. A hard threshold is written for ONNX alone.
 */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf } from '../../../preload/schema/network'
import { isHard } from '../../engine/networks/hard-thresholds'
import { layer } from '../keras/layers'
import { reluSettings, type KerasReader } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import { float, type OnnxWriting } from '../onnx/writing'
import type { NodeMapping } from './mapping'

const reluReader: KerasReader = {
  takes: 'one',
  read: (reading, [{ node }]) => reading.activated({ name: 'relu', rectifying: reading.config(reluSettings) }, node)
}

export const support: NodeMapping<NodeOf<'support'>> = {
  keras: {
    write: (node) => {
      if (!isHard(node)) return layer('ReLU', {})
      throw new Failure(
        `TensorFlow.js has no layer that gives the sign of a value, as the hard threshold "${node.name}" does; ` +
          'choose ONNX.'
      )
    },
    readers: {
      ReLU: reluReader,
      // `keras.ops.relu`
      Relu: reluReader
    }
  },
  onnx: {
    write: (node, inputs, writing) =>
      isHard(node) ? signToOnnx(node, inputs, writing) : writing.operate('Relu', node.name, inputs),
    readers: {
      Relu: (reading) => {
        const value = reading.taken()
        return { ...value, node: reading.add({ type: 'support', inputs: [value.node] }) }
      },
      Clip: fromClip,
      Max: (reading) => {
        const { value, number } = comparedOf(reading)
        if (number === 0) return { ...value, node: reading.add({ type: 'support', inputs: [value.node] }) }
        throw reading.named(`cuts off below ${number}, and only ReLU, which does below 0, has masks here`)
      },
      Min: (reading) => {
        const { value, number } = comparedOf(reading)
        const apply = { function: 'bounded', most: number } as const
        return { ...value, node: reading.add({ type: 'activation', inputs: [value.node], apply }) }
      }
    }
  }
}

/** ONNX' Sign is 0 at zero, where a unit is off and gives −1. */
function signToOnnx({ name }: NodeOf<'support'>, [value]: readonly string[], { operate }: OnnxWriting): string {
  const constant = (own: string, number: number): string =>
    operate('Constant', `${name}/${own}`, [], [float('value_float', number)])
  const on = operate('Greater', `${name}/on`, [value, constant('zero', 0)])
  return operate('Where', name, [on, constant('plus', 1), constant('minus', -1)])
}

/** A value of the image and one number, in either order. */
function comparedOf(reading: OnnxReading): { value: OnnxValue; number: number } {
  const constant = reading.inputs.findIndex((_, position) => reading.isConstant(position))
  const numbers = constant < 0 || reading.inputs.length !== 2 ? null : reading.tensor(constant).values
  if (numbers?.length !== 1) throw reading.named('compares other than a value of the image and one number')
  return { value: reading.taken(1 - constant), number: numbers[0] }
}

/** The largest float32: exporters write it where nothing is cut off above. */
const unbounded = 3.4e38

function fromClip(reading: OnnxReading): OnnxValue {
  const bound = (position: number, attribute: string, missing: number): number =>
    (reading.inputs[position] ?? '') === '' ? reading.float(attribute, missing) : reading.tensor(position).values[0]
  const [lower, upper] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)]
  if (lower !== 0 && lower > -unbounded)
    throw reading.named(`cuts off below ${lower}, and only ReLU, which does below 0, has masks here`)
  const value = reading.taken()
  const above = lower === 0 ? reading.add({ type: 'support', inputs: [value.node] }) : value.node
  if (upper >= unbounded) return { ...value, node: above }
  const apply = { function: 'bounded', most: upper } as const
  return { ...value, node: reading.add({ type: 'activation', inputs: [above], apply }) }
}
