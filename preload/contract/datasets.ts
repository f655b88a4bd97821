/** The data sets of the store: which are here, fetching one, and handing its official files over piece by piece. */
import { z } from 'zod'
import { dataSetNames } from '../schema/configuration'
import { uploadFileSchema, uploadPieceSchema } from '../schema/upload'
import { nothing, type Topic } from './parts'

const byName = z.strictObject({ dataset: z.enum(dataSetNames) })
const byUpload = z.strictObject({ upload: z.uuid() })
/** Of any data set. */
const mostOfficialFiles = 4

export const listedDataSetSchema = z.strictObject({
  name: z.enum(dataSetNames),
  explanation: z.string(),
  /** Whether it can be trained on; its files are checked when they are read. */
  present: z.boolean(),
  /** Official files that are not in the store, with their bytes; none of a data set that has no official ones. */
  missing: z.array(z.strictObject({ name: z.string(), bytes: z.number().int() }))
})
export type ListedDataSet = z.infer<typeof listedDataSetSchema>

export const dataSetMethods = {
  'datasets.list': {
    access: 'reads', request: nothing, reply: z.strictObject({ datasets: z.array(listedDataSetSchema) })
  },
  /** Answers when its files are here and checked; `dataset-progress` events tell how far it is. */
  'datasets.download': { access: 'writes', request: byName, reply: nothing },
  'datasets.stop': { access: 'writes', request: byName, reply: nothing },
  /** Makes room for official files, named and as large as those that are published. */
  'datasets.begin': {
    access: 'writes',
    request: byName.extend({ files: z.array(uploadFileSchema).min(1).max(mostOfficialFiles) }),
    reply: byUpload
  },
  'datasets.write': {
    access: 'writes',
    request: byUpload.extend({
      file: z.number().int().min(0), offset: z.number().int().min(0), data: uploadPieceSchema
    }),
    reply: nothing
  },
  /** Takes them into the store when their checksums are the published ones. */
  'datasets.add': { access: 'writes', request: byUpload, reply: nothing },
  'datasets.discard': { access: 'writes', request: byUpload, reply: nothing }
} as const satisfies Topic<'datasets'>
