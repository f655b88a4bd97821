/** The store that a page looks at, and run files that it hands over to be looked at. */
import { z } from 'zod'
import { shownStoreSchema, storeNameSchema } from '../schema/stores'
import { uploadFileSchema, uploadPieceSchema } from '../schema/upload'
import { nothing, type Topic } from './parts'

const byUpload = z.strictObject({ upload: z.uuid() })

export const storeMethods = {
  'stores.shown': { access: 'reads', request: nothing, reply: shownStoreSchema },
  /** Makes room for a run's file, which comes piece by piece; it is gone when this page begins another, or goes. */
  'stores.begin': { access: 'reads', request: z.strictObject({ file: uploadFileSchema }), reply: byUpload },
  /** The bytes that follow those that have come. */
  'stores.write': {
    access: 'reads',
    request: byUpload.extend({ offset: z.number().int().min(0), data: uploadPieceSchema }),
    reply: nothing
  },
  /** Keeps the file for as long as the service runs, and answers by which store it is looked at. */
  'stores.open': { access: 'reads', request: byUpload, reply: z.strictObject({ store: storeNameSchema }) },
  'stores.discard': { access: 'reads', request: byUpload, reply: nothing }
} as const satisfies Topic<'stores'>
