/** What is told of a run's network: what each node costs, and how much of that is used at one moment. */
import { z } from 'zod'
import { checkpointNameSchema } from './names'

const count = z.number().int().min(0)

export const modelNodeSchema = z.strictObject({
  name: z.string(),
  /** Of its output, per example: [height, width, channels], or [values] once positions are gone. */
  shape: z.array(count).min(1),
  /** Zero of a node without arrays. */
  parameters: count,
  macs: count,
  /** Whether the output needs it: auxiliary heads serve training only, and no sum counts them. */
  inMainHead: z.boolean()
})

export const modelSchema = z.strictObject({
  /** In the network's order. */
  nodes: z.array(modelNodeSchema),
  parameters: count,
  macs: count
})

/** Of a node with arrays, at one moment. */
export const momentNodeSchema = z.strictObject({
  name: z.string(),
  nonZeroParameters: count,
  nonZeroMacs: count,
  /** Share of its connections that are zero; null of a node without connections, as are the figures below. */
  weightSparsity: z.number().min(0).max(1).nullable(),
  /**
   * MACs for one image, on average, whose weight is not zero and whose input is on: a support's unit by its mask, what
   * a pooling, a sum or a mean makes of such units where any of them is, everything else (the image) always. Null
   * without masks.
   */
  effectiveMacs: z.number().min(0).nullable(),
  /** Mean share of cases in which both ends of a connection are on; null without masks. */
  coactivation: z.number().min(0).max(1).nullable()
})

export const modelMomentSchema = z.strictObject({
  /** Whose weights are counted: the snapshot's, or without one the latest; null where there are none. */
  checkpoint: checkpointNameSchema.nullable(),
  /** Null of a run without snapshots. */
  snapshot: count.nullable(),
  /** Of how many training examples masks were counted: of all that are stored, or of a part evenly spaced in them. */
  examples: count,
  stored: count,
  nodes: z.array(momentNodeSchema),
  nonZeroParameters: count.nullable(),
  nonZeroMacs: count.nullable(),
  effectiveMacs: z.number().min(0).nullable()
})

export type Model = z.infer<typeof modelSchema>
export type ModelNode = z.infer<typeof modelNodeSchema>
export type ModelMoment = z.infer<typeof modelMomentSchema>
export type MomentNode = z.infer<typeof momentNodeSchema>
