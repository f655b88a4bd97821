/**
 * A layer of Keras as layers of TensorFlow.js, one after the other: some of Keras' have other settings or names there,
 * or are done by several.
 */
import {
  activation, leakySettings, reluSettings, type KerasActivation, type Rectifying
} from '../../interchange/keras/reading'
import { slopeOfHardSigmoid, type KerasLayer } from './topology'

/** @param takes which parts before it, counted from 0, where that is another than the last one */
export interface Part { className: string; config: Record<string, unknown>; takes?: readonly number[] }

/**
 * @param layer with settings that TensorFlow.js can read
 * @param size how many values of an image it gives
 * @returns the last one gives what the layer gives
 */
export function partsOf(layer: Pick<KerasLayer, 'className' | 'config' | 'generation'>, size = -1): Part[] {
  const { className } = layer
  const config: Record<string, unknown> = { ...layer.config }
  switch (className) {
    // `keras.ops.relu` is a class of Keras 3 alone.
    case 'ReLU': case 'Relu': {
      const parsed = reluSettings.safeParse(config)
      return parsed.success ? rectified(parsed.data) : [{ className: 'ReLU', config }]
    }
    case 'LeakyReLU': {
      const parsed = leakySettings.safeParse(config)
      return parsed.success ? rectified(parsed.data) : [{ className, config }]
    }
    case 'GlobalAveragePooling2D': case 'GlobalMaxPooling2D': {
      if (config.keepdims !== true) return [{ className, config }]
      const targetShape = config.data_format === 'channels_first' ? [size, 1, 1] : [1, 1, size]
      return [{ className, config }, { className: 'Reshape', config: { target_shape: targetShape } }]
    }
  }
  if (!('activation' in config)) return [{ className, config }]
  const function_ = activation.safeParse(config.activation).data ?? { name: 'unknown', rectifying: null }
  const parts = functionsOf(function_, layer)
  return parts === null
    ? [{ className, config: { ...config, activation: function_.name } }]
    : [{ className, config: { ...config, activation: 'linear' } }, ...parts]
}

/** Null for what TensorFlow.js calls so too, or does not have. */
function functionsOf({ name, rectifying }: KerasActivation, layer: Pick<KerasLayer, 'generation'>): Part[] | null {
  switch (name) {
    case 'relu': return rectifying === null ? null : rectified(rectifying)
    case 'leaky_relu': return rectified(rectifying ?? { slope: 0.2, most: null })
    case 'silu': return [{ className: 'Activation', config: { activation: 'swish' } }]
    case 'hard_sigmoid': return layer.generation === 2 ? null : hardSigmoid(slopeOfHardSigmoid(layer))
    case 'hard_silu': case 'hard_swish':
      return [...hardSigmoid(1 / 6), { className: 'Multiply', config: {}, takes: [0, 2] }]
    default: return null
  }
}

const scaled = (scale: number, offset: number): Part => ({ className: 'Rescaling', config: { scale, offset } })

const hardSigmoid = (slope: number): Part[] =>
  [scaled(slope, 0.5), { className: 'ReLU', config: { max_value: 1 } }]

function rectified({ slope, most }: Rectifying): Part[] {
  if (slope === 0) return [{ className: 'ReLU', config: most === null ? {} : { max_value: most } }]
  const leaky: Part = { className: 'LeakyReLU', config: { alpha: slope } }
  // min(z, m) = m − ReLU(m − z).
  return most === null ? [leaky] : [leaky, scaled(-1, most), { className: 'ReLU', config: {} }, scaled(-1, most)]
}
