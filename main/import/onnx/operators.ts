/**
 * ONNX' operators as nodes of ours. What each kind of node is read from stands with the kind (interchange/kinds); here
 * are the operators that only move values. Of every value it is known how it lies in ONNX. Where channels come first
 * and positions are flattened, the rows of the dense kernel behind are brought into our order. Other operators are
 * named and refused.
 */
import { hasKernel } from '../../engine/networks/kinds'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { onnxReaders } from '../../interchange/kinds'
import { flattenedFromOnnx } from '../../interchange/kinds/flatten'
import { onnxValue, squeezed, type OnnxReading, type OnnxValue as Value } from '../../interchange/onnx/reading'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { floatOf, integerOf, integersOf, type Constant, type OnnxOperators, type Operator } from './graph'
import { windowOf } from './windows'

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
    return onnxValue(
      this.#builder.add(name, { type: 'input', inputs: [], shape: [height, width, channels] }),
      last ? 'images last' : 'images'
    )
  }

  #value(operator: Operator): Value {
    const read = onnxReaders.get(operator.type)
    if (read) return read(this.#reading(operator))
    switch (operator.type) {
      case 'Reshape':
        return this.#reshape(operator)
      case 'Squeeze':
        return this.#squeeze(operator)
      case 'Transpose':
        return this.#transpose(operator)
      case 'Identity':
        return this.#taken(operator, 0, true)
      case 'Softmax':
      case 'LogSoftmax':
        return this.#softmax(operator)
      default:
        throw this.#fault(`node "${shown(operator.name)}" is a ${shown(operator.type)}, which Maskscope does not have`)
    }
  }

  #reading(operator: Operator): OnnxReading {
    return {
      inputs: operator.inputs,
      taken: (position, final) => this.#taken(operator, position, final),
      images: () => this.#images(operator),
      isConstant: (position) => this.#constant(operator, position) !== undefined,
      tensor: (position) => this.#tensor(operator, position),
      constantIntegers: (position) => this.#integers(operator, position),
      integer: (attribute, missing) => integerOf(operator, attribute, missing),
      integers: (attribute) => integersOf(operator, attribute),
      float: (attribute, missing) => floatOf(operator, attribute, missing),
      window: (input, size) => windowOf(operator, input, size, this.#fault),
      named: (problem) => this.#named(operator, problem),
      add: (node) => this.#builder.add(operator.name, node),
      shapeOf: (node) => this.#builder.shapeOf(node),
      setWeights: (node, role, tensor) => this.#builder.setWeights(node, role, tensor),
      withBias: (position) => this.#biased(operator, position)
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

  #constant(operator: Operator, position: number): Constant | undefined {
    return this.#graph.constants.get(operator.inputs[position] ?? '')
  }

  #tensor(operator: Operator, position: number): Tensor {
    const constant = this.#constant(operator, position)
    if (constant?.type !== 'float') throw this.#named(operator, `has no float32 weights for its input ${position + 1}`)
    return constant
  }

  #integers(operator: Operator, position: number): number[] | null {
    const constant = this.#constant(operator, position)
    return constant?.type === 'integer' ? constant.values : null
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
      hasKernel(node) &&
      !node.bias &&
      this.#uses.get(operator.inputs[other]) === 1
    if (!lies || !free || value.layout === 'column')
      throw this.#named(operator, 'adds a constant that is not the bias of the layer before it')
    this.#builder.setBias(value.node, squeezed(bias))
    return value
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
      if (full.length === 1) return flattenedFromOnnx(this.#reading(operator))
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
