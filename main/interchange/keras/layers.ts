/**
 * Keras' layers and its names for our parameters, as TensorFlow.js reads them (tfjs-layers 4, Keras 2 JSON). Images
 * are channels last and kernels lie as ours do, so weights are the same bytes.
 */
import type { Pads } from '../../../preload/schema/network'
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Shape } from '../../engine/networks/shapes'

/** What a kind's mapping is given to write itself as a layer. */
export interface KerasWriting {
  /** Of the first input. */
  shape: Shape
  /** Of all inputs. */
  shapes: readonly Shape[]
  /** No value of the first input is below zero. */
  isNeverNegative: boolean
}

export interface KerasLayer { className: string; config: Record<string, unknown> }

/** In the order in which Keras keeps a layer's weights. */
export const kerasParameterNames: Record<ParameterRole, string> = {
  kernel: 'kernel', bias: 'bias', scale: 'gamma', shift: 'beta', mean: 'moving_mean', variance: 'moving_variance',
  slope: 'alpha'
}

export const layer = (className: string, config: Record<string, unknown>): KerasLayer => ({ className, config })

export const zerosLayer = ([top, left, bottom, right]: Pads): KerasLayer =>
  layer('ZeroPadding2D', { padding: [[top, bottom], [left, right]], data_format: 'channels_last' })

/** Height × width × channels, one after the other. */
export const flattenLayer = (): KerasLayer => layer('Flatten', { data_format: 'channels_last' })
