/**
 * Safetensors: weights only, named `<node>/<role>` as Maskscope writes them. The network is the one in its header, as
 * Maskscope writes that too, or a preset that a person names.
 */
import { z } from 'zod'
import { networkSchema, type Network } from '../../../preload/schema/network'
import { mainHead } from '../../engine/networks/main-head'
import { inferShapes, sizeOf } from '../../engine/networks/shapes'
import { checkedWeights, type Tensor } from '../builder'
import { shown, withFault, type Fault } from '../fault'
import { parseJson } from '../json'
import { mostJsonBytes, mostValuesPerExample } from '../limits'
import { preprocessingIn } from '../model'
import type { ImportFormat } from './format'

const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().min(0)).max(8),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)])
})
const headerSchema = z.record(z.string(), z.unknown())
const metadataSchema = z.record(z.string(), z.string()).optional()

export const safetensorsFormat: ImportFormat = ({ bytes, fault }, topology) => {
  const { header, data } = partsOf(bytes, fault)
  const { __metadata__: written, ...tensors } = header
  const metadata = metadataSchema.safeParse(written)
  if (!metadata.success) throw fault('its __metadata__ is not texts by name')
  const network = topology ?? embedded(metadata.data?.topology, fault)
  const head = withFault(fault, () => mainHead(network))
  const needed = new Map(
    Object.entries(tensors)
      .filter(([name]) => !name.endsWith('.mask'))
      .map(([name, entry]) => [name, () => tensorOf(name, entry, data, fault)])
  )
  const shapes = withFault(fault, () => inferShapes(head))
  if ([...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0) > mostValuesPerExample)
    throw fault(`its network has more than ${mostValuesPerExample} values per image`)
  if (!head.nodes.some(({ type }) => type === 'support'))
    throw fault('its network has no ReLU, so there are no masks to analyse')
  const told = metadata.data?.metadata
  return {
    format: 'safetensors',
    folded: head.nodes.length < network.nodes.length
      ? ['auxiliary heads and their weights, which serve training only, are left out']
      : [],
    network: head,
    weights: checkedWeights(
      head,
      new Map(
        [...needed]
          .filter(([name]) => shapes.has(name.slice(0, name.lastIndexOf('/'))))
          .map(([name, read]) => [name, read()])
      ),
      fault
    ),
    preprocessing: told === undefined ? null : preprocessingIn(parseJson(Buffer.from(told), 'its metadata', fault)),
    original: { program: { kind: 'none', why: 'safetensors holds weights only' }, values: [] }
  }
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

function tensorOf(name: string, entry: unknown, data: Uint8Array, fault: Fault): Tensor {
  const parsed = tensorSchema.safeParse(entry)
  if (!parsed.success) throw fault(`the tensor "${shown(name)}" is not described as safetensors does`)
  const { dtype, shape, data_offsets: [begin, end] } = parsed.data
  if (dtype !== 'F32') throw fault(`the tensor "${shown(name)}" is of the type ${shown(dtype)}, and only F32 is read`)
  if (end - begin !== 4 * sizeOf(shape))
    throw fault(`the tensor "${shown(name)}" declares the shape ${shape.join('×')} and has ${end - begin} bytes`)
  if (end > data.length) throw fault(`the tensor "${shown(name)}" ends at byte ${end} of ${data.length}`)
  // A copy begins on a multiple of four bytes, as the numbers must.
  return { shape, values: new Float32Array(data.slice(begin, end).buffer) }
}
