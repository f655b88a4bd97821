/**
 * ONNX' operators as nodes of ours. Of every value it is known how it lies in ONNX; where channels come first and
 * positions are flattened, the rows of the dense kernel behind are brought into our order. Other operators are named
 * and refused.
 */
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { explicitPads, kernelFromOnnx, rowsFromOnnx } from '../../interchange/onnx/layout'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { floatOf, integerOf, integersOf, type Constant, type OnnxOperators, type Operator } from './graph'
import { windowOf } from './windows'

/**
 * `images`: [examples, channels, height, width]; `images last`: channels last; `column`: [examples, channels, 1, 1]
 * after a mean over positions; `flat`: [examples, values], in our order or, where `rows` are given, in that of channels
 * first.
 */
type Layout = 'images' | 'images last' | 'column' | 'flat'
interface Value {
  node: string
  layout: Layout
  /** Height × width × channels of what was flattened channels first. */
  rows: Shape | null
  /** After a softmax nothing more may come. */
  probabilities: boolean
}

export function networkFromOnnx(graph: OnnxOperators, builder: NetworkBuilder, fault: Fault): BuiltNetwork {
  return new OperatorReader(graph, builder, fault).network()
}

class OperatorReader {
  readonly #graph: OnnxOperators
  readonly #builder: NetworkBuilder
  readonly #fault: Fault
  readonly #values = new Map<string, Value>()
  /** How many operators take a value. */
  readonly #uses = new Map<string, number>()

