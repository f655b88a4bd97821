/** What a kind's mapping is given to read a layer of Keras. */
import { z } from 'zod'
import type { Pads } from '../../../preload/schema/network'
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Shape } from '../../engine/networks/shapes'
import type { NewNode, Tensor } from '../model'
import { isOfKeras, originSchema } from './origin'

/**
 * How values lie in Keras: as ours, height × width × channels; images without an axis of channels, which have one here;
 * images that were flattened with channels first.
 */
export type KerasForm = 'as here' | { kind: 'without channels' } | { kind: 'rows'; images: Shape }

/**
 * What a layer gives: a node's output; zeros around it that a convolution must take in; probabilities that nothing may
 * take; how it lies in Keras.
 */
export interface KerasValue { node: string; pads: Pads | null; probabilities: boolean; form: KerasForm }

export interface KerasReading {
  /** The layer's settings. @throws Failure for one that a schema does not have */
  config<T extends z.ZodType>(schema: T): z.infer<T>
  /** A sentence about this layer. */
  named(problem: string): Error
  /** @returns the node's name */
  add(node: NewNode): string
  shapeOf(node: string): Shape
  /** No value of it is below zero. */
  isNeverNegative(node: string): boolean
  setWeights(node: string, role: ParameterRole, tensor: Tensor): void
  /** One of the layer's arrays that no node of ours has, by Keras' name. @param position among all of the layer's */
  weight(name: string, position: number): Tensor
  /** Gives a node the layer's arrays, which lie in this order in formats that number them. */
  readWeights(
    node: string,
    roles: readonly ParameterRole[],
    change?: (tensor: Tensor, role: ParameterRole) => Tensor,
    /** What Keras calls them, where it is another name than usual (layers.ts). */
    names?: Partial<Record<ParameterRole, string>>
  ): void
  /** What an activation, which a layer names among its settings, makes of the node's output. */
  activated(activation: string, node: string): KerasValue
  /** The network has its input already. */
  hasInput: boolean
}

export interface KerasReader {
  takes: 'nothing' | 'one' | 'several'
  /** Whether it takes in the zeros that a ZeroPadding2D puts around its input. */
  padded?: true
  read(reading: KerasReading, inputs: readonly KerasValue[]): KerasValue
}

export const kerasValue = (node: string, form: KerasForm = 'as here'): KerasValue =>
  ({ node, pads: null, probabilities: false, form })

/** Settings that several layers have. */
export const size = z.number().int().min(1).max(65_536)
/** One number for both axes, or two. */
export const pair = z.union([size.transform((length): [number, number] => [length, length]), z.tuple([size, size])])
export const even = pair
  .refine(([height, width]) => height === width, 'differs between the axes')
  .transform(([length]) => length)
export const ones = pair.refine(([height, width]) => height === 1 && width === 1, 'is not 1').optional()
export const channelsLast = z.literal('channels_last').nullish()
export const padding = z.enum(['same', 'valid']).default('valid')
const absent = z.union([z.null(), z.literal(0)]).optional()
/** Of a layer ReLU that is one: not leaky, not moved; it may be bounded above. */
export const reluSettings = z.object({
  max_value: z.number().positive().nullish(), negative_slope: absent, threshold: absent, alpha: absent
})
/** A function by the name that it was registered by, which says whose it is, or a layer ReLU that stands for one. */
const written = z.union([
  z.object({ class_name: z.literal('ReLU'), config: reluSettings, ...originSchema })
    .refine(isOfKeras, 'is of somebody’s own')
    .refine(({ config }) => config.max_value === undefined || config.max_value === null, 'is bounded')
    .transform(() => 'relu'),
  z.object({ config: z.string() }).transform(({ config }) => config),
  z.object({ class_name: z.literal('function').optional(), registered_name: z.string() })
    .transform((found) => found.registered_name)
])

/** Written as a name, or in Keras 3 as the function of that name. */
export const activation = z.union([z.string(), z.null().transform(() => 'linear'), written]).default('linear')
