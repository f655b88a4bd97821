/** Values of one column of a Parquet file, by row. */
import { closeSync } from 'node:fs'
import { openFile, type Fault } from '../fault'
import { physicalTypes, type ColumnChunk, type LeafColumn } from './footer'
import { KeptPages } from './kept-pages'
import { runsAndBits } from './levels'
import { contentOf, dictionaryOf, pagesOf, type ChunkPages, type Page, type PageContent } from './pages'

/** Of the images of all files together, and of a column of numbers, which is read once from front to back. */
const mostKept = { images: 2 ** 28, numbers: 2 ** 20 }

type Values<T> = readonly T[]
/** Reads so many values that stand one after the other. @throws Error where there are fewer */
type ReadPlain<T> = (bytes: Buffer, count: number) => Values<T>

/** Each after its length in four bytes. */
const byteArrays: ReadPlain<Buffer> = (bytes, count) => {
  const values: Buffer[] = []
  for (let at = 0; values.length < count;) {
    const length = bytes.readUInt32LE(at)
    if (length > bytes.length - at - 4) throw new Error('a page ends too early')
    values.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return values
}

const wholeNumbers = (size: 4 | 8): ReadPlain<number> => (bytes, count) => {
  if (count * size > bytes.length) throw new Error('a page ends too early')
  return Array.from({ length: count }, (_, i) =>
    (size === 4 ? bytes.readInt32LE(i * size) : Number(bytes.readBigInt64LE(i * size))))
}

/** Null where the row has none. */
type Row<T> = T | null

const keptImages = new KeptPages<Row<Buffer>>(mostKept.images)

export class ParquetColumn<T> {
  readonly #path: string
  readonly #fault: Fault
  readonly #read: ReadPlain<T>
  readonly #pages: { first: number; page: Page; dictionary: Page | null }[] = []
  readonly #kept: KeptPages<Row<T>>

  private constructor(
    path: string, descriptor: number, chunks: readonly ColumnChunk[], read: ReadPlain<T>, kept: KeptPages<Row<T>>,
    fault: Fault
  ) {
    this.#kept = kept
    this.#path = path
    this.#fault = fault
    this.#read = read
    let first = 0
    for (const chunk of chunks) {
      const { dictionary, data }: ChunkPages = pagesOf(descriptor, chunk, fault)
      for (const page of data) {
        this.#pages.push({ first, page, dictionary })
        first += page.values
      }
    }
  }

  static ofBytes(
    path: string, descriptor: number, chunks: readonly ColumnChunk[], fault: Fault
  ): ParquetColumn<Buffer> {
    return new ParquetColumn(path, descriptor, chunks, byteArrays, keptImages, fault)
  }

  static ofNumbers(
    path: string, descriptor: number, chunks: readonly ColumnChunk[], { type }: LeafColumn, fault: Fault
  ): ParquetColumn<number> {
    const read = wholeNumbers(type === physicalTypes.int32 ? 4 : 8)
    return new ParquetColumn(path, descriptor, chunks, read, new KeptPages(mostKept.numbers), fault)
  }

  /** @throws Failure for what is damaged */
  at(row: number): Row<T> {
    let [low, high] = [0, this.#pages.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#pages[middle]?.first ?? 0) <= row) low = middle
      else high = middle
    }
    const found = this.#pages[low]
    if (found === undefined) throw new Error(`there is no row ${row}`)
    const { first, page, dictionary } = found
    return this.#kept.of(page, () => this.#unpacked(page, dictionary))[row - first] ?? null
  }

  #unpacked(page: Page, dictionary: Page | null): Values<Row<T>> {
    const { descriptor } = openFile(this.#path, this.#fault)
    try {
      const content = contentOf(descriptor, page)
      const values = this.#present(descriptor, content, dictionary)
      return Array.from(content.places, (place) => (place < 0 ? null : values[place] ?? null))
    } catch (error) {
      throw this.#fault(`cannot be unpacked (${(error as Error).message})`)
    } finally {
      closeSync(descriptor)
    }
  }

  #present(descriptor: number, { places, encoding, values }: PageContent, dictionary: Page | null): Values<T> {
    const count = places.reduce((sum, place) => sum + (place < 0 ? 0 : 1), 0)
    if (encoding === 'plain') return this.#read(values, count)
    if (count === 0) return []
    if (dictionary === null) throw new Error('a page lacks its dictionary')
    const words = this.#kept.of(dictionary, () => this.#read(dictionaryOf(descriptor, dictionary), dictionary.values))
    return Array.from(runsAndBits(values.subarray(1), values.readUInt8(0), count), (index) => {
      const word = words[index] ?? null
      if (word === null) throw new Error(`its dictionary has no value ${index}`)
      return word
    })
  }
}
