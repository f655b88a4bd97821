/**
 * Safetensors: weights only, named `<node>/<role>` as Maskscope writes them. The network is the one in its header, as
 * Maskscope writes that too, or a preset that a person names. Weights that are named as PyTorch's are matched with it.
 */
import { z } from 'zod'
import type { MatchedWeight, WeightMapping } from '../../../preload/schema/weight-mapping'
import { networkSchema, type Network } from '../../../preload/schema/network'
import { mainHead } from '../../engine/networks/main-head'
import { inferShapes, sizeOf } from '../../engine/networks/shapes'
import { bytesOf, float32sOf, type NumberType } from '../../interchange/number-types'
import { checkedWeights, type Tensor } from '../builder'
import { shown, withFault, type Fault } from '../fault'
import { parseJson } from '../json'
import { matchedByGuess, matchedByMapping, paddedEvenly, turnedWeights } from '../pytorch/matching'
import { isOfPyTorch, type StoredArray } from '../pytorch/modules'
import { mostJsonBytes, mostValuesPerExample } from '../limits'
import { preprocessingIn } from '../model'
import { WrittenTypes } from '../written-types'
import type { ImportFormat } from './format'

const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().min(0)).max(8),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)])
})
const numberTypes: ReadonlyMap<string, NumberType> = new Map([
  ['F32', 'float32'], ['F64', 'float64'], ['F16', 'float16'], ['BF16', 'bfloat16']
])
const headerSchema = z.record(z.string(), z.unknown())
const metadataSchema = z.record(z.string(), z.string()).optional()

export const safetensorsFormat: ImportFormat = ({ bytes, fault }, topology, _sides, mapping) => {
  const { header, data } = partsOf(bytes, fault)
  const { __metadata__: written, ...tensors } = header
  const metadata = metadataSchema.safeParse(written)
  if (!metadata.success) throw fault('its __metadata__ is not texts by name')
  const arrays = storedArrays(tensors, fault)
  const isForeign = metadata.data?.topology === undefined && isOfPyTorch(arrays.map(({ name }) => name))
  if (mapping !== null && !isForeign)
    throw fault('it has the names of its own network, so no mapping (--mapping) is taken')
  const given = topology ?? embedded(metadata.data?.topology, fault)
  const network = isForeign ? paddedEvenly(given) : given
  const isPadded = network.nodes.some((node, i) => node !== given.nodes[i])
  const head = withFault(fault, () => mainHead(network))
  const types = new WrittenTypes()
  const needed = new Map(
    Object.entries(tensors)
      .filter(([name]) => !name.endsWith('.mask'))
      .map(([name, entry]) => [name, () => tensorOf(name, entry, data, types, fault)])
  )
  const shapes = withFault(fault, () => inferShapes(head))
  if ([...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0) > mostValuesPerExample)
    throw fault(`its network has more than ${mostValuesPerExample} values per image`)
  if (!head.nodes.some(({ type }) => type === 'support'))
    throw fault('its network has no ReLU, so there are no masks to analyse')
  const told = metadata.data?.metadata
  const matched = isForeign ? matchedWith(head, arrays, mapping, fault) : null
  const own = (): Map<string, Tensor> => new Map(
    [...needed]
      .filter(([name]) => shapes.has(name.slice(0, name.lastIndexOf('/'))))
      .map(([name, read]) => [name, read()])
  )
  const weights = matched === null ? own() : turnedWeights(head, matched, (name) => needed.get(name)?.() ?? nothing)
  return {
    format: 'safetensors',
    folded: head.nodes.length < network.nodes.length
      ? ['auxiliary heads and their weights, which serve training only, are left out']
      : [],
    network: head,
    weights: checkedWeights(head, weights, fault),
    ...matched !== null && { matched },
    preprocessing: told === undefined ? null : preprocessingIn(parseJson(Buffer.from(told), 'its metadata', fault)),
    notes: [...types.notes('the file'), ...matched === null ? [] : notesOf(matched, arrays, isPadded)],
    original: { program: { kind: 'none', why: 'safetensors holds weights only' }, values: [] }
  }
}

