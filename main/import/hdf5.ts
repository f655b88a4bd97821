/**
 * HDF5 by its own library, compiled to WebAssembly: it works on a copy in memory and can open no other file, whatever
 * links a file has. Sizes are compared with the file's own before anything is read; arrays may be packed as HDF5 itself
 * packs them (gzip, shuffle, checksums).
 */
import type { Dataset, File as Hdf5Library, ready } from 'h5wasm'
import { Failure } from '../../preload/schema/failure'
import { sizeOf } from '../engine/networks/shapes'
import { bytesOf, float32sOf, type NumberType } from '../interchange/number-types'
import type { Tensor } from './builder'
import { shown, type Fault } from './fault'
import { mostFileBytes, mostRatio } from './limits'
import type { Read } from './source'
import { WrittenTypes } from './written-types'

const path = '/model.h5'
const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')
/** HDF5's classes of types. */
const classes = { integer: 0, float: 1, string: 3, opaque: 5 } as const
/** By their sizes in bytes. */
const floats: ReadonlyMap<number, NumberType> = new Map([[2, 'float16'], [4, 'float32'], [8, 'float64']])
/** What packs arrays, by HDF5's numbers: those from 256 on, and szip, are programs of others. */
const isOfOthers = (filter: number): boolean => filter === 4 || filter >= 256

interface Described {
  type: number
  size: number
  shape: number[] | null
  chunks: number[] | null
  littleEndian: boolean
  signed: boolean
}

type Library = Awaited<typeof ready>

export class Hdf5File {
  /** Of the arrays that have been read. */
  readonly types = new WrittenTypes()
  readonly #library: Library
  readonly #file: Hdf5Library
  /** Of the file that holds it, packed as it is. */
  readonly #packed: number
  readonly #fault: Fault
  readonly #onPiece: () => void
  /** Of all values that have been read. */
  #read = 0

  private constructor(library: Library, file: Hdf5Library, packed: number, { fault, onPiece }: Read) {
    this.#library = library
    this.#file = file
    this.#packed = packed
    this.#fault = fault
    this.#onPiece = onPiece
  }

  /**
   * Opens it for as long as `work` takes; the library works on a copy.
   * @param packed bytes of the file that it was unpacked from, or of itself
   */
  static async use<T>(source: Read, packed: number, work: (file: Hdf5File) => T): Promise<T> {
    const { bytes, fault, onPiece } = source
    if (!Buffer.from(bytes.subarray(0, signature.length)).equals(signature)) throw fault('it is not a whole HDF5 file')
    const library = await import('h5wasm')
    const module = await library.ready
    // An error is thrown instead of printed.
    module.activate_throwing_error_handler()
    // Not there before it is ready.
    const { File, FS } = library
    if (!FS) throw new Error('h5wasm has no file system')
    FS.writeFile(path, bytes)
    let file: Hdf5Library | null = null
    try {
      file = whole(fault, () => new File(path, 'r'))
      onPiece()
      return work(new Hdf5File(module, file, packed, source))
    } finally {
      const opened = file
      whole(fault, () => opened?.close())
      FS.unlink(path)
    }
  }

  /** Names in a group; none where there is no such group. */
  names(group: string): string[] {
    this.#onPiece()
    return whole(this.#fault, () => {
      const found = this.#file.get(group)
      return found && 'keys' in found ? found.keys() : []
    })
  }

  /** A text, or a list of texts, that stands with a group; null where there is none. */
  texts(group: string, name: string): string[] | null {
    this.#onPiece()
    const value = whole(this.#fault, () => {
      const found = this.#file.get(group)
      const attribute = found && 'attrs' in found ? found.attrs[name] as { metadata: Described } | undefined : undefined
      if (!found || !('get_attribute' in found) || !attribute) return null
      this.#demandRoom(attribute.metadata, `the attribute "${shown(name)}"`)
      return attribute.metadata.type === classes.string ? found.get_attribute(name, true) : []
    })
    if (value === null) return null
    return [value].flat(1).map(String)
  }

  tensor(name: string): Tensor {
    this.#onPiece()
    const missing = `the weights "${shown(name)}" are not there`
    const found = whole(this.#fault, () => this.#file.get(name), missing)
    if (!found || !('metadata' in found && 'value' in found)) throw this.#fault(missing)
    const metadata = whole(this.#fault, () => found.metadata as Described)
    const { shape } = metadata
    const type = this.#numberType(name, metadata)
    if (type === null || shape === null)
      throw this.#fault(
        `the weights "${shown(name)}" are there, but their type ${nameOfType(metadata)} is not read; save them as ` +
          'float32'
      )
    this.#demandRoom(metadata, `the weights "${shown(name)}"`)
    const filter = whole(this.#fault, () => found.filters.find(({ id }) => isOfOthers(id)))
    if (filter) throw this.#fault(`the weights "${shown(name)}" are packed by ${shown(filter.name)}; pack them by gzip`)
    const bytes = whole(this.#fault, () => this.#bytes(found, bytesOf(type) * sizeOf(shape)))
    this.types.addWeights(type)
    return { shape, values: float32sOf(type, bytes) }
  }

  /** Null for what is not read. */
  #numberType(name: string, { type, size, littleEndian }: Described): NumberType | null {
    if (type === classes.float && littleEndian) return floats.get(size) ?? null
    // As Keras writes it: HDF5 has no such type of its own.
    return type === classes.opaque && this.texts(name, 'dtype')?.join() === 'bfloat16' ? 'bfloat16' : null
  }

  /** As they lie in the file, unpacked: the library has arrays for longer numbers only. */
  #bytes({ file_id: file, path: name }: Dataset, size: number): Uint8Array {
    const at = this.#library._malloc(size)
    if (at === 0) throw new Error('there is no more memory')
    try {
      this.#library.get_dataset_data(file, name, null, null, null, BigInt(at))
      return this.#library.HEAPU8.slice(at, at + size)
    } finally {
      this.#library._free(at)
    }
  }

  /** Nothing is packed so well that weights come from nowhere. */
  #demandRoom({ shape, chunks, size }: Described, what: string): void {
    const [values, chunk] = [shape ?? [], chunks ?? []].map((lengths) =>
      lengths.reduce((product, length) => product * length, size)
    )
    this.#read += values
    if (Math.max(chunk, this.#read) > Math.min(mostFileBytes, mostRatio * this.#packed))
      throw this.#fault(`${Math.max(values, chunk)} bytes are declared for ${what} in a file of ${this.#packed}`)
  }
}

/** The library throws what it likes, numbers among it. */
function whole<T>(fault: Fault, work: () => T, problem = 'it is not a whole HDF5 file'): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw fault(problem)
  }
}

/** As NumPy calls it. */
function nameOfType({ type, size, signed, littleEndian }: Described): string {
  const bits = 8 * size
  const order = littleEndian ? '' : ' (most significant byte first)'
  switch (type) {
    case classes.integer: return `${signed ? 'int' : 'uint'}${bits}${order}`
    case classes.float: return `float${bits}${order}`
    case classes.string: return 'string'
    default: return `of HDF5’s class ${type}`
  }
}
