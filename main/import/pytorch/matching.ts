/**
 * A state dict's arrays and a network's. Layers of one signature that no other has are matched by it; of several, their
 * order decides, which is a guess and is said. A person's own mapping is taken as it is.
 */
import type { MatchedWeight, WeightMapping } from '../../../preload/schema/weight-mapping'
import type { Network, NetworkNode } from '../../../preload/schema/network'
import { parametersOf, type Parameter } from '../../engine/networks/parameters'
import { kindOfNode } from '../../engine/networks/kinds'
import { pairOf } from '../../engine/networks/kinds/window'
import { inferShapes, type Shape } from '../../engine/networks/shapes'
import { kernelFromOnnx, rowsFromOnnx } from '../../interchange/onnx/layout'
import type { Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { isOrderKnown, layersOfState, signatureOf, type Layer, type StoredArray } from './modules'

/** [height, width, inputs, outputs] → [outputs, inputs, height, width], and [inputs, units] → [units, inputs]. */
function theirShape({ role, shape }: Parameter): Shape {
  if (role !== 'kernel') return shape
  const [first, second, third, fourth] = shape
  return shape.length === 4 ? [fourth, third, first, second] : [second, first]
}

const advice = 'say which is which in a file (--show-mapping writes one, --mapping reads it)'

/** @throws Failure where they do not fit one another, or names do not say in which order layers are used */
export function matchedByGuess(network: Network, arrays: readonly StoredArray[], fault: Fault): MatchedWeight[] {
  const theirs = Map.groupBy(layersOfState(arrays, fault), ({ signature }) => signature)
  const ours = Map.groupBy(
    [...Map.groupBy(parametersOf(network), ({ node }) => node).values()],
    (parameters) => signatureOf(parameters.map((parameter) => [parameter.role, theirShape(parameter)]))
  )
  for (const signature of new Set([...ours.keys(), ...theirs.keys()])) {
    const [here, there] = [ours.get(signature)?.length ?? 0, theirs.get(signature)?.length ?? 0]
    if (here !== there)
      throw fault(
        `its weights do not fit the network, which has ${layersText(here)} of ${signature}, and the file ` +
          `${there}${exampleOf(theirs.get(signature))}; name another network, or ${advice}`
      )
  }
  return [...ours].flatMap(([signature, nodes]) => {
    const layers = theirs.get(signature) ?? []
    if (!isOrderKnown(layers.map(nameOf)))
      throw fault(
        `its layers ${layers.slice(0, 3).map((layer) => `"${shown(nameOf(layer))}"`).join(', ')} are of one shape, ` +
          `and their names do not say in which order they are used; ${advice}`
      )
    return nodes.flatMap((parameters, at) => parameters.flatMap((parameter): MatchedWeight[] => {
      const array = layers[at].arrays.get(parameter.role)
      const by = nodes.length === 1 ? 'shape' : 'order'
      return array ? [{ theirs: array.name, shape: [...array.shape], ours: parameter.name, by }] : []
    }))
  })
}

/** Of the module that has its arrays. */
const nameOf = ({ arrays }: Layer): string => [...arrays.values()][0].name.replace(/\.[^.]*$/, '')
const layersText = (count: number): string => (count === 1 ? '1 layer' : `${count} layers`)
const exampleOf = (layers: readonly Layer[] | undefined): string =>
  (layers?.[0] ? ` ("${shown(nameOf(layers[0]))}")` : '')

/** @throws Failure where the mapping names what there is not, or leaves out a weight of the network */
export function matchedByMapping(
  network: Network, arrays: readonly StoredArray[], mapping: WeightMapping, fault: Fault
): MatchedWeight[] {
  const [stored, parameters] = [
    new Map(arrays.map((array) => [array.name, array])),
    new Map(parametersOf(network).map((parameter) => [parameter.name, parameter]))
  ]
  const matched = Object.entries(mapping).map(([theirs, ours]): MatchedWeight => {
    const [array, parameter] = [stored.get(theirs), parameters.get(ours)]
    if (!array) throw fault(`the mapping names "${shown(theirs)}", which the file does not have`)
    if (!parameter) throw fault(`the mapping names "${shown(ours)}", which the network does not have`)
    const wanted = theirShape(parameter)
    if (array.shape.join() !== wanted.join())
      throw fault(
        `the mapping makes "${shown(theirs)}" of shape ${array.shape.join('×')} "${ours}", where PyTorch has ` +
          wanted.join('×')
      )
    return { theirs, shape: [...array.shape], ours, by: 'mapping' }
  })
  const given = new Set<string>()
  for (const { ours } of matched) {
    if (given.has(ours)) throw fault(`the mapping gives "${ours}" two arrays`)
    given.add(ours)
  }
  const missing = [...parameters.keys()].find((name) => !given.has(name))
  if (missing !== undefined) throw fault(`the mapping gives no array for "${missing}"`)
  return matched
}

/** Arrays of PyTorch as they lie here, by our names. */
export function turnedWeights(
  network: Network, matched: readonly MatchedWeight[], read: (theirs: string) => Tensor
): Map<string, Tensor> {
  const rows = rowsOfDense(network)
  return new Map(matched.map(({ theirs, ours }) => [ours, turned(read(theirs), rows.get(ours) ?? null)]))
}

/** @param rows height × width × channels of what a dense kernel's rows are of; null where they are no positions */
function turned({ shape, values }: Tensor, rows: Shape | null): Tensor {
  if (shape.length === 4) {
    const [outputs, inputs, height, width] = shape
    return { shape: [height, width, inputs, outputs], values: kernelFromOnnx(values, shape) }
  }
  if (shape.length !== 2) return { shape, values }
  const [units, inputs] = shape
  const columns = Float32Array.from({ length: values.length }, (_, i) =>
    values[(i % units) * inputs + Math.floor(i / units)])
  return { shape: [inputs, units], values: rows === null ? columns : rowsFromOnnx(columns, rows, units) }
}

/** The images that dense layers take flattened, by the names of their kernels. */
function rowsOfDense(network: Network): Map<string, Shape> {
  const [shapes, nodes] = [inferShapes(network), new Map(network.nodes.map((node) => [node.name, node]))]
  const flattenedBy = (node: NetworkNode | undefined): Shape | null => {
    const from = node?.inputs.at(0)
    if (node === undefined || from === undefined) return null
    const input = shapes.get(from) ?? []
    const rule = kindOfNode(node).channels(node, input)
    if (rule === 'repeated') return input
    return rule === 'same' ? flattenedBy(nodes.get(from)) : null
  }
  return new Map(network.nodes.flatMap((node): [string, Shape][] => {
    const rows = kindOfNode(node).kernel?.rows === 'values' ? flattenedBy(nodes.get(node.inputs[0] ?? '')) : null
    return rows?.length === 3 ? [[`${node.name}/kernel`, rows]] : []
  }))
}

/**
 * A preset as its twin in PyTorch: windows of a stride above 1 are padded alike on every side, where ours have the odd
 * zero after. So has ResNet-18 of torchvision; as many positions come out of it.
 */
export function paddedEvenly(network: Network): Network {
  return {
    nodes: network.nodes.map((node) => {
      if (!('padding' in node) || node.padding !== 'same' || node.stride === 1) return node
      const [height, width] = node.type === 'convolution' ? node.kernel : pairOf(node.window)
      if (height % 2 === 0 || width % 2 === 0) return node
      const [rows, columns] = [(height - 1) / 2, (width - 1) / 2]
      return { ...node, padding: [rows, columns, rows, columns] }
    })
  }
}
