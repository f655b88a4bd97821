/** Dropout in both; an ONNX file is for running, where it does nothing. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue } from '../keras/reading'
import type { NodeMapping } from './mapping'

const settings = z.object({ rate: z.number().min(0).lt(1) })

export const dropout: NodeMapping<NodeOf<'dropout'>> = {
  keras: {
    write: ({ rate }) => layer('Dropout', { rate }),
    readers: {
      Dropout: {
        takes: 'one',
        read: (reading, [value]) => {
          const { rate } = reading.config(settings)
          return rate === 0 ? value : kerasValue(reading.add({ type: 'dropout', inputs: [value.node], rate }))
        }
      }
    }
  },
  onnx: {
    write: (_node, [value]) => value,
    readers: { Dropout: (reading) => reading.taken(0, true) }
  }
}
