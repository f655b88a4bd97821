/** A model written for other programs, and what it costs. */
import { z } from 'zod'
import { modelFiguresSchema } from './model-figures'
import { checkpointNameSchema } from './run'

export const exportFormatNames = ['tfjs', 'onnx', 'safetensors', 'npz'] as const

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
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number().int() })),
  report: exportReportSchema.nullable()
})

export type ExportFormatName = (typeof exportFormatNames)[number]
export type ExportFigures = z.infer<typeof exportFiguresSchema>
export type ExportReport = z.infer<typeof exportReportSchema>
export type ExportRecord = z.infer<typeof exportRecordSchema>
