/**
 * Layers of Keras in the form that TensorFlow.js' LayersModel reads, to be run there: Keras 2's, a functional model.
 * Nothing of what their network was made of here is in it but the layers' own settings and arrays.
 */
import { z } from 'zod'
import type { Tensor } from '../builder'
import { isChannelsFirst } from './channels-first'
import { trainingOnly } from './forms'
import { nameOf, type ReadWeight } from './layers'
import type { LayersProgram } from '../original'
import { partsOf, type Part } from './tensorflow-js'
import type { KerasLayer } from './topology'

/** Settings that say nothing of how a layer is run, or that Keras 3 writes as objects that TensorFlow.js has not. */
const left = /^(dtype|batch_shape|build_config|registered_name|module|synchronized)$|_(initializer|regularizer|constraint)$/

const one = z.array(z.number()).length(1).transform(([only]) => only)

/**
 * A model whose layers have these names and settings.
 * @param sizes how many values of an image each call of a layer gives, where it gives any
 */
export function runnable(
  layers: readonly KerasLayer[], weights: LayersProgram['weights'], sizes: ReadonlyMap<string, number>
): Omit<LayersProgram, 'kind' | 'softmaxIn' | 'scale' | 'file'> {
  /** By what a call gives: the call that gives it here. */
  const calls = new Map<string, readonly [layer: string, call: number]>()
  const written = new Map<string, { part: Part; inbound: unknown[] }>()
  for (const layer of layers) {
    const inputs = layer.inputs.map((name) => calls.get(name) ?? [name, 0] as const)
    if (trainingOnly.has(layer.className)) {
      calls.set(layer.gives, inputs[0])
      continue
    }
    const given: (readonly [string, number])[] = []
    for (const [number, part] of partsOf({ ...layer, config: settingsOf(layer) }, sizes.get(layer.gives)).entries()) {
      const own = number === 0 ? nameOf(layer) : `${nameOf(layer)}/part_${number + 1}`
      const before = written.get(own) ?? { part, inbound: [] }
      const taken = number === 0 ? inputs : (part.takes ?? [number - 1]).map((at) => given[at])
      if (taken.length > 0) before.inbound.push(taken.map(([name, call]) => [name, call, 0, {}]))
      written.set(own, before)
      given.push([own, Math.max(0, before.inbound.length - 1)])
    }
    calls.set(layer.gives, given[given.length - 1])
  }
  const [first, last] = [layers[0], layers[layers.length - 1]]
  const topology = {
    class_name: 'Model',
    config: {
      name: 'model',
      layers: [...written].map(([name, { part: { className, config }, inbound }]) => ({
        name, class_name: className, config: { ...config, name }, inbound_nodes: inbound
      })),
      input_layers: [[nameOf(first), 0, 0]],
      output_layers: [[...calls.get(last.gives) ?? [nameOf(last), 0], 0]]
    }
  }
  return { of: 'keras', topology, calls, weights, isChannelsFirst: isChannelsFirst(layers) }
}

function settingsOf(layer: KerasLayer): Record<string, unknown> {
  const { className, config } = layer
  const kept = Object.entries(config).filter(([key, value]) => !left.test(key) && value !== null)
  const settings: Record<string, unknown> = Object.fromEntries(kept)
  if (className === 'InputLayer') settings.batch_input_shape = config.batch_shape ?? config.batch_input_shape
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
