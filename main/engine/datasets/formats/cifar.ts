/**
 * CIFAR-10 and CIFAR-100, binary version: unpacked, or inside the official .tar.gz, which is read as a stream.
 * A file is records without a header:
 *
 *     CIFAR-10    label, 3,072 pixels
 *     CIFAR-100   coarse label, fine label, 3,072 pixels; the fine label is the class
 *
 * Pixels are three planes of 32×32, red, green, blue, each row by row.
 */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ImageShape } from '../dataset'
import { splits, type Begin, type FileFormat, type Split } from '../format'
import { readFileBytes, type ByteReader } from '../records/byte-reader'
import { faultOf, stateOf, type Fault } from '../records/fault'
import type { RecordWriter } from '../records/record-file'
import { readTar, type TarEntry } from '../records/tar'

const shape: ImageShape = [32, 32, 3]
const plane = 32 * 32
const recordsPerPiece = 256
/** Read-me and class names beside the batches. */
const othersInArchive = 4 * 1024 * 1024

interface Variant {
  archive: string
  /** The folder inside the archive. */
  folder: string
  batches: Record<Split, string[]>
  mostRecords: Record<Split, number>
  /** Upper bounds of the label bytes of a record; the last is the class. */
  labels: { title: string; classes: number }[]
}

interface Batch { name: string; records: number; first: number }

class CifarFormat implements FileFormat {
  readonly shape = shape
  readonly #variant: Variant
  readonly #recordBytes: number

  constructor(variant: Variant) {
    this.#variant = variant
    this.#recordBytes = variant.labels.length + 3 * plane
  }

  files(folder: string, split: Split): string[] {
    const { archive, batches } = this.#variant
    const unpacked = this.#unpackedIn(folder)
    if (unpacked === null) {
      const path = join(folder, archive)
      stateOf(path, faultOf(path, `${this.#expectedArchive}, or its unpacked ${batches.train[0]}`))
      return [path]
    }
    return batches[split].map((name) => {
      const path = join(unpacked, name)
      stateOf(path, faultOf(path, this.#expectedBatch(split)))
      return path
    })
  }

  async convert(folder: string, split: Split, begin: Begin): Promise<void> {
    const paths = this.files(folder, split)
    if (basename(paths[0]) === this.#variant.archive) await this.#convertArchive(paths[0], split, begin)
    else await this.#convertUnpacked(paths, split, begin)
  }

  /** The folder of the unpacked batches; null when only the archive may be there. */
  #unpackedIn(folder: string): string | null {
    const { batches, folder: inner } = this.#variant
    const names = [...batches.train, ...batches.test]
    return (
      [folder, join(folder, inner)].find((candidate) => names.some((name) => existsSync(join(candidate, name)))) ?? null
    )
  }

  #expectedBatch(split: Split): string {
    return `CIFAR records of ${this.#recordBytes} bytes each, at most ${this.#variant.mostRecords[split]}`
  }

  get #expectedArchive(): string {
    return `the official ${this.#variant.archive}`
  }

