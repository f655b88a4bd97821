/** What a kind's mapping is given to read a layer of Keras. */
import { z } from 'zod'
import type { Pads } from '../../../preload/schema/network'
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Shape } from '../../engine/networks/shapes'
import type { NewNode, Tensor } from '../model'
import { isOfKeras, originSchema } from './origin'

/**
 * How values lie in Keras: as ours, height × width × channels; images without an axis of channels, which have one here;
 * images that were flattened with channels first; 1 × 1 × channels, which are flat here.
 */
export type KerasForm =
  'as here' | { kind: 'without channels' } | { kind: 'rows'; images: Shape } | { kind: 'column' }

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
  activated(activation: KerasActivation, node: string): KerasValue
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
/** What a function makes of values below zero, and where it stops above; null where it does not. */
export interface Rectifying { slope: number; most: number | null }
/** A function by its name; what a ReLU or a leaky one was given says `rectifying`, null is what it is without. */
export interface KerasActivation { name: string; rectifying: Rectifying | null }

/** Of a layer ReLU, leaky or bounded above, but not moved. */
export const reluSettings = z.object({
  max_value: z.number().positive().nullish(), negative_slope: z.number().nullish(),
  threshold: z.union([z.null(), z.literal(0)]).optional(), alpha: z.number().nullish()
}).transform(({ max_value: most, negative_slope: now, alpha: before }): Rectifying =>
  ({ slope: now ?? before ?? 0, most: most ?? null }))
/** Of a layer that is leaky without them. */
export const leakySettings = z.object({ negative_slope: z.number().optional(), alpha: z.number().optional() })
  .transform(({ negative_slope: now, alpha: before }): Rectifying => ({ slope: now ?? before ?? 0.3, most: null }))

const plainActivation = (name: string): KerasActivation => ({ name, rectifying: null })
const rectifyingAs = (name: string) => (rectifying: Rectifying): KerasActivation => ({ name, rectifying })
/** A function by the name that it was registered by, which says whose it is, or a layer that stands for one. */
const written = z.union([
  z.object({ class_name: z.literal('ReLU'), config: reluSettings.transform(rectifyingAs('relu')), ...originSchema })
    .refine(isOfKeras, 'is of somebody’s own').transform(({ config }) => config),
  z.object({
    class_name: z.literal('LeakyReLU'), config: leakySettings.transform(rectifyingAs('leaky_relu')), ...originSchema
  }).refine(isOfKeras, 'is of somebody’s own').transform(({ config }) => config),
  z.object({ config: z.string() }).transform(({ config }) => plainActivation(config)),
  z.object({ class_name: z.literal('function').optional(), registered_name: z.string() })
    .transform((found) => plainActivation(found.registered_name))
])

/** Written as a name, or in Keras 3 as the function of that name. */
export const activation = z.union([
  z.string().transform(plainActivation), z.null().transform(() => plainActivation('linear')), written
]).default(plainActivation('linear'))