const nothing: Tensor = { shape: [0], values: new Float32Array() }

function storedArrays(tensors: Readonly<Record<string, unknown>>, fault: Fault): StoredArray[] {
  return Object.entries(tensors).map(([name, entry]) => {
    const parsed = tensorSchema.safeParse(entry)
    if (!parsed.success) throw fault(`the tensor "${shown(name)}" is not described as safetensors does`)
    return { name, shape: parsed.data.shape }
  })
}

/** @throws Failure where the arrays are not the network's */
function matchedWith(
  network: Network, arrays: readonly StoredArray[], mapping: WeightMapping | null, fault: Fault
): MatchedWeight[] {
  return mapping === null ? matchedByGuess(network, arrays, fault) : matchedByMapping(network, arrays, mapping, fault)
}

/** @param isPadded whether the preset was changed for it */
function notesOf(matched: readonly MatchedWeight[], arrays: readonly StoredArray[], isPadded: boolean): string[] {
  const byOrder = matched.filter(({ by }) => by === 'order').length
  const counters = arrays.filter(({ name }) => name.endsWith('num_batches_tracked')).length
  const left = arrays.length - matched.length - counters
  const how = matched.some(({ by }) => by === 'mapping') ? 'by the mapping given'
    : byOrder === 0 ? 'by their shapes'
      : `by their shapes, ${byOrder} of ${matched.length} arrays by the order of their names alone`
  const padded = isPadded ? ', and its windows of a stride above 1 are padded evenly, as PyTorch’s layers are' : ''
  return [
    `weights of PyTorch were matched with the preset ${how}${padded}`,
    ...left > 0 ? [`${left} arrays of the file are not used`] : []
  ]
}

function partsOf(bytes: Uint8Array, fault: Fault): { header: Record<string, unknown>; data: Uint8Array } {
  const length = bytes.length < 8 ? Infinity : Number(Buffer.from(bytes.buffer, bytes.byteOffset, 8).readBigUInt64LE())
  if (length > bytes.length - 8)
    throw fault(`its header declares ${length === Infinity ? 'more' : length} bytes in a file of ${bytes.length}`)
  if (length > mostJsonBytes) throw fault(`its header has ${length} bytes, more than ${mostJsonBytes}`)
  const header = headerSchema.safeParse(parseJson(bytes.subarray(8, 8 + length), 'its header', fault))
  if (!header.success) throw fault('its header does not describe tensors by name')
  return { header: header.data, data: bytes.subarray(8 + length) }
}

function embedded(text: string | undefined, fault: Fault): Network {
  if (text === undefined)
    throw fault('it holds weights without a network; name the preset of a network that they belong to (--net)')
  const network = networkSchema.safeParse(parseJson(Buffer.from(text), 'its topology', fault))
  if (!network.success) throw fault('its topology is not a network as Maskscope writes one')
  return network.data
}

function tensorOf(name: string, entry: unknown, data: Uint8Array, types: WrittenTypes, fault: Fault): Tensor {
  const parsed = tensorSchema.safeParse(entry)
  if (!parsed.success) throw fault(`the tensor "${shown(name)}" is not described as safetensors does`)
  const { dtype, shape, data_offsets: [begin, end] } = parsed.data
  const type = numberTypes.get(dtype)
  if (type === undefined)
    throw fault(`the tensor "${shown(name)}" is there, but its type ${shown(dtype)} is not read; save it as F32`)
  if (end - begin !== bytesOf(type) * sizeOf(shape))
    throw fault(`the tensor "${shown(name)}" declares the shape ${shape.join('×')} and has ${end - begin} bytes`)
  if (end > data.length) throw fault(`the tensor "${shown(name)}" ends at byte ${end} of ${data.length}`)
  types.addWeights(type)
  return { shape, values: float32sOf(type, data.subarray(begin, end)) }
}
