/**
 * A NumPy archive of images and labels, as Keras' mnist.npz is (and MedMNIST's, by its own names):
 *
 *     x_train, x_test   or train_images, test_images   uint8 [n, height, width] or [n, height, width, channels]
 *     y_train, y_test   or train_labels, test_labels   whole numbers [n] or [n, 1], the classes from 0
 *
 * Other arrays are not looked at. Images of another type are refused and not scaled: what a network is shown would be
 * a guess.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../../preload/schema/failure'
import { isHiddenName } from '../../../../preload/schema/hidden-names'
import { imageSides } from '../../../../preload/schema/settings/data'
import { sizeOf, type DataSetDescription, type ImageShape } from '../dataset'
import type { Begin, FileFormat, Split } from '../format'
import type { ByteReader } from '../records/byte-reader'
import { faultOf, type Fault } from '../records/fault'
import { longestNpyHead, npyHead, npyLengthBytes, npyPrefixBytes, typeTitle } from '../records/npy'
import { ZipFileEntries } from '../records/zip'

const arrayNames: Record<Split, { images: readonly string[]; labels: readonly string[] }> = {
  train: { images: ['x_train', 'train_images'], labels: ['y_train', 'train_labels'] },
  test: { images: ['x_test', 'test_images'], labels: ['y_test', 'test_labels'] }
}
const mostExamples = 2 ** 24
const mostImageBytes = 2 ** 35
const mostClasses = 65_536
const bytesPerPiece = 2 ** 20

const { least, most } = imageSides
const expected =
  'a NumPy archive with x_train and x_test, uint8 of n×height×width or n×height×width×channels, sides from ' +
  `${least} to ${most}, 1 or 3 channels, and y_train and y_test, whole numbers from 0 of n or n×1`

const labelReaders: Readonly<Record<string, { bytes: number; read: (buffer: Buffer, at: number) => number }>> = {
  '|u1': { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  '|i1': { bytes: 1, read: (buffer, at) => buffer.readInt8(at) },
  '<u2': { bytes: 2, read: (buffer, at) => buffer.readUInt16LE(at) },
  '<i2': { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) },
  '<u4': { bytes: 4, read: (buffer, at) => buffer.readUInt32LE(at) },
  '<i4': { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) },
  '<u8': { bytes: 8, read: (buffer, at) => Number(buffer.readBigUInt64LE(at)) },
  '<i8': { bytes: 8, read: (buffer, at) => Number(buffer.readBigInt64LE(at)) }
}

/** The archive that a folder holds, or that was named itself. @throws Failure unless there is exactly one */
export function npzIn(folder: string): string {
  if (isArchive(folder) && isFile(folder)) return folder
  const found = namesIn(folder).filter((name) => isArchive(name) && !isHiddenName(name)).sort()
  const [name, ...others] = found
  if (name === undefined) throw new Failure(`The folder ${folder} holds no .npz file; expected ${expected}.`)
  if (others.length > 0)
    throw new Failure(`The folder ${folder} holds ${found.length} .npz files; name one of them with --data-dir.`)
  return join(folder, name)
}

const isArchive = (name: string): boolean => /\.npz$/i.test(name)
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
const namesIn = (folder: string): string[] =>
  (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false ? readdirSync(folder) : [])

export type NpzDescription = Pick<DataSetDescription, 'shape' | 'classes' | 'trainExamples' | 'testExamples'>

/** What an archive holds: its labels are read, of its images the head. @throws Failure for what is no such archive */
export async function describeNpz(folder: string): Promise<NpzDescription> {
  return withArchive(folder, async (archive) => {
    const shape = await archive.images('train', async ({ image }) => image)
    const testShape = await archive.images('test', async ({ image }) => image)
    if (testShape.join() !== shape.join())
      throw archive.fault(`holds training images of ${shape.join('×')} and test images of ${testShape.join('×')}`)
    const train = await archive.labels('train', mostClasses)
    const classes = classesOf(train)
    const test = await archive.labels('test', classes)
    return { shape, classes, trainExamples: train.length, testExamples: test.length }
  })
}

const classesOf = (labels: Int32Array): number => labels.reduce((largest, label) => Math.max(largest, label), 0) + 1

async function withArchive<T>(folder: string, work: (archive: Archive) => Promise<T>): Promise<T> {
  const path = npzIn(folder)
  const fault = faultOf(path, expected)
  return work(new Archive(await ZipFileEntries.open(path, fault), fault))
}

interface OpenArray { name: string; type: string; shape: number[]; reader: ByteReader; valueBytes: number }
interface OpenImages { count: number; image: ImageShape; reader: ByteReader }

