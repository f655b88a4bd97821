/** A network is data: nodes in topological order. Shapes are per example, height × width × channels (NHWC). */
import { z } from 'zod'

const nodeName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/)
const positive = z.number().int().min(1).max(65_536)
const oneInput = z.tuple([nodeName])
const severalInputs = z.array(nodeName).min(2).max(64)
/** Rows and columns of zeros around the input; a window may not lie wholly among them. */
const zeros = z.number().int().min(0).max(1024)
export const padsSchema = z.tuple([zeros, zeros, zeros, zeros])
/** [top, left, bottom, right]. */
export type Pads = z.infer<typeof padsSchema>
/** `same`: ⌈length / stride⌉ positions, the odd zero after; `valid`: no zeros. */
const padding = z.union([z.enum(['same', 'valid']), padsSchema])
export type Padding = z.infer<typeof padding>
/** Along both axes, or along rows and columns where these differ. */
const sides = z.union([
  positive,
  z.tuple([positive, positive]).refine(([rows, columns]) => rows !== columns, 'is written as one number')
])
export type Sides = z.infer<typeof sides>

const inputNode = z.strictObject({
  type: z.literal('input'),
  name: nodeName,
  inputs: z.tuple([]),
  shape: z.tuple([positive, positive, positive])
})

/**
 * `q = W z + b`, kernel [height, width, input channels / groups, filters]; the bias `b` is −β of the paper's eq 1. With
 * groups, channels and filters are parted evenly, in their order, and filters see the channels of their group alone.
 */
const convolutionNode = z.strictObject({
  type: z.literal('convolution'),
  name: nodeName,
  inputs: oneInput,
  filters: positive,
  kernel: z.tuple([positive, positive]),
  stride: sides,
  /** From one value that a window sees to the next; 1 where it is not said. */
  dilation: sides.refine((steps) => steps !== 1, 'is left out').optional(),
  padding,
  groups: positive.min(2).optional(),
  /** Without one the node is linear; a batch-norm after it has a shift of its own. */
  bias: z.boolean()
})

/** `q = W z + b` of all values of an example, kernel [inputs, units]. */
const denseNode = z.strictObject({
  type: z.literal('dense'),
  name: nodeName,
  inputs: oneInput,
  units: positive,
  bias: z.boolean()
})

/**
 * Per channel: scale · (z − mean) / √(variance + epsilon) + shift; batch statistics in training, running ones
 * otherwise.
 */
const batchNormNode = z.strictObject({
  type: z.literal('batch-norm'),
  name: nodeName,
  inputs: oneInput,
  epsilon: z.number().positive().max(1),
  decay: z.number().min(0).lt(1),
  /** Never trained, and its running statistics never followed: a fixed scale and shift, in training too. */
  frozen: z.literal(true).optional()
})

/** Largest or mean value of a window; what lies beyond the border is never the largest. */
const pool = { name: nodeName, inputs: oneInput, window: sides, stride: sides, padding }
const maxPoolNode = z.strictObject({ type: z.literal('max-pool'), ...pool })
const averagePoolNode = z.strictObject({
  type: z.literal('average-pool'),
  ...pool,
  /** The zeros of the padding are among the values of the mean; otherwise it is of those inside. */
  countsPadding: z.literal(true).optional()
})

const sumNode = z.strictObject({ type: z.literal('sum'), name: nodeName, inputs: severalInputs })
/** Along channels. */
const concatenationNode = z.strictObject({ type: z.literal('concatenation'), name: nodeName, inputs: severalInputs })
/** Channels of its input in an order of its own: a part of a split, a shuffle. None twice. */
const channelsNode = z.strictObject({
  type: z.literal('channels'),
  name: nodeName,
  inputs: oneInput,
  picks: z.array(z.number().int().min(0).max(65_535)).min(1).max(65_536)
    .refine((picks) => new Set(picks).size === picks.length, 'names a channel twice')
})
const flattenNode = z.strictObject({ type: z.literal('flatten'), name: nodeName, inputs: oneInput })

/**
 * The place of a ReLU: the layer whose 0/1 support m = [q > 0] is studied. ReLU gives m ⊙ q; a hard threshold gives the
 * sign alone, 2m − 1, which is −1 at zero.
 */
const supportNode = z.strictObject({
  type: z.literal('support'), name: nodeName, inputs: oneInput, gives: z.literal('sign').optional()
})
/**
 * A function of each value that has no support: what it does is no choice between passing and not. `bounded` is
 * min(z, most), which behind a support makes ReLU6 (a unit is on above 0; what the bound cuts off is on too);
 * `hard-sigmoid` is slope · z + 1/2 between 0 and 1.
 */
const activationNode = z.strictObject({
  type: z.literal('activation'),
  name: nodeName,
  inputs: oneInput,
  apply: z.discriminatedUnion('function', [
    z.strictObject({ function: z.literal('sigmoid') }),
    z.strictObject({ function: z.literal('tanh') }),
    z.strictObject({ function: z.literal('leaky-relu'), slope: z.number().min(0).max(1) }),
    z.strictObject({ function: z.literal('hard-sigmoid'), slope: z.number().positive().max(1) }),
    z.strictObject({ function: z.literal('bounded'), most: z.number().positive().max(1e6) })
  ])
})
/** max(z, 0) + slope · min(z, 0), with a slope of each channel that is trained. Without a support. */
const parametricReluNode = z.strictObject({ type: z.literal('parametric-relu'), name: nodeName, inputs: oneInput })
/** Value by value, or of maps by one value for each channel: a gate. */
const productNode = z.strictObject({
  type: z.literal('product'), name: nodeName, inputs: z.tuple([nodeName, nodeName])
})
const dropoutNode = z.strictObject({
  type: z.literal('dropout'),
  name: nodeName,
  inputs: oneInput,
  rate: z.number().gt(0).lt(1)
})
const globalMeanNode = z.strictObject({ type: z.literal('global-mean'), name: nodeName, inputs: oneInput })
/**
 * Cross-entropy times a weight. The last one is the network's output; earlier ones are auxiliary heads, used in
 * training only.
 */
const softmaxLossNode = z.strictObject({
  type: z.literal('softmax-loss'),
  name: nodeName,
  inputs: oneInput,
  weight: z.number().positive().max(1)
})

export const networkNodeSchema = z.discriminatedUnion('type', [
  inputNode,
  convolutionNode,
  denseNode,
  batchNormNode,
  supportNode,
  activationNode,
  parametricReluNode,
  productNode,
  maxPoolNode,
  averagePoolNode,
  sumNode,
  concatenationNode,
  channelsNode,
  flattenNode,
  dropoutNode,
  globalMeanNode,
  softmaxLossNode
])
export const networkSchema = z.strictObject({ nodes: z.array(networkNodeSchema).min(2).max(4096) })

export type NetworkNode = z.infer<typeof networkNodeSchema>
/** The nodes of one type. */
export type NodeOf<T extends NetworkNode['type']> = Extract<NetworkNode, { type: T }>
export type Network = z.infer<typeof networkSchema>
