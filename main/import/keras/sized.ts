/** Layers of Keras whose input leaves height and width open (`Input((None, None, 3))`), with those of the data set. */
import { z } from 'zod'
import { sizedFor, type Sides } from '../any-size'
import { shown, type Fault } from '../fault'
import { isChannelsFirst } from './channels-first'
import type { KerasLayer } from './topology'

const openSchema = z.tuple([z.unknown()], z.number().nullable())
const keys = ['batch_shape', 'batch_input_shape'] as const

/** @returns the layers, and what is to be said of it */
export function sizedLayers(
  layers: KerasLayer[], sides: Sides | null, fault: Fault
): { layers: KerasLayer[]; notes: string[] } {
  const notes = new Set<string>()
  const last = !isChannelsFirst(layers)
  const sized = layers.map((layer): KerasLayer => {
    for (const key of keys) {
      const open = openSchema.safeParse(layer.config[key])
      if (!open.success) continue
      const [examples, ...shape] = open.data
      const what = `layer "${shown(layer.path.join('/'))}" (${shown(layer.className)})`
      const filled = sizedFor(shape, last, sides, what, fault)
      if (!filled) continue
      notes.add(filled.note)
      return { ...layer, config: { ...layer.config, [key]: [examples, ...filled.shape] } }
    }
    return layer
  })
  return { layers: sized, notes: [...notes] }
}
