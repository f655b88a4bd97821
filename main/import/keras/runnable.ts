/**
 * Layers of Keras in the form that TensorFlow.js' LayersModel reads, to be run there: Keras 2's, a functional model.
 * Nothing of what their network was made of here is in it but the layers' own settings and arrays.
 */
import { z } from 'zod'
import { activation } from '../../interchange/keras/reading'
import type { Tensor } from '../builder'
import { trainingOnly } from './forms'
import { nameOf, type ReadWeight } from './layers'
import type { LayersProgram } from '../original'
import type { KerasLayer } from './topology'

/** Settings that say nothing of how a layer is run, or that Keras 3 writes as objects that TensorFlow.js has not. */
const left = /^(dtype|batch_shape|build_config|registered_name|module|synchronized)$|_(initializer|regularizer|constraint)$/

const one = z.array(z.number()).length(1).transform(([only]) => only)

/** A model whose layers have these names and settings. */
export function runnable(
  layers: readonly KerasLayer[], weights: LayersProgram['weights']
): Pick<LayersProgram, 'of' | 'topology' | 'calls' | 'weights'> {
  /** By what a call gives: the call that gives it here. */
  const calls = new Map<string, readonly [layer: string, call: number]>()
  const written = new Map<string, { layer: KerasLayer; inbound: unknown[] }>()
  for (const layer of layers) {
    const inputs = layer.inputs.map((name) => calls.get(name) ?? [name, 0] as const)
    if (trainingOnly.has(layer.className)) {
      calls.set(layer.gives, inputs[0])
      continue
    }
    const own = nameOf(layer)
    const before = written.get(own) ?? { layer, inbound: [] }
    if (inputs.length > 0) before.inbound.push(inputs.map(([name, call]) => [name, call, 0, {}]))
    written.set(own, before)
    calls.set(layer.gives, [own, Math.max(0, before.inbound.length - 1)])
  }
  const [first, last] = [layers[0], layers[layers.length - 1]]
  const topology = {
    class_name: 'Model',
    config: {
      name: 'model',
      layers: [...written.values()].map(({ layer, inbound }) => ({
        name: nameOf(layer), class_name: classOf(layer), config: settingsOf(layer), inbound_nodes: inbound
      })),
      input_layers: [[nameOf(first), 0, 0]],
      output_layers: [[...calls.get(last.gives) ?? [nameOf(last), 0], 0]]
    }
  }
  return { of: 'keras', topology, calls, weights }
}

/** `keras.ops.relu` is a class of Keras 3 alone. */
const classOf = ({ className }: KerasLayer): string => (className === 'Relu' ? 'ReLU' : className)

function settingsOf(layer: KerasLayer): Record<string, unknown> {
  const { className, config } = layer
  const kept = Object.entries(config).filter(([key, value]) => !left.test(key) && value !== null)
  const settings: Record<string, unknown> = { ...Object.fromEntries(kept), name: nameOf(layer) }
  if (className === 'InputLayer') settings.batch_input_shape = config.batch_shape ?? config.batch_input_shape
  if ('activation' in settings) settings.activation = activation.catch('unknown').parse(settings.activation)
  const axis = one.safeParse(settings.axis)
  if (axis.success) settings.axis = axis.data
  return settings
}

/** Reads weights, and keeps them by the names that the layers of `runnable` have for them. */
export function kept(read: ReadWeight, weights: Map<string, Tensor>): ReadWeight {
  return (layer, weight, position) => {
    const tensor = read(layer, weight, position)
    weights.set(`${nameOf(layer)}/${weight}`, tensor)
    return tensor
  }
}
