/** The store that a page looks at, and run files that it hands over to be looked at. */
import { z } from 'zod'
import { addedRunSchema, shownStoreSchema, storeNameSchema } from '../schema/stores'
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
  /** Copies the file into the own store, where it is not looked at first. */
  'stores.add': { access: 'writes', request: byUpload, reply: addedRunSchema },
  /** Copies the run of a file that is looked at into the own store, which no page of that file is about. */
  'stores.keep': { access: 'reads', request: nothing, reply: addedRunSchema },
  'stores.discard': { access: 'reads', request: byUpload, reply: nothing }
} as const satisfies Topic<'stores'>