  constructor(graph: OnnxOperators, builder: NetworkBuilder, fault: Fault) {
    this.#graph = graph
    this.#builder = builder
    this.#fault = fault
    for (const { inputs } of graph.operators)
      for (const name of inputs) this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1)
  }

  network(): BuiltNetwork {
    this.#values.set(this.#graph.input.name, this.#input())
    for (const operator of this.#graph.operators) this.#values.set(operator.output, this.#value(operator))
    const answer = this.#values.get(this.#graph.output)
    if (!answer) throw new Error('the output comes last in its order')
    if (answer.rows) throw this.#fault('it ends in flattened positions, not in one value per class')
    return this.#builder.finish(answer.node)
  }

  /** Channels come first unless what follows turns them there. */
  #input(): Value {
    const { name, shape } = this.#graph.input
    const last = this.#graph.operators.some((operator) => operator.inputs[0] === name && (
      (operator.type === 'Transpose' && integersOf(operator, 'perm')?.join() === '0,3,1,2') ||
      (operator.type === 'Reshape' && shape[2] === 1 && shape[0] !== 1)))
    const [height, width, channels] = last ? shape : [shape[1], shape[2], shape[0]]
    return plain(
      this.#builder.add(name, { type: 'input', inputs: [], shape: [height, width, channels] }),
      last ? 'images last' : 'images'
    )
  }

  #value(operator: Operator): Value {
    switch (operator.type) {
      case 'Conv':
        return this.#convolution(operator)
      case 'Gemm':
        return this.#gemm(operator)
      case 'MatMul':
        return this.#dense(operator, this.#tensor(operator, 1), null)
      case 'BatchNormalization':
        return this.#batchNorm(operator)
      case 'Relu':
        return this.#like(
          operator,
          this.#builder.add(operator.name, { type: 'support', inputs: [this.#taken(operator).node] })
        )
      case 'MaxPool':
      case 'AveragePool':
        return this.#pooling(operator)
      case 'GlobalAveragePool':
        return this.#globalMean(operator, 'column')
      case 'ReduceMean':
        return this.#reduceMean(operator)
      case 'Add':
      case 'Sum':
        return this.#sum(operator)
      case 'Concat':
        return this.#concatenation(operator)
      case 'Flatten':
        return this.#flatten(operator)
      case 'Reshape':
        return this.#reshape(operator)
      case 'Squeeze':
        return this.#squeeze(operator)
      case 'Transpose':
        return this.#transpose(operator)
      case 'Identity':
      case 'Dropout':
        return this.#taken(operator, 0, true)
      case 'Softmax':
      case 'LogSoftmax':
        return this.#softmax(operator)
      default:
        throw this.#fault(`node "${shown(operator.name)}" is a ${shown(operator.type)}, which Maskscope does not have`)
    }
  }

  #named({ name, type }: Operator, problem: string): Error {
    return this.#fault(`node "${shown(name)}" (${shown(type)}) ${problem}`)
  }

  #taken(operator: Operator, position = 0, final = false): Value {
    const value = this.#values.get(operator.inputs[position] ?? '')
    if (!value)
      throw this.#named(
        operator,
        `takes "${shown(operator.inputs[position] ?? '')}", which is not computed from the image`
      )
    if (value.probabilities && !final)
      throw this.#named(operator, 'takes what a softmax gives, and a softmax may only stand at the end')
    return value
  }

  /** Only images that lie channels first. @returns height × width × channels */
  #images(operator: Operator): { node: string; shape: Shape } {
    const { node, layout } = this.#taken(operator)
    if (layout !== 'images') throw this.#named(operator, 'does not take images with channels first')
    return { node, shape: this.#builder.shapeOf(node) }
  }

  #like(operator: Operator, node: string): Value {
    return { ...this.#taken(operator), node }
  }

  #constant(operator: Operator, position: number): Constant | undefined {
    return this.#graph.constants.get(operator.inputs[position] ?? '')
  }

  #tensor(operator: Operator, position: number): Tensor {
    const constant = this.#constant(operator, position)
    if (constant?.type !== 'float') throw this.#named(operator, `has no float32 weights for its input ${position + 1}`)
    return constant
  }

  #convolution(operator: Operator): Value {
    const { node, shape } = this.#images(operator)
    const weights = this.#tensor(operator, 1)
    const [filters, inputs, height, width] = weights.shape
    if (weights.shape.length !== 4)
      throw this.#named(operator, `has weights of ${weights.shape.length} axes instead of 4`)
    if (integerOf(operator, 'group', 1) !== 1)
      throw this.#named(operator, 'works on groups of channels, which Maskscope does not have')
    const { size, stride, padding } = windowOf(operator, shape, [height, width], this.#fault)
    if (size[0] !== height || size[1] !== width)
      throw this.#named(operator, `declares a window of ${size.join('×')} for weights of ${height}×${width}`)
    const bias = (operator.inputs[2] ?? '') !== ''
    const name = this.#builder.add(operator.name, {
      type: 'convolution',
      inputs: [node],
      filters,
      kernel: size,
      stride,
      padding,
      bias
    })
    this.#builder.setWeights(name, 'kernel', {
      shape: [height, width, inputs, filters],
      values: kernelFromOnnx(weights.values, weights.shape)
    })
    if (bias) this.#builder.setWeights(name, 'bias', this.#tensor(operator, 2))
    return plain(name, 'images')
  }

  #gemm(operator: Operator): Value {
    if (
      floatOf(operator, 'alpha', 1) !== 1 ||
      floatOf(operator, 'beta', 1) !== 1 ||
      integerOf(operator, 'transA', 0) !== 0
    )
      throw this.#named(operator, 'scales or transposes its values')
    const weights = this.#tensor(operator, 1)
    const turned = integerOf(operator, 'transB', 0) === 1 && weights.shape.length === 2 ? transposed(weights) : weights
    return this.#dense(operator, turned, (operator.inputs[2] ?? '') === '' ? null : this.#tensor(operator, 2))
  }

  #dense(operator: Operator, { shape, values }: Tensor, bias: Tensor | null): Value {
    const { node, layout, rows } = this.#taken(operator)
    if (layout !== 'flat') throw this.#named(operator, 'takes images, and a dense layer takes flattened values')
    if (shape.length !== 2) throw this.#named(operator, `has weights of ${shape.length} axes instead of 2`)
    const [inputs, units] = shape
    const here = sizeOf(this.#builder.shapeOf(node))
    if (inputs !== here) throw this.#named(operator, `has weights for ${inputs} values and takes ${here}`)
    const name = this.#builder.add(operator.name, { type: 'dense', inputs: [node], units, bias: bias !== null })
    this.#builder.setWeights(name, 'kernel', { shape, values: rows ? rowsFromOnnx(values, rows, units) : values })
    if (bias) this.#builder.setWeights(name, 'bias', squeezed(bias))
    return plain(name, 'flat')
  }

  #batchNorm(operator: Operator): Value {
    const { node, layout, rows } = this.#taken(operator)
    if (layout === 'images last' || layout === 'column' || rows)
      throw this.#named(operator, 'does not normalise along channels that come first')
    if (integerOf(operator, 'training_mode', 0) !== 0)
      throw this.#named(operator, 'is in training mode; export the model for inference')
    const name = this.#builder.add(operator.name, {
      type: 'batch-norm',
      inputs: [node],
      epsilon: floatOf(operator, 'epsilon', 1e-5),
      decay: 0.9
    })
    for (const [i, role] of (['scale', 'shift', 'mean', 'variance'] as const).entries())
      this.#builder.setWeights(name, role, this.#tensor(operator, i + 1))
    return plain(name, layout)
  }

  #pooling(operator: Operator): Value {
    const { node, shape } = this.#images(operator)
    const { size: [height, width], stride, padding } = windowOf(operator, shape, null, this.#fault)
    if (height !== width)
      throw this.#named(operator, `has a window of ${height}×${width}, and only square ones are done here`)
    const type = operator.type === 'MaxPool' ? 'max-pool' : 'average-pool'
    const padded = explicitPads(padding, shape, [height, width], stride).some((count) => count > 0)
    if (type === 'average-pool' && padded && integerOf(operator, 'count_include_pad', 0) !== 0) {
      throw this.#named(operator, 'counts zeros of its padding, and means here do not')
    }
    return plain(this.#builder.add(operator.name, { type, inputs: [node], window: height, stride, padding }), 'images')
  }

  #globalMean(operator: Operator, layout: Layout): Value {
    return plain(
      this.#builder.add(operator.name, { type: 'global-mean', inputs: [this.#taken(operator).node] }),
      layout
    )
  }

  #reduceMean(operator: Operator): Value {
    const { layout } = this.#taken(operator)
    const given = integersOf(operator, 'axes') ?? this.#integers(operator, 1) ?? []
    const axes = given.map((axis) => (axis < 0 ? axis + 4 : axis)).sort().join()
    if (!((layout === 'images' && axes === '2,3') || (layout === 'images last' && axes === '1,2')))
      throw this.#named(operator, `takes the mean along axes ${given.join(', ')} and not over all positions`)
    return this.#globalMean(operator, integerOf(operator, 'keepdims', 1) === 0 ? 'flat' : 'column')
  }

  #integers(operator: Operator, position: number): number[] | null {
    const constant = this.#constant(operator, position)
    return constant?.type === 'integer' ? constant.values : null
  }

  #sum(operator: Operator): Value {
    const constant = operator.inputs.findIndex((_, position) => this.#constant(operator, position))
    if (constant >= 0) return this.#biased(operator, constant)
    const values = operator.inputs.map((_, position) => this.#taken(operator, position))
    if (values.length === 1) return values[0]
    if (values.some(({ layout, rows }) => layout !== values[0].layout || rows?.join() !== values[0].rows?.join()))
      throw this.#named(operator, 'adds values that lie differently')
    return {
      ...values[0],
      node: this.#builder.add(operator.name, { type: 'sum', inputs: values.map(({ node }) => node) })
    }
  }

  /** A constant added to a layer without bias, for nobody else, is the layer's bias. */
  #biased(operator: Operator, position: number): Value {
    const bias = this.#tensor(operator, position)
    const other = operator.inputs.length === 2 ? 1 - position : -1
    const value = this.#taken(operator, other)
    const node = this.#builder.nodeOf(value.node)
    const shape = this.#builder.shapeOf(value.node)
    const channels = shape[shape.length - 1]
    // Broadcasting counts axes from the last.
    const axesAfter = value.layout === 'images' ? 2 : 0
    const lies =
      bias.shape.length > axesAfter &&
      bias.shape[bias.shape.length - 1 - axesAfter] === channels &&
      sizeOf(bias.shape) === channels
    const free =
      (node.type === 'convolution' || node.type === 'dense') &&
      !node.bias &&
      this.#uses.get(operator.inputs[other]) === 1
    if (!lies || !free || value.layout === 'column')
      throw this.#named(operator, 'adds a constant that is not the bias of the layer before it')
    this.#builder.setBias(value.node, squeezed(bias))
    return value
  }

  #concatenation(operator: Operator): Value {
    const values = operator.inputs.map((_, position) => this.#taken(operator, position))
    const [{ layout }] = values
    const axis = integerOf(operator, 'axis', 1)
    const channels = layout === 'images' ? [1, -3] : layout === 'images last' ? [3, -1] : []
    if (!channels.includes(axis) || values.some((value) => value.layout !== layout))
      throw this.#named(operator, `joins along axis ${axis} and not images along channels`)
    if (values.length === 1) return values[0]
    return plain(
      this.#builder.add(operator.name, { type: 'concatenation', inputs: values.map(({ node }) => node) }),
      layout
    )
  }

  #flatten(operator: Operator): Value {
    if (integerOf(operator, 'axis', 1) !== 1)
      throw this.#named(operator, 'does not flatten everything but the examples')
    return this.#flat(operator)
  }

  #flat(operator: Operator): Value {
    const value = this.#taken(operator)
    if (value.layout === 'flat') return value
    if (value.layout === 'column') return { ...value, layout: 'flat' }
    const shape = this.#builder.shapeOf(value.node)
    const rows = value.layout === 'images' && shape[0] * shape[1] > 1 && shape[2] > 1 ? shape : null
    return {
      ...value,
      node: this.#builder.add(operator.name, { type: 'flatten', inputs: [value.node] }),
      layout: 'flat',
      rows
    }
  }

  #reshape(operator: Operator): Value {
    const value = this.#taken(operator)
    const target = this.#integers(operator, 1)
    if (!target) throw this.#named(operator, 'has a shape that is computed; export the model with constant shapes')
    const shape = this.#builder.shapeOf(value.node)
    const [, ...lengths] = target
    const known = lengths.filter((length) => length !== -1).reduce((product, length) => product * length, 1)
    const size = sizeOf(shape)
    const full = lengths.map((length) => (length === -1 ? size / known : length))
    if (sizeOf(full) === size && lengths.filter((length) => length === -1).length + Number(target[0] === -1) <= 1) {
      if (full.length === 1) return this.#flat(operator)
      const wanted = full.join()
      // One channel lies the same in both orders.
      if (shape.length === 3 && shape[2] === 1 && wanted === [1, shape[0], shape[1]].join())
        return { ...value, layout: 'images' }
      if (shape.length === 3 && shape[2] === 1 && wanted === [shape[0], shape[1], 1].join())
        return { ...value, layout: 'images last' }
    }
    throw this.#named(
      operator,
      `makes ${target.join('×')} of ${['examples', ...shape].join('×')}, and only flattening is done here`
    )
  }

  #squeeze(operator: Operator): Value {
    const value = this.#taken(operator)
    if (value.layout !== 'column') throw this.#named(operator, 'takes away axes of values that are not one per channel')
    return { ...value, layout: 'flat' }
  }

  #transpose(operator: Operator): Value {
    const value = this.#taken(operator)
    const order = integersOf(operator, 'perm')?.join() ?? ''
    if (value.layout === 'images' && order === '0,2,3,1') return { ...value, layout: 'images last' }
    if (value.layout === 'images last' && order === '0,3,1,2') return { ...value, layout: 'images' }
    throw this.#named(
      operator,
      `puts axes into the order ${order}, and only channels are moved here, to the end or to the front`
    )
  }

  #softmax(operator: Operator): Value {
    const value = this.#taken(operator)
    const axis = integerOf(operator, 'axis', -1)
    if (value.layout !== 'flat' || (axis !== -1 && axis !== 1)) throw this.#named(operator, 'is not over classes')
    return { ...value, probabilities: true }
  }
}

const plain = (node: string, layout: Layout): Value => ({ node, layout, rows: null, probabilities: false })
/** Axes of length one are for broadcasting. */
const squeezed = ({ values }: Tensor): Tensor => ({ shape: [values.length], values })

function transposed({ shape: [rows, columns], values }: Tensor): Tensor {
  const result = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column]
  return { shape: [columns, rows], values: result }
}
