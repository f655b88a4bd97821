/**
 * What a node kind is: all that the engine and its users know of it, but for how it is run (executors/eager/nodes and
 * executors/graph/nodes) and what other programs call it (interchange/kinds).
 */
import type { NetworkNode } from '../../../../preload/schema/network'
import type { MaskForm } from '../mask-form'
import type { ParameterRole } from '../roles'
import type { Shape } from '../shape'
import type { Pair, Sliding } from './window'

export interface NodeKind<N extends NetworkNode = NetworkNode> {
  /** Shape per example. @throws Failure when it cannot take these inputs */
  shape(node: N, inputs: readonly Shape[]): Shape
  /** Its arrays, in the order in which they are written. */
  parameters(node: N, input: Shape): readonly KindParameter[]
  /** Of a layer with connections, which can be pruned; null for any other. */
  kernel: Kernel<N> | null
  /**
   * What goes through it from the node before to a support behind. `threshold`: an added bias still only shifts the
   * support's β. `activity`: where that support is off, what came in had no effect.
   */
  passes: { threshold: boolean; activity: boolean }
  channels(node: N, input: Shape): ChannelRule
  /** The image and class scores: their channels are never removed. */
  fixedChannels: boolean
  /** Which channels have one value for every image, given those of its inputs. */
  constants(node: N, inputs: readonly ConstantSignal[], known: Known): ConstantSignal
  /** Of one whose fields number the channels of its input: the same without those that have gone, a byte each. */
  withoutInputs?(node: N, gone: Uint8Array): N
  /** Of one that does nothing else, outside training: gives each channel's values, or their mean over positions. */
  handsOn?: 'values' | 'means'
  /** Masks do not make a linear map of it. */
  nonlinear?: true
  /** Where its output is on, given where its inputs are; null is on everywhere. */
  masks<T>(node: N, inputs: readonly (T | null)[], routes: MaskRoutes<T>): T | null
}

export interface KindParameter {
  role: ParameterRole
  shape: Shape
  /** No training moves it, whatever its role. */
  fixed?: true
}

/**
 * Connections: an array whose last axis is the node's channels and whose last but one counts what they come from, in
 * each of its groups.
 */
export interface Kernel<N extends NetworkNode = NetworkNode> {
  /** Filters or units. */
  outputs(node: N): number
  withOutputs(node: N, outputs: number): N
  /** In how many parts its inputs and its outputs lead only to one another. */
  groups(node: N): number
  /** What a row is of: a channel of the input, or one value of an example. */
  rows: 'channels' | 'values'
  /** What each value of its output is a linear map of. */
  linearIn(node: N): 'whole example' | 'position' | 'window'
  /** How often each of its values is multiplied for one example, padding included. */
  uses(output: Shape): number
  /**
   * How often each value of a kernel with one group would be multiplied with an input that is on: all its axes but the
   * last make a row. No more than `uses`, and less where the window reaches beyond the border: padding is no unit.
   * @param on by unit of the input, how often it is on
   */
  usesOn(node: N, input: Shape, on: ArrayLike<number>): Float64Array
  /** In the kernel's shape: in how many (example, position) pairs both ends of each connection are on. */
  coactivation<T>(node: N, before: T, after: T, counts: MaskCounts<T>): T
}

/**
 * Which channels go together. `fresh`: its own. `same`: those of its input. `tied`: each channel of its output with
 * that channel of every input. `joined`: one input's after the other's. `repeated`: its input's at every position.
 * `grouped`: its own, of which none goes, nor of its input's: groups stay even. `picked`: those of its input that it
 * names.
 */
export type ChannelRule =
  'fresh' | 'same' | 'tied' | 'joined' | 'repeated' | 'grouped' | { picked: readonly number[] }

/** By channel the value that it has at every position for every image, or null. */
export type Constants = readonly (number | null)[]
/** Of the output, and of its linear part: without the bias or shift. */
export interface ConstantSignal { value: Constants; linearPart: Constants }

/** What constants are read from. */
export interface Known {
  /** The node's own array. */
  values(role: ParameterRole): Float32Array
  input: Shape
  form: MaskForm
  /** A byte for each channel of a support: 1 where it is to be taken for zero. */
  neverOn: Uint8Array | undefined
}

/** Where masks go, 0/1 [examples, …shape], in whatever computes with them. */
export interface MaskRoutes<T> {
  /** Those that are stored of a support. */
  stored(support: string): T
  /** On where any value of the window is. */
  anyInWindow(mask: T, window: Pair, sliding: Sliding): T
  /** By channel: on where any position is. */
  anyPosition(mask: T): T
  flattened(mask: T): T
  /** By channel of what is made, the one that it is. */
  picked(mask: T, picks: readonly number[]): T
  /** On where any of them is; null where one is on everywhere. */
  anyOf(masks: readonly (T | null)[]): T | null
  /** Along channels; `nodes` are what the masks are of. */
  joined(masks: readonly (T | null)[], nodes: readonly string[]): T | null
}

/** How often both ends of connections are on. */
export interface MaskCounts<T> {
  /** Σ over examples and positions of before · after for every entry of a convolution's kernel. */
  windowCounts(before: T, after: T, kernel: Pair, sliding: Sliding, groups: number): T
  /** Σ over examples of before · after for every pair of a value before and a value after. */
  pairCounts(before: T, after: T): T
}

export const plainConstants = (value: Constants): ConstantSignal => ({ value, linearPart: value })

/** Of kinds without arrays. */
export const weightless = { parameters: (): readonly KindParameter[] => [], kernel: null }

/** Of kinds whose output is no longer a value before a support. */
export const passesNothing = { threshold: false, activity: false } as const
