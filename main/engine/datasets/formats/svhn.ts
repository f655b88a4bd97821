/**
 * Street View House Numbers, cropped digits: `train_32x32.mat` and `test_32x32.mat`, MAT-files of version 5 with
 *
 *     X   bytes [32, 32, 3, count] in column-major order: an image's 3,072 bytes lie together, rows running fastest
 *     y   labels [count, 1], 1 to 10, where 10 is the digit 0
 */
import { join } from 'node:path'
import { sizeOf, type ImageShape } from '../dataset'
import type { Begin, FileFormat, Split } from '../format'
import { faultOf, stateOf, type Fault } from '../records/fault'
import { readMatrices, unsignedByte, type MatrixHead, type MatrixValues } from '../records/matlab'
import type { RecordWriter } from '../records/record-file'

const shape: ImageShape = [32, 32, 3]
const side = 32
const classes = 10
const imagesPerPiece = 256
const mostExamples: Record<Split, number> = { train: 73_257, test: 26_032 }
/** Heads and padding of a matrix beside its values. */
const headBytes = 1024

const expected = (split: Split): string =>
  `a MAT-file of version 5 with X, bytes of 32×32×3×n, and y, labels 1–10 of n×1, n at most ${mostExamples[split]}`

const pathOf = (folder: string, split: Split): string => {
  const path = join(folder, `${split}_32x32.mat`)
  stateOf(path, faultOf(path, expected(split)))
  return path
}

/** [column-major images] → NHWC: rows run fastest in the file, channels in ours. */
function transposed(images: Uint8Array, count: number): Uint8Array {
  const size = sizeOf(shape)
  const result = new Uint8Array(count * size)
  for (let i = 0; i < count; i++) {
    let from = i * size
    for (let channel = 0; channel < 3; channel++) {
      for (let column = 0; column < side; column++) {
        for (let row = 0; row < side; row++) result[i * size + (row * side + column) * 3 + channel] = images[from++]
      }
    }
  }
  return result
}

async function convertImages(
  { dimensions, valueType }: MatrixHead,
  values: MatrixValues,
  split: Split,
  begin: Begin,
  fault: Fault
): Promise<RecordWriter> {
  const [rows, columns, channels, count = 1] = dimensions
  const fits =
    rows === side && columns === side && channels === 3 && dimensions.length <= 4 && valueType === unsignedByte
  if (!fits || count < 1 || count > mostExamples[split]) throw fault(`holds X of ${dimensions.join('×')}`)
  const writer = begin(count)
  for (let first = 0; first < count; first += imagesPerPiece) {
    const some = Math.min(imagesPerPiece, count - first)
    writer.write(first, transposed(await values.bytes(some * sizeOf(shape)), some))
  }
  return writer
}

async function readLabels(
  { dimensions }: MatrixHead,
  values: MatrixValues,
  split: Split,
  fault: Fault
): Promise<number[]> {
  const count = dimensions.reduce((product, size) => product * size, 1)
  if (dimensions.length !== 2 || Math.min(...dimensions) !== 1 || count > mostExamples[split])
    throw fault(`holds y of ${dimensions.join('×')}`)
  const labels = await values.numbers(count)
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 1 || label > classes)
  if (wrong >= 0) {
    const what = Number.isFinite(labels[wrong]) ? `the label ${labels[wrong]}` : 'a label that is no number'
    throw fault(`gives example ${wrong} ${what}`)
  }
  return labels
}

async function convert(folder: string, split: Split, begin: Begin): Promise<void> {
  const path = pathOf(folder, split)
  const fault = faultOf(path, expected(split))
  let writer: RecordWriter | null = null
  let labels: number[] | null = null
  await readMatrices(path, mostExamples[split] * sizeOf(shape) + headBytes, fault, async (head, values) => {
    if (head.name === 'X' && writer === null) writer = await convertImages(head, values, split, begin, fault)
    else if (head.name === 'y' && labels === null) labels = await readLabels(head, values, split, fault)
    else throw fault(`holds a matrix "${head.name}"`)
  })
  finish(writer, labels, fault)
}

function finish(writer: RecordWriter | null, labels: number[] | null, fault: Fault): void {
  if (writer === null || labels === null) throw fault(`holds no ${writer === null ? 'X' : 'y'}`)
  if (labels.length !== writer.layout.count)
    throw fault(`holds ${writer.layout.count} images and ${labels.length} labels`)
  labels.forEach((label, index) => writer.label(index, label % classes))
}

export const svhn: FileFormat = { files: (folder, split) => [pathOf(folder, split)], convert }
