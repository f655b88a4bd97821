/** What is asked of the thread that reads models in HDF5, and what it answers. */
import type { Sides } from '../any-size'
import type { ImportedModel } from '../model'

/** Formats whose weights lie in an HDF5 file. */
export type Hdf5FormatName = 'h5' | 'keras'

export interface Hdf5Request {
  format: Hdf5FormatName
  /** Of the file, for sentences. */
  name: string
  bytes: Uint8Array
  sides: Sides | null
  /** Rises with each piece that has been read: one number, shared. */
  pieces: Int32Array<SharedArrayBuffer>
}

/** `failed`: by a mistake of ours. */
export type Hdf5Answer =
  | { kind: 'read'; model: ImportedModel }
  | { kind: 'refused'; sentence: string }
  | { kind: 'failed'; message: string }
