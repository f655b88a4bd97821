/** What is written for other programs: a model with what it costs, or what a run tells over its training. */
import { z } from 'zod'
import { modelFiguresSchema } from './model-figures'
import { checkpointNameSchema, runIdSchema } from './run'

/** Of a model. */
export const exportFormatNames = ['tfjs', 'onnx', 'safetensors', 'npz'] as const
/** Of a run over its training. */
export const historyFormatNames = ['tensorboard', 'csv'] as const

const writtenFiles = z.array(z.strictObject({ name: z.string(), bytes: z.number().int() }))
const milliseconds = z.number().nonnegative()

/** What one model costs. Times are medians, per image, of runs that took turns with the other model's. */
export const exportFiguresSchema = modelFiguresSchema.extend({
  /** Of the written files, as they are and each compressed by gzip. */
  fileBytes: z.number().int(),
  compressedFileBytes: z.number().int(),
  /** With batches of 1 and of 64 images. */
  millisecondsPerImage: z.strictObject({ one: milliseconds, sixtyFour: milliseconds })
})

/** `before` is the model that this one was made from; null when there is none. */
export const exportReportSchema = z.strictObject({
  format: z.enum(exportFormatNames),
  /** What computed, for the times. */
  runtime: z.string(),
  /** Of the data set, in the order of the output; null where they are not known. */
  classNames: z.array(z.string()).nullable(),
  before: exportFiguresSchema.nullable(),
  after: exportFiguresSchema
})

export const exportRecordSchema = z.strictObject({
  at: checkpointNameSchema,
  format: z.enum(exportFormatNames),
  folder: z.string(),
  files: writtenFiles,
  report: exportReportSchema.nullable()
})

export const historyExportSchema = z.strictObject({
  run: runIdSchema, format: z.enum(historyFormatNames), folder: z.string(), files: writtenFiles
})

export type ExportFormatName = (typeof exportFormatNames)[number]
export type HistoryFormatName = (typeof historyFormatNames)[number]
export type HistoryExport = z.infer<typeof historyExportSchema>
export type ExportFigures = z.infer<typeof exportFiguresSchema>
export type ExportReport = z.infer<typeof exportReportSchema>
export type ExportRecord = z.infer<typeof exportRecordSchema>
