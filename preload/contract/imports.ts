/** Models of other programs, handed over by the page piece by piece. */
import { z } from 'zod'
import { dataSetNames, networkPresetNames, preprocessingSchema } from '../schema/configuration'
import { runIdSchema, runNameSchema } from '../schema/run'
import { mostUploadFiles, uploadFileSchema, uploadPieceSchema } from '../schema/upload'
import { nothing, type Topic } from './parts'

const byUpload = z.strictObject({ upload: z.uuid() })

export const importMethods = {
  /**
   * Makes room for a model's files: its own first, then those beside it. They come piece by piece, and are gone when
   * the import has read them or failed, when this page begins another upload, and when it goes.
   */
  'imports.begin': {
    access: 'writes',
    request: z.strictObject({ files: z.array(uploadFileSchema).min(1).max(mostUploadFiles) }),
    reply: byUpload
  },
  /** The bytes of a file, by its place in the list, that follow those it has already. */
  'imports.write': {
    access: 'writes',
    request: byUpload.extend({
      file: z.number().int().min(0),
      offset: z.number().int().min(0),
      data: uploadPieceSchema
    }),
    reply: nothing
  },
  /** Reads the model in a process of its own; answers when its run is there, whose masks are then being estimated. */
  'imports.start': {
    access: 'writes',
    computes: true,
    request: byUpload.extend({
      dataset: z.enum(dataSetNames),
      /** Null for what the model says, or else what suits it best. */
      preprocessing: preprocessingSchema.nullable(),
      /** The network of weights that come without one. */
      preset: z.enum(networkPresetNames).nullable(),
      /** Null for the file's name. */
      name: runNameSchema.nullable(),
      /** Whether the masks of all training examples are estimated and stored. */
      masks: z.boolean()
    }),
    reply: z.strictObject({ id: runIdSchema })
  },
  'imports.discard': { access: 'writes', request: byUpload, reply: nothing }
} as const satisfies Topic<'imports'>
