/**
 * What a functional model computes by operators and functions instead of layers: `x * (1 / 6)`, `keras.ops.relu6(x)`
 * (Keras 3: an operation by its class name), `tf.nn.silu(x)` (Keras 2: a TFOpLambda that names its function). They are
 * brought to the layers that do the same.
 */
import { z } from 'zod'

/** A layer as files write it. */
export interface Written {
  class_name: string
  name?: string | undefined
  config: Record<string, unknown>
  inbound_nodes?: unknown[] | undefined
}

/** By what Keras 3 calls it, and what TensorFlow does; those of two values are layers of the same name. */
const sameAs: Readonly<Record<string, string>> = {
  '__operators__.add': 'Add', 'math.add': 'Add', 'math.subtract': 'Subtract', 'math.multiply': 'Multiply',
  'math.truediv': 'TrueDivide', 'math.divide': 'TrueDivide', Divide: 'TrueDivide', 'math.negative': 'Negative',
  'nn.relu': 'Relu', 'nn.relu6': 'Relu6', 'math.sigmoid': 'Sigmoid', 'nn.sigmoid': 'Sigmoid', 'math.tanh': 'Tanh',
  'nn.tanh': 'Tanh', 'nn.silu': 'Silu', 'nn.swish': 'Silu', 'nn.leaky_relu': 'LeakyRelu', 'math.reduce_mean': 'Mean',
  reshape: 'Reshape'
}
const activations: ReadonlyMap<string, string> = new Map([
  ['Relu6', 'relu6'], ['Sigmoid', 'sigmoid'], ['Tanh', 'tanh'], ['Silu', 'silu'], ['HardSigmoid', 'hard_sigmoid'],
  ['HardSilu', 'hard_silu']
])

/** What Keras 3 calls those that are read. */
export const operationNames: readonly string[] = [
  ...activations.keys(), ...Object.values(sameAs), 'Divide', 'LeakyRelu', 'Mean', 'Reshape'
]

/** A number for all channels, or of each. */
const numbers = z.union([z.number(), z.array(z.number())])
const constantSchema = z.union([
  numbers,
  z.object({ class_name: z.literal('__numpy__'), config: z.object({ value: numbers }) })
    .transform(({ config }) => config.value)
])
type Constant = z.infer<typeof constantSchema>

const callSchema = z.object({ args: z.array(z.unknown()), kwargs: z.record(z.string(), z.never()).optional() })
const keywordsSchema = z.record(z.string(), z.unknown())
const lambdaSchema = z.object({ function: z.string() })

/** The layer that does the same, or what was given. */
export function operationAsLayer(layer: Written): Written {
  const calls = layer.inbound_nodes ?? []
  if (calls.length !== 1) return layer
  if (layer.class_name === 'TFOpLambda') return fromFunction(layer, calls[0])
  const call = callSchema.safeParse(calls[0])
  return call.success ? asLayer(layer, layer.class_name, call.data.args) ?? layer : layer
}

/** [layer, call, tensor, the further arguments by their names]; a constant stands where a layer does. */
function fromFunction(layer: Written, call: unknown): Written {
  const { function: own } = lambdaSchema.catch({ function: 'function' }).parse(layer.config)
  const unknown = { ...layer, class_name: `tf.${own}` }
  const [name, number, tensor, given] = Array.isArray(call) ? call as unknown[] : []
  const keywords = keywordsSchema.safeParse(given)
  const operation = Object.hasOwn(sameAs, own) ? sameAs[own] : null
  if (operation === null || !keywords.success) return unknown
  const { y: second, axis, keepdims, alpha, shape } = keywords.data
  const first = name === '_CONSTANT_VALUE' ? tensor : [name, number, tensor, {}]
  const args = second === undefined ? [first] : [first, second]
  return asLayer({ ...layer, config: { ...layer.config, axis, keepdims, alpha, shape } }, operation, args) ?? unknown
}

/** Null for what is no operation, and for those that no layer of ours does. */
function asLayer(layer: Written, operation: string, args: readonly unknown[]): Written | null {
  const becomes = (className: string, config: Record<string, unknown>): Written => ({
    class_name: className, name: layer.name, config: { ...config, name: layer.config.name ?? layer.name },
    inbound_nodes: [args.filter((one) => !constantSchema.safeParse(one).success)]
  })
  const scaling = scalingOf(Object.hasOwn(sameAs, operation) ? sameAs[operation] : operation, args)
  if (scaling) return becomes('Rescaling', scaling)
  const { axis, keepdims, newshape, shape, negative_slope: slope, alpha } = layer.config
  const name = activations.get(operation)
  if (name !== undefined) return becomes('Activation', { activation: name })
  if (operation === 'LeakyRelu') return becomes('LeakyReLU', { negative_slope: slope ?? alpha ?? 0.2 })
  if (operation === 'Mean' && Array.isArray(axis) && axis.join() === '1,2')
    return becomes('GlobalAveragePooling2D', { keepdims: keepdims === true, data_format: 'channels_last' })
  const target = newshape ?? shape
  if (operation === 'Reshape' && Array.isArray(target)) return becomes('Reshape', { target_shape: target.slice(1) })
  const isOfSeveral = operation === 'Add' || operation === 'Multiply'
  if (layer.class_name === 'TFOpLambda' && (isOfSeveral || operation === 'Relu')) return becomes(operation, {})
  return null
}

/** Of an operation of one value and one constant: what it multiplies with and adds. */
function scalingOf(operation: string, args: readonly unknown[]): { scale: Constant; offset: Constant } | null {
  if (operation === 'Negative') return { scale: -1, offset: 0 }
  const at = args.findIndex((one) => constantSchema.safeParse(one).success)
  if (args.length !== 2 || at < 0 || constantSchema.safeParse(args[1 - at]).success) return null
  const constant = constantSchema.parse(args[at])
  const each = (change: (value: number) => number): Constant =>
    (typeof constant === 'number' ? change(constant) : constant.map(change))
  switch (operation) {
    case 'Add': return { scale: 1, offset: constant }
    case 'Subtract': return at === 1 ? { scale: 1, offset: each((value) => -value) } : { scale: -1, offset: constant }
    case 'Multiply': return { scale: constant, offset: 0 }
    case 'TrueDivide': return at === 1 ? { scale: each((value) => 1 / value), offset: 0 } : null
    default: return null
  }
}
