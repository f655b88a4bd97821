/** A file of CIFAR: some records, each of one or two labels and three planes of 32×32 pixels, red, green, blue. */
import type { ByteReader } from '../../records/byte-reader'
import type { Fault } from '../../records/fault'
import type { RecordWriter } from '../../records/record-file'

export const plane = 32 * 32
export const recordsPerPiece = 256

/** Labels of a record; the last is the class. `title` and `key` name it to people and in Python's dictionaries. */
export interface LabelKind { title: string; key: string; classes: number }

/** How a version of the data set writes its batches. */
export interface BatchForm {
  /** Most bytes of a record, with what stands beside it. */
  readonly mostBytes: number
  /** Continues "expected …". */
  expected(mostRecords: number): string
  /**
   * Says how many records there are, from the batch's first byte on, of which there are `bytes`.
   * @throws Failure by `fault` for what is no batch
   */
  measure(reader: ByteReader, bytes: number, mostRecords: number, fault: Fault): Promise<MeasuredBatch>
}

export interface MeasuredBatch {
  records: number
  /** Reads the same batch again, to its last byte. @param first place of its first record in the data set */
  write(reader: ByteReader, first: number, writer: RecordWriter, fault: Fault): Promise<void>
}

/** Planes to NHWC. @param labelBytes what stands before the planes of a record of `recordBytes` */
export function interleaved(piece: Uint8Array, count: number, recordBytes: number, labelBytes: number): Uint8Array {
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
