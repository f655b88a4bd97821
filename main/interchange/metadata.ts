/** What a written model says about itself: enough to use it without Maskscope. Every format holds it as JSON. */
import { z } from 'zod'

export const preprocessingDescriptionSchema = z.strictObject({
  name: z.string(),
  /** The rule in words, for a byte x of an image. */
  words: z.string(),
  /**
   * Subtracted from x / 255: one number for all values or one per channel; null where numbers are not scalars or not
   * known.
   */
  mean: z.array(z.number()).nullable(),
  /** x / 255 − mean is divided by this: one number for all values, or one per channel. */
  deviation: z.union([z.number(), z.array(z.number())]).nullable(),
  /**
   * Arrays with numbers that are no scalars, by name in the file (npz, safetensors) or in preprocessing.npz beside it.
   */
  arrays: z.array(z.string())
})

export const exportMetadataSchema = z.strictObject({
  producer: z.literal('maskscope'),
  formatVersion: z.literal(1),
  /** The program's version. */
  maskscope: z.string(),
  run: z.strictObject({ id: z.string(), name: z.string(), method: z.string() }),
  checkpoint: z.string(),
  epoch: z.number().int(),
  dataset: z.string(),
  network: z.string(),
  /** Shape without the examples' axis, in the order of `layout`. */
  input: z.strictObject({
    name: z.string(),
    type: z.literal('float32'),
    layout: z.enum(['NHWC', 'NCHW']),
    shape: z.array(z.number().int())
  }),
  output: z.strictObject({
    name: z.string(),
    classes: z.number().int(),
    /** In the order of the output; null where they are not known, and in files of before they were written. */
    classNames: z.array(z.string()).nullable().default(null),
    meaning: z.string()
  }),
  preprocessing: preprocessingDescriptionSchema,
  /** Fraction of the test set that the network answers wrongly; null when it was not measured. */
  testError: z.number().nullable(),
  parameters: z.number().int(),
  nonZeroParameters: z.number().int(),
  /** Names of kernels with a weight mask, and how this format holds them. */
  masks: z.strictObject({ kernels: z.array(z.string()), meaning: z.string() })
})

export type PreprocessingDescription = z.infer<typeof preprocessingDescriptionSchema>
export type ExportMetadata = z.infer<typeof exportMetadataSchema>
