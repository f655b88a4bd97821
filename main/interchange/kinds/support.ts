/**
 * ReLU; Relu, and Clip from zero on: ReLU6 is a ReLU and a bound above. Keras' activations named among a layer's
 * settings are read in import/keras/layers.ts.
 */
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { reluSettings, type KerasReader } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import type { NodeMapping } from './mapping'

const reluReader: KerasReader = {
  takes: 'one',
  read: (reading, [{ node }]) => reading.activated({ name: 'relu', rectifying: reading.config(reluSettings) }, node)
}

export const support: NodeMapping<NodeOf<'support'>> = {
  keras: {
    write: () => layer('ReLU', {}),
    readers: {
      ReLU: reluReader,
      // `keras.ops.relu`
      Relu: reluReader
    }
  },
  onnx: {
    write: ({ name }, inputs, { operate }) => operate('Relu', name, inputs),
    readers: {
      Relu: (reading) => {
        const value = reading.taken()
        return { ...value, node: reading.add({ type: 'support', inputs: [value.node] }) }
      },
      Clip: fromClip
    }
  }
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
