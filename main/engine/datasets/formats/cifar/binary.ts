/**
 * The binary version. A file is records without a header:
 *
 *     CIFAR-10    label, 3,072 pixels
 *     CIFAR-100   coarse label, fine label, 3,072 pixels; the fine label is the class
 */
import type { ByteReader } from '../../records/byte-reader'
import type { Fault } from '../../records/fault'
import type { RecordWriter } from '../../records/record-file'
import { interleaved, plane, recordsPerPiece, type BatchForm, type LabelKind } from './batch'

export function binaryForm(labels: readonly LabelKind[]): BatchForm {
  const recordBytes = labels.length + 3 * plane

  async function write(
    reader: ByteReader, records: number, first: number, writer: RecordWriter, fault: Fault
  ): Promise<void> {
    for (let done = 0; done < records; done += recordsPerPiece) {
      const count = Math.min(recordsPerPiece, records - done)
      const piece = await reader.take(count * recordBytes)
      for (let i = 0; i < count; i++) {
        const record = piece.subarray(i * recordBytes, (i + 1) * recordBytes)
        labels.forEach(({ title, classes }, at) => {
          if (record[at] >= classes) throw fault(`gives record ${done + i} the ${title} ${record[at]}`)
        })
        writer.label(first + done + i, record[labels.length - 1])
      }
      writer.write(first + done, interleaved(piece, count, recordBytes, labels.length))
    }
  }

  return {
    mostBytes: recordBytes,
    expected: (most) => `CIFAR records of ${recordBytes} bytes each, at most ${most}`,
    async measure(_reader, bytes, most, fault) {
      const records = bytes / recordBytes
      if (bytes === 0) throw fault('is empty')
      if (!Number.isInteger(records) || records > most) throw fault(`has ${bytes} bytes`)
      return { records, write: (reader, first, writer, again) => write(reader, records, first, writer, again) }
    }
  }
}
