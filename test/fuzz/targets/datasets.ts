/** Files of data sets, as every training reads them, and photographs. */
import { zipSync } from 'fflate'
import { encode as encodedJpeg } from 'jpeg-js'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32, deflateSync, gzipSync, inflateSync } from 'node:zlib'
import { openDataSet } from '../../../main/engine/datasets'
import { imageFolder, listImages } from '../../../main/engine/datasets/formats/image-folder'
import type { DataSetName } from '../../../preload/schema/configuration'
import {
  cifarRecord, idxImages, idxLabels, matFile, matrix, patterned, svhnMatrices, tar, type Matrix, type TarFile
} from '../../fixtures/datasets/files'
import { batch } from '../../fixtures/datasets/pickled'
import { png, type PngKind } from '../../fixtures/datasets/png'
import type { Chance } from '../chance'
import { changedBytes } from '../mutations/bytes'
import { outcomeOf, type Input } from '../outcome'
import type { Cases, Setting, Target } from '../target'

const noBackend = (): never => { throw new Error('nothing is whitened here') }

/** Puts the input's files into a folder that is empty otherwise. */
function written({ files }: Input, { folder }: Setting): string {
  const place = join(folder, 'data')
  rmSync(place, { recursive: true, force: true })
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), bytes)
  }
  return place
}

/** All of a data set: both splits are made into records, and their first images read. */
const opened = (setting: Setting, dataset: DataSetName, make: (chance: Chance) => Record<string, Buffer>): Cases => ({
  make: (chance) => ({ files: make(chance) }),
  try: (input) => outcomeOf(async () => {
    const folder = written(input, setting)
    const settings = { dataset, preprocessing: 'unit', imageSize: 32 } as const
    const data = await openDataSet(settings, { folder, prepared: join(folder, 'prepared') }, noBackend)
    const { images } = data.train.read(Int32Array.of(0))
    const labels = [...data.train.labels, ...data.test.labels]
    if (labels.some((label) => label < 0 || label >= data.classes)) throw new Error('a label of no class was accepted')
    return images
  })
})

/** One of the files is changed: inside, or as it is packed. */
function oneChanged(files: Record<string, Buffer>, chance: Chance): Record<string, Buffer> {
  const name = chance.of(Object.keys(files))
  const whole = files[name] ?? Buffer.alloc(0)
  if (!name.endsWith('gz')) return { ...files, [name]: changedBytes(whole, chance) }
  const isInside = chance.happens(0.6)
  const packed = gzipSync(isInside ? changedBytes(whole, chance) : whole, { level: 1 })
  const all = Object.fromEntries(Object.entries(files).map(([other, content]) =>
    [other, other.endsWith('gz') ? gzipSync(content, { level: 1 }) : content]))
  return { ...all, [name]: isInside ? packed : changedBytes(packed, chance) }
}

const idxFiles: Record<string, Buffer> = {
  'train-images-idx3-ubyte': idxImages(patterned(2 * 784, 1)), 'train-labels-idx1-ubyte.gz': idxLabels([3, 9]),
  't10k-images-idx3-ubyte.gz': idxImages(patterned(784, 2)), 't10k-labels-idx1-ubyte': idxLabels([7])
}
const idx = (setting: Setting): Cases => opened(setting, 'mnist', (chance) => oneChanged(idxFiles, chance))

const batches = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']
const cifarFiles = Object.fromEntries(batches.map((name, i) => [`${name}.bin`, cifarRecord([i], i)]))
const cifarArchive = tar(Object.entries(cifarFiles).map(([name, content]) =>
  ({ name: `cifar-10-batches-bin/${name}`, content })))

const cifar = (setting: Setting): Cases => opened(setting, 'cifar-10', (chance) =>
  oneChanged(chance.happens(0.5) ? cifarFiles : { 'cifar-10-binary.tar.gz': withChecksums(chance) }, chance))

const pickledFiles = Object.fromEntries(batches.map((name) => [name, batch({ data: patterned(3072, 6) })]))

/** The pixels are most of a batch, and are passed over: what stands around them is changed. */
const pickled = (setting: Setting): Cases => opened(setting, 'cifar-10', (chance) => {
  const name = chance.of(batches)
  const whole = batch({ data: patterned(3072, 6) })
  const begin = whole.length - 3072 - afterPixels
  const changed = [whole.subarray(0, begin), whole.subarray(begin, -afterPixels), whole.subarray(-afterPixels)]
    .map((part, i) => (i !== 1 && chance.happens(0.6) ? changedBytes(part, chance) : part))
  return { ...pickledFiles, [name]: chance.happens(0.2) ? changedBytes(whole, chance) : Buffer.concat(changed) }
})
/** `tb`, the key of the labels, their list, the end of the dictionary and of the pickle. */
const afterPixels = 2 + 8 + 5 + 2

