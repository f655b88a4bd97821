/**
 * The Python version. A file is a pickled dictionary:
 *
 *     data      uint8 of n×3,072, a record's planes one after the other
 *     labels    n numbers (CIFAR-10), or coarse_labels and fine_labels (CIFAR-100)
 *
 * What else it holds (names of files) is not looked at.
 */
import type { ByteReader } from '../../records/byte-reader'
import type { Fault } from '../../records/fault'
import { readPickle } from '../../records/pickle/read'
import { isOf, type PickleDictionary } from '../../records/pickle/values'
import type { RecordWriter } from '../../records/record-file'
import { interleaved, plane, recordsPerPiece, type BatchForm, type LabelKind } from './batch'

const recordBytes = 3 * plane
/** Of a record: its labels, and the name of the file that it was. */
const bytesBeside = 256
/** Two for each label and for the name of a file. */
const instructionsPerRecord = 8
const instructionsBeside = 1024

interface Planes { start: number; records: number; isFortran: boolean }

export function pythonForm(labels: readonly LabelKind[]): BatchForm {
  const keys = ['data', ...labels.map(({ key }) => key)]
  return {
    mostBytes: recordBytes + bytesBeside,
    expected: (most) =>
      `a batch of CIFAR’s Python version, a pickled dictionary with ${keys.join(', ')} of at most ${most} records`,
    async measure(reader, bytes, most, fault) {
      const instructions = most * instructionsPerRecord + instructionsBeside
      const batch = await readPickle(reader, { bytes, instructions }, fault)
      if (!(batch instanceof Map)) throw fault('holds no dictionary')
      const planes = planesIn(batch, most, fault)
      const classes = labels.map((kind) => labelsIn(batch, kind, planes.records, fault)).at(-1) ?? []
      return {
        records: planes.records,
        async write(again, first, writer) {
          classes.forEach((label, i) => writer.label(first + i, label))
          await writePlanes(again, planes, bytes, first, writer)
        }
      }
    }
  }
}

function planesIn(batch: PickleDictionary, most: number, fault: Fault): Planes {
  const data = batch.get('data')
  if (data === undefined) throw fault('holds no "data"')
  if (!isOf(data, 'array') || data.content === null) throw fault('holds "data" that are no array of NumPy')
  const { shape, type, isFortran, data: bytes } = data.content
  const [records = 0, values] = shape
  if (type !== 'u1') throw fault(`holds "data" whose type is ${/^\w{1,8}$/.test(type) ? type : 'another'}, not u1`)
  if (shape.length !== 2 || values !== recordBytes || records < 1 || records > most)
    throw fault(`holds "data" of ${shape.join('×')}`)
  if (!isOf(bytes, 'stretch') || bytes.isText || bytes.bytes !== records * recordBytes)
    throw fault(`does not hold as many bytes as its "data" of ${shape.join('×')}`)
  return { start: bytes.start, records, isFortran }
}

function labelsIn(batch: PickleDictionary, { key, title, classes }: LabelKind, count: number, fault: Fault): number[] {
  const labels = batch.get(key)
  if (labels === undefined) throw fault(`holds no "${key}"`)
  if (!Array.isArray(labels)) throw fault(`holds "${key}" that are no list`)
  if (labels.length !== count) throw fault(`holds ${count} records and ${labels.length} of "${key}"`)
  return labels.map((label, i) => {
    if (typeof label !== 'number') throw fault(`gives record ${i} a ${title} that is no number`)
    if (label < 0 || label >= classes) throw fault(`gives record ${i} the ${title} ${label}`)
    return label
  })
}

async function writePlanes(
  reader: ByteReader, { start, records, isFortran }: Planes, bytes: number, first: number, writer: RecordWriter
): Promise<void> {
  await reader.skip(start)
  const all = isFortran ? await rowsOfColumns(reader, records) : null
  for (let done = 0; done < records; done += recordsPerPiece) {
    const count = Math.min(recordsPerPiece, records - done)
    const piece = all?.subarray(done * recordBytes, (done + count) * recordBytes) ??
      await reader.take(count * recordBytes)
    writer.write(first + done, interleaved(piece, count, recordBytes, 0))
  }
  await reader.skip(bytes - start - records * recordBytes)
}

/** Where columns lie together all records are needed before the first is known. */
async function rowsOfColumns(reader: ByteReader, records: number): Promise<Uint8Array> {
  const rows = new Uint8Array(records * recordBytes)
  for (let column = 0; column < recordBytes; column++) {
    const values = await reader.take(records)
    for (let i = 0; i < records; i++) rows[i * recordBytes + column] = values[i]
  }
  return rows
}
