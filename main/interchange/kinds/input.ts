/** ONNX has an input beside its operators (import/onnx/operators.ts). */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue, size } from '../keras/reading'
import type { NodeMapping } from './mapping'

const settings = z.object({ batch_shape: z.unknown().optional(), batch_input_shape: z.unknown().optional() })

export const input: NodeMapping<NodeOf<'input'>> = {
  keras: {
    /** The first axis, of examples, has any length. */
    write: ({ shape }) => layer('InputLayer', { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false }),
    readers: {
      InputLayer: {
        takes: 'nothing',
        read: (reading) => {
          const { batch_shape: now, batch_input_shape: before } = reading.config(settings)
          const shape = z.tuple([z.unknown(), size, size, size]).safeParse(now ?? before)
          if (reading.hasInput) throw reading.named('is a second input, and networks here have one')
          if (!shape.success) throw reading.named('does not say height, width and channels of its images')
          const [, height, width, channels] = shape.data
          return kerasValue(reading.add({ type: 'input', inputs: [], shape: [height, width, channels] }))
        }
      }
    }
  },
  onnx: { write: ({ name }) => name, readers: {} }
}
