/**
 * ONNX' operators as nodes of ours. What each kind of node is read from stands with the kind (interchange/kinds); here
 * are the operators that only move values. Of every value it is known how it lies in ONNX. Where channels come first
 * and positions are flattened, the rows of the dense kernel behind are brought into our order. Other operators are
 * named and refused.
 */
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { onnxReaders } from '../../interchange/kinds'
import { shuffled } from '../../interchange/kinds/channels'
import { flattenedFromOnnx } from '../../interchange/kinds/flatten'
import { scaledBy, type FixedScale } from '../../interchange/fixed-scale'
import { onnxValue, type OnnxReading, type OnnxValue as Value } from '../../interchange/onnx/reading'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { Traces, type OnnxProgram, type TracedValue } from '../original'
import { WrittenTypes } from '../written-types'
import type { Constant } from './constants'
import { floatOf, integerOf, integersOf, textOf, type OnnxOperators, type Operator } from './graph'
import { foldedWholes, type Given, type Wholes } from './shape-values'
import { numberTypeOf, typeName } from './types'
import { windowOf } from './windows'

export interface BuiltOnnx extends BuiltNetwork, Pick<OnnxProgram, 'input' | 'output'> {
  values: TracedValue[]
  types: WrittenTypes
}

export function networkFromOnnx(graph: OnnxOperators, builder: NetworkBuilder, fault: Fault): BuiltOnnx {
  return new OperatorReader(graph, builder, fault).network()
}

class OperatorReader {
  readonly #graph: OnnxOperators
  readonly #builder: NetworkBuilder
  readonly #fault: Fault
  readonly #values = new Map<string, Value>()
  /** Numbers that are computed of shapes. */
  readonly #wholes = new Map<string, Wholes>()
  readonly #traces = new Traces()
  readonly #types = new WrittenTypes()
  readonly #uses: Uses

  constructor(graph: OnnxOperators, builder: NetworkBuilder, fault: Fault) {
    this.#graph = graph
    this.#builder = builder
    this.#fault = fault
    this.#uses = new Uses(graph)
  }

  network(): BuiltOnnx {
    const input = this.#input()
    this.#types.addComputing(this.#graph.input.type)
    this.#values.set(this.#graph.input.name, input)
    for (const operator of this.#graph.operators) {
      const wholes = foldedWholes(operator, this.#given(operator), this.#fault)
      if (wholes) this.#wholes.set(operator.output, wholes)
      else this.#give(operator, this.#value(operator))
    }
    if (this.#wholes.size > 0) this.#builder.tellFolded(`${shapeOperators(this.#wholes.size)} became constants`)
    const answer = this.#values.get(this.#graph.output)
    if (!answer) throw new Error('the output comes last in its order')
    if (answer.rows) throw this.#fault('it ends in flattened positions, not in one value per class')
    return {
      ...this.#builder.finish(answer.node),
      input: { ...this.#graph.input, channelsFirst: this.#channelsFirst(input) },
      output: this.#graph.output,
      types: this.#types,
      values: this.#traces.values(input.node)
    }
  }

  #give({ name, type, inputs, output }: Operator, value: Value): void {
    const folded = foldedOperator(type, value, this.#values.get(inputs[0] ?? ''))
    if (folded !== null) this.#builder.tellFolded(`node "${shown(name)}" (${shown(type)}) ${folded}`)
    this.#values.set(output, value)
    if (value.probabilities) return
    const channelsFirst = this.#channelsFirst(value)
    this.#traces.add({ node: value.node, value: output, layer: name, kind: type, channelsFirst })
  }

  /** Null for what lies as ours does. */
  #channelsFirst({ node, layout, rows }: Value): Shape | null {
    return layout === 'images' || layout === 'groups' ? this.#builder.shapeOf(node) : rows
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
      case 'Unsqueeze':
        return this.#unsqueeze(operator)
      case 'Transpose':
        return this.#transpose(operator)
      case 'Identity':
        return this.#taken(operator, 0, true)
      case 'Cast':
        return this.#cast(operator)
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
      output: operator,
      isConstant: (position) => this.#constant(operator, position) !== undefined,
      isOneNumber: (position) => this.#known(operator, position)?.isList === false,
      tensor: (position) => this.#tensor(operator, position),
      ofChannels: (position, value) => this.#ofChannels(operator, position, value),
      constantIntegers: (position) => this.#integers(operator, position),
      integer: (attribute, missing) => integerOf(operator, attribute, missing),
      integers: (attribute) => integersOf(operator, attribute),
      float: (attribute, missing) => floatOf(operator, attribute, missing),
      text: (attribute, missing) => textOf(operator, attribute, missing),
      window: (input, size) => windowOf(operator, input, size, this.#fault),
      named: (problem) => this.#named(operator, problem),
      add: (node) => this.#builder.add(operator.name, node),
      shapeOf: (node) => this.#builder.shapeOf(node),
      setWeights: (node, role, tensor) => this.#builder.setWeights(node, role, tensor),
      scaledBy: (position, scale) => this.#scaled(operator, position, scale)
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
    if (constant?.type === 'float') {
      this.#types.addWeights(constant.written)
      return constant
    }
    const name = operator.inputs[position] ?? ''
    if (name === '') throw this.#named(operator, `has no weights for its input ${position + 1}`)
    if (constant === undefined)
      throw this.#named(operator, `takes "${shown(name)}" as its input ${position + 1}, where only weights are read`)
    throw this.#named(operator, `takes "${shown(name)}", which is there, but its type ${constant.written} is not read`)
  }

  #integers(operator: Operator, position: number): number[] | null {
    const values = this.#known(operator, position)?.values ?? [null]
    return values.every((value) => value !== null) ? [...values] : null
  }

  #known(operator: Operator, position: number): Wholes | null {
    const constant = this.#constant(operator, position)
    if (constant?.type === 'integer') return { isList: constant.shape.length > 0, values: constant.values }
    return this.#wholes.get(operator.inputs[position] ?? '') ?? null
  }

  #given(operator: Operator): Given {
    return {
      known: (position) => this.#known(operator, position),
      shapeOf: (position) => {
        const { node, layout, groups = 1 } = this.#taken(operator, position)
        const shape = this.#builder.shapeOf(node)
        switch (layout) {
          case 'groups': return [null, groups, shape[2] / groups, shape[0], shape[1]]
          case 'images': return [null, shape[2], shape[0], shape[1]]
          case 'column': return [null, shape[0], 1, 1]
          case 'short column': return [null, shape[0], 1]
          case 'images last': case 'flat': return [null, ...shape]
        }
      }
    }
  }

