/**
 * IDX, the format of MNIST and Fashion-MNIST, raw or gzip. Big-endian:
 *
 *     images   uint32 0x00000803, count, rows, columns; then count × rows × columns bytes, 0 background … 255 ink
 *     labels   uint32 0x00000801, count; then count bytes
 *
 * The third byte of the magic is the type of a value (8: unsigned byte), the fourth the number of dimensions.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sizeOf, type ImageShape } from '../dataset'
import type { Begin, FileFormat, Split } from '../format'
import { readFileBytes, type ByteReader } from '../records/byte-reader'
import { faultOf, stateOf, type Fault } from '../records/fault'

const shape: ImageShape = [28, 28, 1]
const classes = 10
const imagesMagic = 0x803
const labelsMagic = 0x801
const imagesPerPiece = 256
const mostExamples: Record<Split, number> = { train: 60_000, test: 10_000 }
const prefixes: Record<Split, string> = { train: 'train', test: 't10k' }

const expectedImages = (split: Split): string =>
  `IDX images of ${shape[0]}×${shape[1]} bytes (magic 0x00000803), at most ${mostExamples[split]}, raw or gzip`
const expectedLabels = (split: Split): string =>
  `IDX labels 0–${classes - 1} (magic 0x00000801), at most ${mostExamples[split]}, raw or gzip`

/** The file as unpacked, or else as it is distributed. */
function locate(folder: string, name: string, expected: string): string {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find(existsSync) ?? join(folder, `${name}.gz`)
  stateOf(path, faultOf(path, expected))
  return path
}

const imagesFile = (folder: string, split: Split): string =>
  locate(folder, `${prefixes[split]}-images-idx3-ubyte`, expectedImages(split))
const labelsFile = (folder: string, split: Split): string =>
  locate(folder, `${prefixes[split]}-labels-idx1-ubyte`, expectedLabels(split))

/** Opens an IDX file, checks its magic and count, and lets `read` take the rest to the last byte. */
async function readIdx(
  path: string,
  magic: number,
  most: number,
  bytesEach: number,
  expected: string,
  read: (reader: ByteReader, count: number, fault: Fault) => Promise<void>
): Promise<void> {
  const fault = faultOf(path, expected)
  const reader = readFileBytes(path, fault, 16 + most * bytesEach)
  try {
    const found = (await reader.take(4)).readUInt32BE()
    if (found !== magic) throw fault(`begins with 0x${found.toString(16).padStart(8, '0')}`)
    const count = (await reader.take(4)).readUInt32BE()
    if (count < 1 || count > most) throw fault(`declares ${count} items`)
    await read(reader, count, fault)
    await reader.demandEnd()
  } finally {
    await reader.close()
  }
}

async function readLabels(folder: string, split: Split): Promise<Uint8Array> {
  let labels: Uint8Array = new Uint8Array()
  await readIdx(
    labelsFile(folder, split),
    labelsMagic,
    mostExamples[split],
    1,
    expectedLabels(split),
    async (reader, count, fault) => {
      labels = await reader.take(count)
      const wrong = labels.findIndex((label) => label >= classes)
      if (wrong >= 0) throw fault(`gives example ${wrong} the label ${labels[wrong]}`)
    }
  )
  return labels
}

async function convert(folder: string, split: Split, begin: Begin): Promise<void> {
  const labels = await readLabels(folder, split)
  const size = sizeOf(shape)
  await readIdx(
    imagesFile(folder, split),
    imagesMagic,
    mostExamples[split],
    size,
    expectedImages(split),
    async (reader, count, fault) => {
      const [rows, columns] = [(await reader.take(4)).readUInt32BE(), (await reader.take(4)).readUInt32BE()]
      if (rows !== shape[0] || columns !== shape[1]) throw fault(`declares images of ${rows}×${columns}`)
      if (count !== labels.length) throw fault(`declares ${count} images where the label file has ${labels.length}`)
      const writer = begin(count)
      for (let first = 0; first < count; first += imagesPerPiece) {
        writer.write(first, await reader.take(Math.min(imagesPerPiece, count - first) * size))
      }
      labels.forEach((label, index) => writer.label(index, label))
    }
  )
}

export const idx: FileFormat = {
  files: (folder, split) => [imagesFile(folder, split), labelsFile(folder, split)],
  convert
}
