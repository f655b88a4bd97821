/** Models of other programs, handed over by the page piece by piece. */
import { z } from 'zod'
import { dataSetNames, networkPresetNames } from '../schema/configuration'
import { importInspectionSchema, importWishesSchema } from '../schema/import-inspection'
import { runIdSchema } from '../schema/run'
import { mostUploadFiles, uploadFileSchema, uploadPieceSchema } from '../schema/upload'
import { nothing, type Topic } from './parts'

const byUpload = z.strictObject({ upload: z.uuid() })

export const importMethods = {
  /**
   * Makes room for a model's files: its own first, then those beside it. They come piece by piece, and are gone when
   * they were inspected, when this page begins another upload, and when it goes.
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
  /**
   * Reads and checks the model in a process of its own, which then waits; nothing is in the store yet. `import-step`
   * events tell what it does.
   */
  'imports.inspect': {
    access: 'writes',
    computes: true,
    request: byUpload.extend({
      dataset: z.enum(dataSetNames),
      /** The network of weights that come without one. */
      preset: z.enum(networkPresetNames).nullable()
    }),
    reply: z.strictObject({ inspection: importInspectionSchema })
  },
  /** Makes the run of what was inspected; answers when it is there, whose masks are then being estimated. */
  'imports.confirm': {
    access: 'writes',
    computes: true,
    request: importWishesSchema.extend(byUpload.shape),
    reply: z.strictObject({ id: runIdSchema })
  },
  /** Of an upload, and of what was found in it. */
  'imports.discard': { access: 'writes', request: byUpload, reply: nothing }
} as const satisfies Topic<'imports'>
