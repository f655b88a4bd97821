/** The numbers of a training's state, as a run file keeps them; weights and momentum lie beside them. */
import { z } from 'zod'

const count = z.number().int().min(0)
const sums = { loss: z.number(), error: z.number(), examples: count }

export const trainingPositionSchema = z.strictObject({
  /** Steps done since the start of the run. */
  iteration: count,
  /** Whole epochs done, and how many examples of the running one. */
  epoch: count,
  example: count,
  /** Of the last step, after the schedule. */
  learningRate: z.number().min(0),
  /** Time spent in the running epoch. */
  seconds: z.number().min(0),
  curve: z.strictObject({
    epoch: z.strictObject(sums),
    since: z.strictObject({ ...sums, iterations: count })
  }),
  /** Mask snapshots recorded so far. */
  snapshots: count
})

export type TrainingPosition = z.infer<typeof trainingPositionSchema>
