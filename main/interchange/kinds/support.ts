/** ReLU; Relu. Keras' activations named among a layer's settings are read in import/keras/layers.ts. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue } from '../keras/reading'
import { never, type NodeMapping } from './mapping'

const absent = z.union([z.null(), z.literal(0)]).optional()
const settings = z.object({
  max_value: z.null().optional(), negative_slope: absent, threshold: absent, alpha: absent
})

export const support: NodeMapping<NodeOf<'support'>> = {
  keras: {
    write: () => layer('ReLU', {}),
    wantsFlat: never,
    readers: {
      ReLU: {
        takes: 'one',
        read: (reading, [{ node }]) => {
          reading.config(settings)
          return kerasValue(reading.add({ type: 'support', inputs: [node] }))
        }
      }
    }
  },
  onnx: {
    write: ({ name }, inputs, { operate }) => operate('Relu', name, inputs),
    readers: {
      Relu: (reading) => {
        const value = reading.taken()
        return { ...value, node: reading.add({ type: 'support', inputs: [value.node] }) }
      }
    }
  }
}
