/** An ONNX graph as operators in their order, with the arrays that are known before it runs apart from them. */
import {
  onnxAttributeTypes,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode
} from '../../interchange/onnx/schema'
import type { Shape } from '../../engine/networks/shapes'
import type { NumberType } from '../../interchange/number-types'
import { sizedFor, type Sides } from '../any-size'
import { shown, type Fault } from '../fault'
import { mostNodes } from '../limits'
import { inOrder } from '../order'
import { constantsOf, type Constant } from './constants'
import { roundingProblem } from './dequantized'
import type { External } from './external-values'
import { numberTypeOf, typeName } from './types'

export interface Operator {
  name: string
  type: string
  /** Names of values, constants among them; '' for one that is left out. */
  inputs: readonly string[]
  /** The first one (others, a dropout's mask, are not used), or one of a Split, which is as many operators. */
  output: string
  /** Which of how many outputs it is. */
  part: number
  parts: number
  attributes: ReadonlyMap<string, OnnxAttribute>
}

export interface OnnxOperators {
  /** Without examples. */
  input: { name: string; shape: Shape; type: NumberType }
  output: string
  /** Without the input; each after what it takes. */
  operators: readonly Operator[]
  constants: ReadonlyMap<string, Constant>
  /** What is to be said of the size of its images. */
  notes: readonly string[]
}

/** Versions of the standard's operators that were looked at. */
const opsets = { first: 7n, last: 28n }
const ownDomains: readonly string[] = ['', 'ai.onnx']

/** @param external reads values that lie in another file. @param sides of the data set's images, where it has any */
export function operatorsOf(
  { graph, opsetImport }: OnnxModel, external: External, sides: Sides | null, fault: Fault
): OnnxOperators {
  const opset = opsetImport.find(({ domain }) => ownDomains.includes(domain))?.version
  if (!graph || opset === undefined) throw fault('it is not a whole ONNX file')
  if (opset < opsets.first || opset > opsets.last)
    throw fault(`it is of opset ${opset}, and opsets ${opsets.first} to ${opsets.last} are read`)
  if (graph.node.length > mostNodes) throw fault(`it has ${graph.node.length} nodes, more than ${mostNodes}`)
  const constants = constantsOf(graph, external, fault)
  const { notes, ...input } = inputOf(graph, constants, sides, fault)
  if (graph.output.length !== 1) throw fault(`it has ${graph.output.length} outputs, and networks here have one`)
  return {
    input, output: graph.output[0].name, constants, notes, operators: sorted(graph, input.name, constants, fault)
  }
}

function sorted(graph: OnnxGraph, input: string, constants: ReadonlyMap<string, Constant>, fault: Fault): Operator[] {
  const begin: Operator = {
    name: input, type: 'Input', inputs: [], output: input, part: 0, parts: 1, attributes: new Map()
  }
  const producers = new Map([[input, begin]])
  for (const node of graph.node) {
    if (node.opType === 'Constant' || node.output.length > 0 && constants.has(node.output[0])) continue
    const first = operatorOf(node, fault)
    const outputs = node.opType === 'Split' ? node.output : [first.output]
    outputs.forEach((output, part) => {
      if (producers.has(output)) throw fault(`two of its nodes give "${shown(output)}"`)
      producers.set(output, { ...first, output, part, parts: outputs.length })
    })
  }
  const taken = ({ inputs }: Operator): string[] => inputs.filter((name) => name !== '' && !constants.has(name))
  return inOrder(producers, taken, graph.output[0].name, fault).filter((operator) => operator !== begin)
}

function operatorOf({ name, opType, input, output, attribute, domain }: OnnxNode, fault: Fault): Operator {
  const rounding = roundingProblem(opType)
  if (rounding !== null) throw fault(`node "${shown(name)}" (${shown(opType)}) ${rounding}`)
  if (!ownDomains.includes(domain))
    throw fault(`node "${shown(name)}" is a ${shown(opType)} of ${shown(domain)}, which Maskscope does not have`)
  if (output.length === 0) throw fault(`node "${shown(name)}" gives nothing`)
  return {
    name: name === '' ? output[0] : name,
    type: opType,
    inputs: input,
    output: output[0],
    part: 0,
    parts: 1,
    attributes: new Map(attribute.map((one) => [one.name, one]))
  }
}

function inputOf(
  { input }: OnnxGraph, constants: ReadonlyMap<string, Constant>, sides: Sides | null, fault: Fault
): OnnxOperators['input'] & Pick<OnnxOperators, 'notes'> {
  const inputs = input.filter(({ name }) => !constants.has(name))
  if (inputs.length !== 1) throw fault(`it has ${inputs.length} inputs, and networks here have one`)
  const [{ name, type }] = inputs
  const written = (type?.tensorType?.shape?.dim ?? []).slice(1).map(({ dimValue }) => Number(dimValue))
  const open = written.map((length) => (length === 0 ? null : length))
  const sized = sizedFor(open, null, sides, `its input "${shown(name)}"`, fault)
  const shape = sized?.shape ?? written
  if (shape.length !== 3 || shape.some((length) => length < 1))
    throw fault(`its input "${shown(name)}" is no image of known height, width and channels`)
  const elements = type?.tensorType?.elemType ?? 0
  const number = numberTypeOf(elements)
  if (number === null)
    throw fault(`its input "${shown(name)}" is of the type ${typeName(elements)}, and images here are float32`)
  return { name, shape, type: number, notes: sized ? [sized.note] : [] }
}

/** Attributes by kind; what is not there, or of another kind, is the given one. */
export const integerOf = ({ attributes }: Operator, name: string, missing: number): number => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.int ? Number(found.i) : missing
}
export const integersOf = ({ attributes }: Operator, name: string): number[] | null => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.ints ? found.ints.map(Number) : null
}
export const floatOf = ({ attributes }: Operator, name: string, missing: number): number => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.float ? found.f : missing
}
export const textOf = ({ attributes }: Operator, name: string, missing: string): string => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.string ? Buffer.from(found.s).toString('utf8') : missing
}
