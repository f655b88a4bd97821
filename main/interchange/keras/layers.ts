/**
 * Keras' names for our nodes and their parameters, as TensorFlow.js reads them (tfjs-layers 4, Keras 2 JSON). Images
 * are channels last and kernels lie as ours do, so weights are the same bytes.
 */
import type { NetworkNode, NodeOf } from '../../../preload/schema/network'
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Shape } from '../../engine/networks/shapes'

export interface KerasLayer { className: string; config: Record<string, unknown> }

/** In the order in which Keras keeps a layer's weights. */
export const kerasParameterNames: Record<ParameterRole, string> = {
  kernel: 'kernel', bias: 'bias', scale: 'gamma', shift: 'beta', mean: 'moving_mean', variance: 'moving_variance'
}

/** A node as a layer; null for a node that is none (a loss). */
export function kerasLayerOf(node: NetworkNode): KerasLayer | null {
  switch (node.type) {
    case 'softmax-loss':
      return null
    case 'input':
      return inputLayer(node.shape)
    case 'convolution':
      return layer('Conv2D', {
        filters: node.filters,
        kernel_size: node.kernel,
        strides: [node.stride, node.stride],
        padding: node.padding,
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: 'linear',
        use_bias: node.bias
      })
    case 'dense':
      return layer('Dense', { units: node.units, activation: 'linear', use_bias: node.bias })
    case 'batch-norm':
      return layer('BatchNormalization', {
        axis: -1,
        momentum: node.decay,
        epsilon: node.epsilon,
        center: true,
        scale: true
      })
    case 'support':
      return layer('ReLU', {})
    case 'max-pool':
      return pooling('MaxPooling2D', node)
    case 'average-pool':
      return pooling('AveragePooling2D', node)
    case 'global-mean':
      return layer('GlobalAveragePooling2D', { data_format: 'channels_last' })
    case 'sum':
      return layer('Add', {})
    case 'concatenation':
      return layer('Concatenate', { axis: -1 })
    case 'flatten':
      return flattenLayer()
    case 'dropout':
      return layer('Dropout', { rate: node.rate })
  }
}

const layer = (className: string, config: Record<string, unknown>): KerasLayer => ({ className, config })

/** The first axis, of examples, has any length. */
const inputLayer = (shape: Shape): KerasLayer =>
  layer('InputLayer', { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false })

/** Height × width × channels, one after the other. */
export const flattenLayer = (): KerasLayer => layer('Flatten', { data_format: 'channels_last' })

const pooling = (className: string, { window, stride, padding }: NodeOf<'max-pool' | 'average-pool'>): KerasLayer =>
  layer(className, { pool_size: [window, window], strides: [stride, stride], padding, data_format: 'channels_last' })