class Archive {
  readonly fault: Fault
  readonly #entries: ZipFileEntries

  constructor(entries: ZipFileEntries, fault: Fault) {
    this.#entries = entries
    this.fault = fault
  }

  /** `work` may read all images and no more. */
  images<T>(split: Split, work: (images: OpenImages) => Promise<T>): Promise<T> {
    return this.#array(arrayNames[split].images, async ({ name, type, shape, reader, valueBytes }) => {
      if (type !== '|u1') throw this.fault(`holds "${name}", but its type ${typeTitle(type)} is not read`)
      const [count = 0, height = 0, width = 0, channels = 1] = shape
      const fits = (shape.length === 3 || shape.length === 4) && (channels === 1 || channels === 3) &&
        [height, width].every((side) => side >= least && side <= most) && count >= 1 && count <= mostExamples
      if (!fits) throw this.fault(`holds "${name}" of ${shape.join('×')}`)
      const image: ImageShape = [height, width, channels]
      if (valueBytes !== count * sizeOf(image) || valueBytes > mostImageBytes)
        throw this.fault(`holds "${name}" of ${shape.join('×')} in ${valueBytes} bytes`)
      return work({ count, image, reader })
    })
  }

  /** @param classes labels have to be below */
  labels(split: Split, classes: number): Promise<Int32Array> {
    return this.#array(arrayNames[split].labels, async ({ name, type, shape, reader, valueBytes }) => {
      const { bytes, read } = labelReaders[type] ?? {}
      if (bytes === undefined || read === undefined)
        throw this.fault(`holds "${name}", but its type ${typeTitle(type)} is not read`)
      const [count = 0, columns = 1] = shape
      const fits = shape.length >= 1 && shape.length <= 2 && columns === 1 && count >= 1 && count <= mostExamples
      if (!fits || valueBytes !== count * bytes) throw this.fault(`holds "${name}" of ${shape.join('×')}`)
      const labels = new Int32Array(count)
      for (let first = 0; first < count; first += bytesPerPiece / 8) {
        const some = Math.min(bytesPerPiece / 8, count - first)
        const piece = await reader.take(some * bytes)
        for (let i = 0; i < some; i++) {
          const label = read(piece, i * bytes)
          if (label < 0 || label >= classes)
            throw this.fault(`gives example ${first + i} in "${name}" the label ${label}`)
          labels[first + i] = label
        }
      }
      await reader.demandEnd()
      return labels
    })
  }

  /** Opens the first of these arrays that is there, its reader standing at its first value. */
  async #array<T>(names: readonly string[], work: (array: OpenArray) => Promise<T>): Promise<T> {
    const all = this.#entries.names
    const name = names.find((candidate) => all.includes(`${candidate}.npy`))
    if (name === undefined) throw this.fault(`holds no "${names[0]}"`)
    const { reader, bytes } = this.#entries.reader(`${name}.npy`)
    try {
      const lengthBytes = npyLengthBytes(await reader.take(npyPrefixBytes))
      if (lengthBytes === null) throw this.fault(`holds "${name}" that is no array of NumPy`)
      const length = (await reader.take(lengthBytes)).readUIntLE(0, lengthBytes)
      if (length > longestNpyHead) throw this.fault(`holds "${name}" whose head has ${length} bytes`)
      const { type, isFortran, shape } = npyHead((await reader.take(length)).toString('latin1'))
      if (type === null || shape === null) throw this.fault(`holds "${name}" whose type or shape is not told`)
      if (isFortran) throw this.fault(`holds "${name}" in Fortran's order, and C's is read`)
      return await work({ name, type, shape, reader, valueBytes: bytes - reader.position })
    } finally {
      await reader.close()
    }
  }
}

function convert(folder: string, split: Split, begin: Begin): Promise<void> {
  return withArchive(folder, async (archive) => {
    const labels = await archive.labels(split, mostClasses)
    await archive.images(split, async ({ count, image, reader }) => {
      if (labels.length !== count) throw archive.fault(`holds ${count} images and ${labels.length} labels to ${split}`)
      const writer = begin(count)
      const size = sizeOf(image)
      const atOnce = Math.max(1, Math.floor(bytesPerPiece / size))
      for (let first = 0; first < count; first += atOnce)
        writer.write(first, await reader.take(Math.min(atOnce, count - first) * size))
      await reader.demandEnd()
      labels.forEach((label, index) => writer.label(index, label))
    })
  })
}

export const npz: FileFormat = { files: (folder) => [npzIn(folder)], convert }
