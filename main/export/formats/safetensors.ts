/**
 * Safetensors: 8 bytes of header length, a JSON header of names, types, shapes and offsets, then the values without a
 * gap. `__metadata__` may hold strings only, so metadata and topology are JSON inside of it.
 */
import { valuesOf } from '../../engine/networks/parameters'
import { metadataOf, type ExportedModel } from '../model'
import { bytesFile, bytesOf, type ExportFormat } from './format'

interface Tensor { name: string; dtype: 'F32' | 'U8'; shape: readonly number[]; bytes: Uint8Array }

const masksMeaning = 'the tensor <kernel>.mask, U8 of the kernel’s shape: 1 where the connection is left'

export const safetensorsFormat: ExportFormat = (model) => [bytesFile('model.safetensors', () => content(model))]

/** Values of four bytes come first, so that each lies on a multiple of its size. */
function tensorsOf({ parameters, weights, masks, provenance }: ExportedModel): Tensor[] {
  return [
    ...parameters.map(({ name, shape }): Tensor => ({
      name,
      dtype: 'F32',
      shape,
      bytes: bytesOf(valuesOf(weights, name))
    })),
    ...provenance.preprocessing.arrays.map(({ name, shape, values }): Tensor => ({
      name,
      dtype: 'F32',
      shape,
      bytes: bytesOf(values)
    })),
    ...parameters.flatMap(({ name, shape }): Tensor[] => {
      const mask = masks.get(name)
      return mask ? [{ name: `${name}.mask`, dtype: 'U8', shape, bytes: mask }] : []
    })
  ]
}

function content(model: ExportedModel): Uint8Array[] {
  const tensors = tensorsOf(model)
  const header: Record<string, unknown> = {
    __metadata__: {
      format: 'maskscope',
      metadata: JSON.stringify(metadataOf(model, 'NHWC', masksMeaning)),
      topology: JSON.stringify(model.network)
    }
  }
  let offset = 0
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] }
    offset += bytes.length
  }
  const text = Buffer.from(JSON.stringify(header))
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, ' ')
  text.copy(padded)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return [length, padded, ...tensors.map(({ bytes }) => bytes)]
}