  #ofChannels(operator: Operator, position: number, value: Value): Float32Array {
    const { shape, values } = this.#tensor(operator, position)
    const channels = this.#builder.shapeOf(value.node).at(-1) ?? 0
    if (liesAlongChannels(shape, value, channels)) return values
    throw this.#named(operator, 'has a constant that is neither one number nor one for each channel')
  }

  #scaled(operator: Operator, position: number, scale: (constant: Float32Array) => FixedScale): Value {
    const other = operator.inputs.length === 2 ? 1 - position : -1
    const value = this.#taken(operator, other)
    const by = scale(this.#ofChannels(operator, position, value))
    const isFree = this.#uses.of(operator.inputs[other]) === 1
    if (isFree && this.#builder.fold(value.node, by)) {
      const { name, type } = operator
      this.#builder.tellFolded(`node "${shown(name)}" (${shown(type)}) became part of the weights of "${value.node}"`)
      return value
    }
    return { ...value, node: scaledBy(this.#reading(operator), value.node, by) }
  }

  #reshape(operator: Operator): Value {
    const value = this.#taken(operator)
    const [first, ...others] = this.#known(operator, 1)?.values ?? []
    // 0 takes an axis as it is, and the number of examples can only be that of the first.
    const target = [first === undefined ? null : first ?? 0, ...others]
    if (!target.every((length) => length !== null))
      throw this.#named(operator, 'has a shape that is computed; export the model with constant shapes')
    const shape = this.#builder.shapeOf(value.node)
    const [, ...lengths] = target
    const known = lengths.filter((length) => length !== -1).reduce((product, length) => product * length, 1)
    const size = sizeOf(shape)
    const full = lengths.map((length) => (length === -1 ? size / known : length))
    if (sizeOf(full) === size && lengths.filter((length) => length === -1).length + Number(target[0] === -1) <= 1) {
      if (full.length === 1) return flattenedFromOnnx(this.#reading(operator))
      const wanted = full.join()
      if (shape.length === 3) {
        const [height, width, channels] = shape
        const isParted = value.layout === 'groups'
        if (isParted && wanted === [channels, height, width].join()) return { ...value, layout: 'images' }
        if ((isParted || value.layout === 'images') && wanted === [full[0], channels / full[0], height, width].join())
          return { ...value, layout: 'groups', groups: full[0] }
      }
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

  /** Between types of floating point, which are all float32 here. */
  #cast(operator: Operator): Value {
    const value = this.#taken(operator, 0, true)
    const to = integerOf(operator, 'to', 0)
    const type = numberTypeOf(to)
    if (type === null)
      throw this.#named(operator, `brings values of the image to ${typeName(to)}, which is not done here`)
    this.#types.addComputing(type)
    return value
  }

  #squeeze(operator: Operator): Value {
    const value = this.#taken(operator)
    const lengthOne = { column: 2, 'short column': 1 }[value.layout as string]
    if (lengthOne === undefined)
      throw this.#named(operator, 'takes away axes of values that are not one per channel')
    // Without axes all of length 1 go. An axis of another length cannot.
    const axes = this.#integers(operator, 1) ?? integersOf(operator, 'axes')
    const left = lengthOne - new Set(axes ?? [2, 3].slice(0, lengthOne)).size
    if (left < 0) throw this.#named(operator, `takes away more axes than there are of length 1`)
    return { ...value, layout: left === 0 ? 'flat' : 'short column' }
  }

  /** One value per channel gets its axes of length 1 back. */
  #unsqueeze(operator: Operator): Value {
    const value = this.#taken(operator)
    const axes = (this.#integers(operator, 1) ?? integersOf(operator, 'axes') ?? [])
      .map((axis) => (axis < 0 ? axis + 4 : axis))
    if (value.layout !== 'flat' || value.rows || axes.toSorted().join() !== '2,3')
      throw this.#named(operator, `adds the axes ${axes.join(', ')}, and only two behind flat values are added here`)
    return { ...value, layout: 'column' }
  }

  #transpose(operator: Operator): Value {
    const value = this.#taken(operator)
    const order = integersOf(operator, 'perm')?.join() ?? ''
    if (value.layout === 'images' && order === '0,2,3,1') return { ...value, layout: 'images last' }
    if (value.layout === 'images last' && order === '0,3,1,2') return { ...value, layout: 'images' }
    if (value.layout === 'groups' && order === '0,2,1,3,4')
      return shuffled(this.#reading(operator), value, value.groups ?? 1)
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

const shapeOperators = (count: number): string =>
  (count === 1 ? 'a node that computes a shape' : `${count} nodes that compute shapes`)

/** What became of an operator that is no node, whatever its constants are; null of any other. */
function foldedOperator(type: string, { node, probabilities }: Value, taken: Value | undefined): string | null {
  if (probabilities) return 'is left out, so that the network ends in logits'
  if (type === 'Dropout') return 'works in training only, and is left out'
  const isRenamed = renaming.has(type) && node === taken?.node
  return isRenamed ? `only says how the values of "${node}" lie or are called` : null
}

const axesAfterChannels: Readonly<Record<Value['layout'], number>> =
  { groups: 2, images: 2, column: 2, 'short column': 1, 'images last': 0, flat: 0 }

/**
 * Broadcasting counts axes from the last. One value is for all channels. What was flattened channels first has one for
 * each value, in another order than ours.
 */
function liesAlongChannels(shape: Shape, { layout, rows }: Value, channels: number): boolean {
  const size = sizeOf(shape)
  if (size === 1) return true
  const axis = shape.length - 1 - axesAfterChannels[layout]
  return rows === null && size === channels && shape[axis] === channels
}

/** Operators whose output is their first input, only named or lying otherwise. */
const renaming: ReadonlySet<string> =
  new Set(['Identity', 'Cast', 'Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten'])

/** How often values are taken, by whatever name: by operators that compute something of them, and as the answer. */
class Uses {
  /** What a renamed value is called by the operator that computed it. */
  readonly #computed = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** @param graph with every operator after those that it takes from */
  constructor({ operators, output }: OnnxOperators) {
    for (const { type, inputs, output: renamed } of operators) {
      if (renaming.has(type)) this.#computed.set(renamed, this.#nameOf(inputs[0]))
      for (const name of renaming.has(type) ? inputs.slice(1) : inputs) this.#add(name)
    }
    this.#add(output)
  }

  of(name: string): number {
    return this.#counts.get(this.#nameOf(name)) ?? 0
  }

  #nameOf(name: string): string {
    return this.#computed.get(name) ?? name
  }

  #add(name: string): void {
    this.#counts.set(this.#nameOf(name), this.of(name) + 1)
  }
}
