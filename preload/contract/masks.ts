/** Looking at the stored masks of a run. */
import { z } from 'zod'
import {
  companionsSchema, exampleImagesSchema, exampleListSchema, exampleMasksSchema, layerUnitsSchema, maskPairSchema,
  neighboursSchema, patternsSchema, unitAddressSchema, unitCardSchema
} from '../schema/masks'
import {
  channelCoactivationSchema, classOverlapSchema, comparisonSchema, maskGroupsSchema, mostSelected, projectionSchema,
  sampleSizeSchema
} from '../schema/patterns'
import { runIdSchema } from '../schema/run'
import { nothing, type Topic } from './parts'

const index = z.number().int().min(0)
/** Of a snapshot; null for the latest. */
const snapshot = { id: runIdSchema, snapshot: index.nullable() }
/** Null for all layers. */
const layer = z.string().nullable()
/** Examples that alone are told of; null for all. */
const among = z.array(index).max(mostSelected).readonly().nullable()
/** Most that a page asks for at once. */
const limit = z.number().int().min(1).max(200)

export const maskMethods = {
  'masks.layer': {
    access: 'reads',
    // A label: of that class only.
    request: z.strictObject({ ...snapshot, layer: z.string(), label: index.nullable() }),
    reply: layerUnitsSchema
  },
  /** With the images that turn it on; null where the data set is not here. */
  'masks.unit': {
    access: 'reads',
    request: z.strictObject({
      ...snapshot, layer: z.string(), unit: index, among,
      /** Of so many of the first examples; null for all. */
      within: index.min(1).nullable(),
      skip: index, limit
    }),
    reply: z.strictObject({ card: unitCardSchema, images: exampleImagesSchema.nullable() })
  },
  'masks.example': {
    access: 'reads', request: z.strictObject({ ...snapshot, example: index }), reply: exampleMasksSchema
  },
  /** Two examples beside each other. */
  'masks.pair': {
    access: 'reads', request: z.strictObject({ ...snapshot, first: index, second: index }), reply: maskPairSchema
  },
  'masks.examples': {
    access: 'reads',
    // Whether each turns this unit on is told too, and how many units are on where that is wanted: it takes seconds.
    request: z.strictObject({ ...snapshot, unit: unitAddressSchema.nullable(), on: z.boolean() }),
    reply: exampleListSchema
  },
  'masks.patterns': { access: 'reads', request: z.strictObject(snapshot), reply: patternsSchema },
  'masks.groups': { access: 'reads', request: z.strictObject({ ...snapshot, layer }), reply: maskGroupsSchema },
  /**
   * What goes through all masks, and compares examples pair by pair; `comparison-progress` events tell how far each is.
   * Null when it was stopped, which asking for the same anew does too.
   */
  'masks.wholeUnit': {
    access: 'reads',
    request: z.strictObject({ ...snapshot, layer: z.string(), unit: index, among, skip: index, limit }),
    reply: z.strictObject({ wholeUnit: unitCardSchema.nullable() })
  },
  'masks.companions': {
    access: 'reads',
    request: z.strictObject({ ...snapshot, layer: z.string(), unit: index }),
    reply: z.strictObject({ companions: companionsSchema.nullable() })
  },
  'masks.neighbours': {
    access: 'reads',
    request: z.strictObject({ ...snapshot, layer, example: index, among, limit }),
    reply: z.strictObject({ neighbours: neighboursSchema.nullable() })
  },
  'masks.projection': {
    access: 'reads',
    request: z.strictObject({ ...snapshot, layer, sample: sampleSizeSchema }),
    reply: z.strictObject({ projection: projectionSchema.nullable() })
  },
  'masks.overlap': {
    access: 'reads',
    request: z.strictObject({ ...snapshot, layer, sample: sampleSizeSchema }),
    reply: z.strictObject({ overlap: classOverlapSchema.nullable() })
  },
  'masks.coactivation': {
    access: 'reads',
    request: z.strictObject({ ...snapshot, layer: z.string(), sample: sampleSizeSchema }),
    reply: z.strictObject({ coactivation: channelCoactivationSchema.nullable() })
  },
  'masks.stop': { access: 'reads', request: z.strictObject({ comparison: comparisonSchema }), reply: nothing },
  /** Training images; those that the data set does not have are left out. */
  'masks.images': {
    access: 'reads',
    request: z.strictObject({ id: runIdSchema, examples: z.array(index).max(200) }),
    reply: exampleImagesSchema
  }
} as const satisfies Topic<'masks'>
