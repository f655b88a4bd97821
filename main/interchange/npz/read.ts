/** Reads small NumPy archives. Nothing in the file is trusted: sizes are bounded before anything is unpacked. */
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Failure, reasonOf } from '../../../preload/schema/failure'
import { longestNpyHead, npyHead, npyLengthBytes, npyPrefixBytes } from '../../engine/datasets/records/npy'
import { shown } from '../shown'
import { ZipArchive } from '../zip'

export interface ReadArray {
  name: string
  shape: number[]
  /** One byte per value. */
  values: Uint8Array
}

interface Limits {
  /** Bytes of the file, and of all arrays together. */
  bytes: number
  arrays: number
}

/**
 * The arrays of one byte per value (uint8 or bool) of a NumPy archive, as `numpy.savez` or `numpy.savez_compressed`
 * write it.
 * @throws Failure naming what is wrong with the file
 */
export async function readByteArrays(path: string, limits: Limits): Promise<ReadArray[]> {
  const name = basename(path)
  const content = contentOf(path, limits.bytes)
  try {
    return await unpacked(content, limits)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      `${name} is not a NumPy archive that can be read (${reasonOf(error)}); ` +
        'write it with numpy.savez.'
    )
  }
}

function contentOf(path: string, most: number): Buffer {
  const size = statSync(path, { throwIfNoEntry: false })
  if (!size?.isFile()) throw new Failure(`There is no file ${path}.`)
  if (size.size > most)
    throw new Failure(`${basename(path)} has ${size.size} bytes, but what is asked for needs at most ${most}.`)
  return readFileSync(path)
}

async function unpacked(content: Buffer, limits: Limits): Promise<ReadArray[]> {
  const archive = await ZipArchive.open(content, (problem) => new Error(problem))
  const { sizes } = archive
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  if (sizes.size > limits.arrays || bytes > limits.bytes) throw new Error('it holds more than is asked for')
  const arrays: ReadArray[] = []
  // Masks may be all alike, so that they are packed as well as can be.
  for (const name of sizes.keys())
    arrays.push(arrayFrom(name, await archive.read(name, { bytes: limits.bytes, ratio: Infinity })))
  return arrays
}

function arrayFrom(fileName: string, bytes: Buffer): ReadArray {
  const name = fileName.replace(/\.npy$/, '')
  const refuse = (why: string): Error => new Error(`array "${shown(name)}" ${why}`)
  const lengthBytes = npyLengthBytes(bytes)
  const start = npyPrefixBytes + (lengthBytes ?? 0)
  if (lengthBytes === null || bytes.length < start) throw refuse('is not one of NumPy')
  const length = bytes.readUIntLE(npyPrefixBytes, lengthBytes)
  if (length > longestNpyHead || start + length > bytes.length) throw refuse('has no complete header')
  const { type, isFortran, shape } = npyHead(bytes.toString('latin1', start, start + length))
  if (type !== '|u1' && type !== '|b1') throw refuse('is not of type uint8 or bool')
  if (isFortran) throw refuse('is not in C order')
  if (shape === null) throw refuse('has no shape')
  const values = Uint8Array.from(bytes.subarray(start + length))
  if (values.length !== shape.reduce((product, side) => product * side, 1))
    throw refuse('has another size than its shape says')
  return { name, shape, values }
}
