/**
 * HDF5 by its own library, compiled to WebAssembly: it works on a copy in memory and can open no other file, whatever
 * links a file has. Sizes are compared with the file's own before anything is read; arrays may be packed as HDF5 itself
 * packs them (gzip, shuffle, checksums).
 */
import type { File as Hdf5Library } from 'h5wasm'
import { Failure } from '../../preload/schema/failure'
import type { Tensor } from './builder'
import { shown, type Fault } from './fault'
import { mostFileBytes, mostRatio } from './limits'
import type { Read } from './source'

const path = '/model.h5'
const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')
/** HDF5's classes of types. */
const floatClass = 1
const stringClass = 3
/** What packs arrays, by HDF5's numbers: those from 256 on, and szip, are programs of others. */
const isOfOthers = (filter: number): boolean => filter === 4 || filter >= 256

interface Described {
  type: number
  size: number
  shape: number[] | null
  chunks: number[] | null
  littleEndian: boolean
}

export class Hdf5File {
  readonly #file: Hdf5Library
  /** Of the file that holds it, packed as it is. */
  readonly #packed: number
  readonly #fault: Fault
  readonly #onPiece: () => void
  /** Of all values that have been read. */
  #read = 0

  private constructor(file: Hdf5Library, packed: number, { fault, onPiece }: Read) {
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
      return work(new Hdf5File(file, packed, source))
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
      return attribute.metadata.type === stringClass ? found.get_attribute(name, true) : []
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
    const { type, size, shape, littleEndian } = metadata
    if (type !== floatClass || size !== 4 || !littleEndian || shape === null)
      throw this.#fault(`the weights "${shown(name)}" are not of the type float32`)
    this.#demandRoom(metadata, `the weights "${shown(name)}"`)
    const filter = whole(this.#fault, () => found.filters.find(({ id }) => isOfOthers(id)))
    if (filter) throw this.#fault(`the weights "${shown(name)}" are packed by ${shown(filter.name)}; pack them by gzip`)
    const values = whole(this.#fault, () => found.value)
    if (!(values instanceof Float32Array)) throw this.#fault(`the weights "${shown(name)}" cannot be read`)
    return { shape, values }
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
