/** A network is data: nodes in topological order. Shapes are per example, height × width × channels (NHWC). */
import { z } from 'zod'

const nodeName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/)
const positive = z.number().int().min(1).max(65_536)
const oneInput = z.tuple([nodeName])

const inputNode = z.strictObject({
  type: z.literal('input'),
  name: nodeName,
  inputs: z.tuple([]),
  shape: z.tuple([positive, positive, positive])
})

/** `q = W z + b`, kernel [height, width, input channels, filters]; the bias `b` is −β of the paper's eq 1. */
const convolutionNode = z.strictObject({
  type: z.literal('convolution'),
  name: nodeName,
  inputs: oneInput,
  filters: positive,
  kernel: z.tuple([positive, positive]),
  stride: positive,
  padding: z.enum(['same', 'valid'])
})

/** The place of a ReLU: the layer whose 0/1 support is studied. */
const supportNode = z.strictObject({ type: z.literal('support'), name: nodeName, inputs: oneInput })
const dropoutNode = z.strictObject({ type: z.literal('dropout'), name: nodeName, inputs: oneInput, rate: z.number().gt(0).lt(1) })
const globalMeanNode = z.strictObject({ type: z.literal('global-mean'), name: nodeName, inputs: oneInput })
const softmaxLossNode = z.strictObject({ type: z.literal('softmax-loss'), name: nodeName, inputs: oneInput })

export const networkNodeSchema = z.discriminatedUnion('type', [
  inputNode, convolutionNode, supportNode, dropoutNode, globalMeanNode, softmaxLossNode
])
export const networkSchema = z.strictObject({ nodes: z.array(networkNodeSchema).min(2).max(4096) })

export type NetworkNode = z.infer<typeof networkNodeSchema>
export type ConvolutionNode = z.infer<typeof convolutionNode>
export type Network = z.infer<typeof networkSchema>
