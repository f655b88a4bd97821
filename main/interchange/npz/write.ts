/**
 * NumPy's .npz: a zip archive of .npy arrays, stored without compression and written as a stream, so that masks of any
 * size need the memory of one chunk.
 */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { writeWhole } from '../files'

export type NumpyType = 'float32' | 'int32' | 'uint8'

export interface NumpyArray {
  name: string
  type: NumpyType
  shape: readonly number[]
  /** The array's bytes in row-major order, little-endian; read only when its turn comes. */
  chunks: () => Iterable<Uint8Array>
}

const descriptors: Record<NumpyType, string> = { float32: '<f4', int32: '<i4', uint8: '|u1' }
/** Fixed, so that equal arrays give equal files. */
const timestamp = new Date(Date.UTC(2000, 0, 1))

/** The bytes of a typed array as one chunk. */
export function whole(values: Float32Array | Int32Array | Uint8Array): () => Uint8Array[] {
  return () => [new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]
}

/** NumPy format 1.0: magic, header length, a Python dictionary, padded so that the data begins on 64 bytes. */
function header(type: NumpyType, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${descriptors[type]}', 'fortran_order': False, 'shape': ${tuple}, }`
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n'
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY', 'latin1'), 1, 0, 0, 0])
  prefix.writeUInt16LE(padded.length, 8)
  return Buffer.concat([prefix, Buffer.from(padded, 'latin1')])
}

function* content({ type, shape, chunks }: NumpyArray): Generator<Uint8Array> {
  yield header(type, shape)
  yield* chunks()
}

/** @throws Failure when the file cannot be written; it is then not there at all. */
export async function writeNpz(path: string, arrays: readonly NumpyArray[]): Promise<void> {
  await writeWhole(path, async (temporary) => {
    const zip = new ZipFile()
    const output = zip.outputStream as Readable
    // An array that cannot be read must end the file: the archive itself would wait for the rest of it for ever.
    const fail = (error: Error): void => { output.destroy(error) }
    zip.on('error', fail)
    for (const array of arrays) {
      zip.addReadStreamLazy(`${array.name}.npy`, { compress: false, mtime: timestamp }, (give) =>
        give(null, Readable.from(content(array), { objectMode: false }).on('error', fail)))
    }
    zip.end()
    await pipeline(output, createWriteStream(temporary, { flags: 'wx' }))
  })
}