  get #archiveLimit(): number {
    const { batches, mostRecords } = this.#variant
    const records = splits.reduce((sum, split) => sum + mostRecords[split] * batches[split].length, 0)
    return othersInArchive + records * this.#recordBytes
  }

  /** How many records each batch has, and which its first is, in the data set's order. */
  #plan(sizes: ReadonlyMap<string, number>, split: Split, faultFor: (name: string) => Fault): Batch[] {
    let first = 0
    return this.#variant.batches[split].map((name) => {
      const bytes = sizes.get(name)
      if (bytes === undefined) throw faultFor(name)(`does not contain "${name}"`)
      const records = bytes / this.#recordBytes
      if (bytes === 0) throw faultFor(name)('is empty')
      if (!Number.isInteger(records) || records > this.#variant.mostRecords[split])
        throw faultFor(name)(`has ${bytes} bytes`)
      const batch = { name, records, first }
      first += records
      return batch
    })
  }

  async #convertBatch(
    { records, first }: Batch,
    reader: ByteReader,
    writer: RecordWriter,
    fault: Fault
  ): Promise<void> {
    const { labels } = this.#variant
    for (let done = 0; done < records; done += recordsPerPiece) {
      const count = Math.min(recordsPerPiece, records - done)
      const piece = await reader.take(count * this.#recordBytes)
      for (let i = 0; i < count; i++) {
        const record = piece.subarray(i * this.#recordBytes, (i + 1) * this.#recordBytes)
        labels.forEach(({ title, classes }, at) => {
          if (record[at] >= classes) throw fault(`gives record ${done + i} the ${title} ${record[at]}`)
        })
        writer.label(first + done + i, record[labels.length - 1])
      }
      writer.write(first + done, interleaved(piece, count, this.#recordBytes, labels.length))
    }
  }

  async #convertUnpacked(paths: string[], split: Split, begin: Begin): Promise<void> {
    const faults = new Map(paths.map((path) => [basename(path), faultOf(path, this.#expectedBatch(split))]))
    const faultFor = (name: string): Fault => faults.get(name) ?? faultOf(name, this.#expectedBatch(split))
    const sizes = new Map(paths.map((path) => [basename(path), stateOf(path, faultFor(basename(path))).bytes]))
    const batches = this.#plan(sizes, split, faultFor)
    const writer = begin(total(batches))
    for (const [i, path] of paths.entries()) {
      const fault = faultFor(basename(path))
      const reader = readFileBytes(path, fault, this.#variant.mostRecords[split] * this.#recordBytes)
      try {
        await this.#convertBatch(batches[i], reader, writer, fault)
        await reader.demandEnd()
      } finally {
        await reader.close()
      }
    }
  }

  /** Twice through: sizes first, so that every record's place is known and nothing is written of a faulty archive. */
  async #convertArchive(path: string, split: Split, begin: Begin): Promise<void> {
    const { batches: names, folder } = this.#variant
    const fault = faultOf(path, this.#expectedArchive)
    const batchOf = (entry: TarEntry): string | undefined =>
      names[split].find((name) => entry.name.replace(/^\.\//, '') === `${folder}/${name}`)
    const sizes = new Map<string, number>()
    await readTar(path, this.#archiveLimit, fault, async (entry) => {
      const name = batchOf(entry)
      if (name !== undefined && sizes.has(name)) throw fault(`contains "${name}" twice`)
      if (name !== undefined) sizes.set(name, entry.bytes)
    })
    const inArchive =
      (name: string): Fault =>
      (problem) =>
        fault(sizes.has(name) ? `contains a "${name}" that ${problem}` : problem)
    const batches = this.#plan(sizes, split, inArchive)
    const writer = begin(total(batches))
    await readTar(path, this.#archiveLimit, fault, async (entry, reader) => {
      const batch = batches.find(({ name }) => name === batchOf(entry))
      if (batch) await this.#convertBatch(batch, reader, writer, inArchive(batch.name))
    })
  }
}

const total = (batches: readonly Batch[]): number => batches.reduce((sum, { records }) => sum + records, 0)

/** Planes to NHWC. */
function interleaved(piece: Uint8Array, count: number, recordBytes: number, labelBytes: number): Uint8Array {
  const images = new Uint8Array(count * 3 * plane)
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const from = i * recordBytes + labelBytes + channel * plane
      const to = i * 3 * plane + channel
      for (let pixel = 0; pixel < plane; pixel++) images[to + 3 * pixel] = piece[from + pixel]
    }
  }
  return images
}

export const cifar10 = new CifarFormat({
  archive: 'cifar-10-binary.tar.gz',
  folder: 'cifar-10-batches-bin',
  batches: { train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), test: ['test_batch.bin'] },
  mostRecords: { train: 10_000, test: 10_000 },
  labels: [{ title: 'label', classes: 10 }]
})

export const cifar100 = new CifarFormat({
  archive: 'cifar-100-binary.tar.gz',
  folder: 'cifar-100-binary',
  batches: { train: ['train.bin'], test: ['test.bin'] },
  mostRecords: { train: 50_000, test: 10_000 },
  labels: [{ title: 'coarse label', classes: 20 }, { title: 'fine label', classes: 100 }]
})
