/** GlobalAveragePooling2D; GlobalAveragePool and ReduceMean over positions. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { channelsLast, kerasValue } from '../keras/reading'
import { onnxValue, type OnnxLayout, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { int } from '../onnx/writing'
import type { NodeMapping } from './mapping'

/** Settings of whatever makes one value of all positions. */
export const globalPooling = z.object({ data_format: channelsLast, keepdims: z.boolean().default(false) })

export const globalMean: NodeMapping<NodeOf<'global-mean'>> = {
  keras: {
    write: () => layer('GlobalAveragePooling2D', { data_format: 'channels_last' }),
    readers: {
      GlobalAveragePooling2D: {
        takes: 'one',
        read: (reading, [{ node }]) => {
          const { keepdims } = reading.config(globalPooling)
          const name = reading.add({ type: 'global-mean', inputs: [node] })
          return kerasValue(name, keepdims ? { kind: 'column' } : 'as here')
        }
      }
    }
  },
  onnx: {
    write: ({ name }, inputs, { operate }) =>
      operate('Flatten', `${name}/flat`, [operate('GlobalAveragePool', name, inputs)], [int('axis', 1)]),
    readers: {
      GlobalAveragePool: fromGlobalPool,
      ReduceMean: (reading) => withLayout(reading, layoutOverPositions(reading, 'the mean'))
    }
  }
}

const withLayout = (reading: OnnxReading, layout: OnnxLayout): OnnxValue =>
  onnxValue(reading.add({ type: 'global-mean', inputs: [reading.taken().node] }), layout)

/** Positions are the axes behind the channels. */
function fromGlobalPool(reading: OnnxReading): OnnxValue {
  reading.images()
  return withLayout(reading, 'column')
}

/** @param what is taken. @returns how what an operator makes of all positions lies. @throws of other axes */
export function layoutOverPositions(reading: OnnxReading, what: string): OnnxLayout {
  const { layout } = reading.taken()
  const given = reading.integers('axes') ?? reading.constantIntegers(1) ?? []
  const axes = given.map((axis) => (axis < 0 ? axis + 4 : axis)).sort().join()
  if (!((layout === 'images' && axes === '2,3') || (layout === 'images last' && axes === '1,2')))
    throw reading.named(`takes ${what} along axes ${given.join(', ')} and not over all positions`)
  return reading.integer('keepdims', 1) === 0 ? 'flat' : 'column'
}