/** Headers that are changed and whose checksums are right: what lies behind the first check. */
function withChecksums(chance: Chance): Buffer {
  if (chance.happens(0.5)) return cifarArchive
  const archive = Buffer.from(cifarArchive)
  const at = chance.whole(6) * (512 + 3584)
  const header = archive.subarray(at, at + 512)
  changedBytes(header.subarray(0, 148), chance).copy(header, 0, 0, 148)
  header.fill(' ', 148, 156)
  header.write(header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0') + '\0 ', 148)
  return archive
}

const label = Buffer.alloc(8)
label.writeDoubleLE(10)
const matrices: Matrix[] = [
  { name: 'X', dimensions: [32, 32, 3, 2], values: patterned(2 * 3072, 4) },
  { name: 'y', dimensions: [2, 1], values: Buffer.from([1, 10]) },
  { name: 'y', dimensions: [1, 1], values: label, type: 9, matrixClass: 6 }
]
const mat = matFile(svhnMatrices(patterned(2 * 3072, 4), [1, 10]))

/** Elements are changed before they are packed. */
function changedMat(chance: Chance): Buffer {
  if (chance.happens(0.3)) return changedBytes(mat, chance)
  const elements = [chance.of(matrices), chance.of(matrices)].map((one) => {
    const element = matrix({ ...one, ...chance.happens(0.2) ? { dimensions: [chance.few(40), chance.few(40)] } : {} })
    return chance.happens(0.6) ? changedBytes(element, chance) : element
  })
  return matFile(elements, { compressed: chance.happens(0.7) })
}

const svhn = (setting: Setting): Cases => opened(setting, 'svhn', (chance) => ({
  'train_32x32.mat': changedMat(chance), 'test_32x32.mat': mat
}))

const array = (type: string, shape: number[], values: Buffer): Buffer => {
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n'
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0\x76\0', 'latin1'), Buffer.from(head), values])
}
const arrays: Record<string, Buffer> = {
  'x_train.npy': array('|u1', [2, 9, 8], patterned(144, 7)), 'y_train.npy': array('|u1', [2, 1], Buffer.from([1, 0])),
  'x_test.npy': array('|u1', [1, 9, 8, 1], patterned(72, 8)), 'y_test.npy': array('<i8', [1], Buffer.alloc(8))
}

/** Arrays are changed before they are packed, or the archive after. */
const npz = (setting: Setting): Cases => opened(setting, 'npz', (chance) => {
  const name = chance.of(Object.keys(arrays))
  const isInside = chance.happens(0.6)
  const changed = isInside ? { ...arrays, [name]: changedBytes(arrays[name] ?? Buffer.alloc(0), chance) } : arrays
  const archive = Buffer.from(zipSync(changed, { level: chance.happens(0.5) ? 6 : 0 }))
  return { 'data.npz': isInside ? archive : changedBytes(archive, chance) }
})

const parquetFile = ({ projectFolder }: Setting, name: string): Buffer =>
  readFileSync(join(projectFolder, 'test', 'fixtures', 'datasets', 'parquet', `${name}.parquet`))

/** As Hugging Face writes them, and in every packing: anywhere, or in the footer alone. */
function parquet(setting: Setting): Cases {
  const files = ['none-1', 'none-2', 'snappy-1', 'gzip-2', 'zstd-1', 'brotli-2', 'img', 'train-00001-of-00002']
    .map((name) => parquetFile(setting, name))
  const test = parquetFile(setting, 'test-00000-of-00001')
  return opened(setting, 'image-folder', (chance) => {
    const whole = chance.of(files)
    const footer = whole.length - 8 - whole.readUInt32LE(whole.length - 8)
    const parts = [whole.subarray(0, footer), whole.subarray(footer, -8), whole.subarray(-8)]
    const isBefore = chance.happens(0.5)
    const changed = parts.map((part, i) => (i === (isBefore ? 0 : 1) ? changedBytes(part, chance) : part))
    const length = changed[1]?.length ?? 0
    const tail = Buffer.from(whole.subarray(-8))
    tail.writeUInt32LE(length)
    const all = Buffer.concat([...changed.slice(0, 2), tail])
    return { 'train-0.parquet': chance.happens(0.2) ? changedBytes(whole, chance) : all, 'test-0.parquet': test }
  })
}

const kinds: PngKind[] = ([[0, 1], [0, 16], [2, 8], [2, 16], [3, 4], [4, 8], [6, 8]] as const).flatMap(
  ([colour, depth]) => [false, true].map((interlaced) => ({ colour, depth, interlaced })))
const picture = (kind: PngKind): Buffer => {
  const palette = Buffer.from(Array.from({ length: 48 }, (_, i) => i * 5))
  const more = kind.colour === 3 ? [{ name: 'PLTE', content: palette }] : []
  return png(kind, 9, 7, (row, column) => (row + column) % 2, more)
}

/** A part of a PNG is changed and its checksum is right; pixels are changed before they are packed. */
function changedParts(file: Buffer, chance: Chance): Buffer {
  const parts: Buffer[] = [file.subarray(0, 8)]
  for (let at = 8; at + 12 <= file.length;) {
    const [length, name] = [file.readUInt32BE(at), file.toString('latin1', at + 4, at + 8)]
    const content = file.subarray(at + 8, at + 8 + length)
    at += 12 + length
    if (chance.happens(0.1)) continue
    const isChanged = chance.happens(0.4)
    const inside = name === 'IDAT' && chance.happens(0.7)
    const changed = inside ? deflateSync(changedBytes(inflateSync(content), chance)) : changedBytes(content, chance)
    parts.push(part(name, isChanged ? changed : content))
  }
  return Buffer.concat(parts)
}

function part(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(content.length)
  named.copy(whole, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}

function images(setting: Setting): Cases {
  const pngs = kinds.map(picture)
  const data = patterned(20 * 16 * 4, 3)
  const jpegs = [
    encodedJpeg({ data, width: 20, height: 16 }, 60).data,
    readFileSync(join(setting.projectFolder, 'test', 'fixtures', 'datasets', 'cmyk.jpg'))
  ]
  const make = (chance: Chance): Record<string, Buffer> => {
    if (chance.happens(0.4)) return { 'train/one/picture.jpg': changedBytes(chance.of(jpegs), chance) }
    const file = chance.of(pngs)
    return { 'train/one/picture.png': chance.happens(0.7) ? changedParts(file, chance) : changedBytes(file, chance) }
  }
  return {
    make: (chance) => ({ files: make(chance) }),
    try: (input) => outcomeOf(async () =>
      (await imageFolder(listImages(written(input, setting), 'train'), 16)).readPixels(Int32Array.of(0)))
  }
}

const shardFiles: TarFile[] = [
  { name: 'a.png', content: picture({ colour: 2, depth: 8, interlaced: false }) },
  { name: 'a.cls', content: Buffer.from('1') },
  { name: 'pax', type: 'x', content: Buffer.from('20 path=a/folder/b.png\n') },
  { name: 'b.png', content: picture({ colour: 0, depth: 8, interlaced: false }) },
  { name: 'a/folder/b.json', content: Buffer.from('{"label": 0}') }
]
const shard = tar(shardFiles)

/** An archive is changed anywhere, or a file before it is packed, whose head is right then. */
const shards = (setting: Setting): Cases => opened(setting, 'image-folder', (chance) => {
  const at = chance.whole(shardFiles.length)
  const changed = shardFiles.map((file, i) =>
    (i === at ? { ...file, content: changedBytes(file.content ?? Buffer.alloc(0), chance) } : file))
  return { 'train-0.tar': chance.happens(0.5) ? tar(changed) : changedBytes(shard, chance), 'val-0.tar': shard }
})

const begun = (cases: (setting: Setting) => Cases): Target['begin'] => (setting) => Promise.resolve(cases(setting))

export const dataSetTargets: Readonly<Record<string, Target>> = {
  idx: { kind: 'datasets', explanation: 'IDX of MNIST, plain and gzip', share: 20, begin: begun(idx) },
  cifar: { kind: 'datasets', explanation: 'CIFAR-10, unpacked and in its archive', share: 20, begin: begun(cifar) },
  'cifar-python': { kind: 'datasets', explanation: 'CIFAR-10 as Python pickles it', share: 20, begin: begun(pickled) },
  svhn: { kind: 'datasets', explanation: 'MAT-files of SVHN', share: 20, begin: begun(svhn) },
  npz: { kind: 'datasets', explanation: 'NumPy archives of images and labels', share: 20, begin: begun(npz) },
  shards: { kind: 'datasets', explanation: 'images in tar archives', share: 20, begin: begun(shards) },
  parquet: { kind: 'datasets', explanation: 'images in Parquet files', share: 20, begin: begun(parquet) },
  images: { kind: 'datasets', explanation: 'PNG and JPEG', share: 25, begin: begun(images) }
}
