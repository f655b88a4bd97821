/** What a model costs and predicts: the same figures, with the same names, wherever a model is measured. */
import { z } from 'zod'

const count = z.number().int().min(0)

/** Of the main head, as files hold it: auxiliary heads serve training only. */
export const modelCostSchema = z.strictObject({
  /** Trained parameters, as papers count them: running statistics are none. */
  parameters: count,
  nonZeroParameters: count,
  /** Multiply-accumulates for one image, of all kernels' values and of those that are not zero. */
  macs: count,
  nonZeroMacs: count,
  /** Of every array as float32, running statistics too: what a program has to load. */
  weightBytes: count
})

export const modelFiguresSchema = modelCostSchema.extend({
  /** Fraction of the test set that ReLU predicts wrongly. */
  error: z.number().min(0).max(1)
})

export type ModelCost = z.infer<typeof modelCostSchema>
