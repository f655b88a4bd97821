/**
 * A folder of image files, as ImageNet is commonly kept:
 *
 *     train/<class>/*.jpg|jpeg|png
 *     val/<class>/…   or   test/<class>/…   or   validation/<class>/…
 *
 * or archives or Parquet files of both, as `shards.ts` and `parquet.ts` describe them. Classes are the names of the
 * folders in `train`, in the order of their characters' codes; what is hidden is passed over. Images are read one by
 * one when their batch is due: decoded to RGB, resized so that the short side has the wanted length, and cut to the
 * square in the middle, with the same decoders whatever computes.
 */
import { closeSync, existsSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Failure } from '../../../../preload/schema/failure'
import { isHiddenName } from '../../../../preload/schema/hidden-names'
import type { PixelSource } from '../dataset'
import type { Split } from '../format'
import { sizeOf } from '../images/budget'
import { imageHead, type ImageHead } from '../images/head'
import { rowsOf, type ImageRows } from '../images/image'
import { jpegDecoder, type JpegDecoder } from '../images/jpeg'
import { pngRows } from '../images/png'
import { resizedSquare } from '../images/resize'
import type { Range } from '../records/byte-reader'
import { faultOf, openFile, type Fault } from '../records/fault'
import { imageInRow, openParquet, parquetFiles, type ParquetFile } from './parquet'
import { shardImages, shardsOf } from './shards'

const splitFolders: Record<Split, string[]> = { train: ['train'], test: ['val', 'test', 'validation'] }
const imageName = /\.(jpe?g|png)$/i
const mostClasses = 65_536
const expectedImage = 'a JPEG or PNG of at most 64 MiB that takes at most 1 GiB when it is decoded'
const mostBytes = 64 * 1024 * 1024
/** Enough for the size of any PNG, and of a JPEG with large notes before its first frame. */
const headBytes = 1024 * 1024

/** A large JPEG is decoded at a scale that leaves this many times the pixels of a side that are wanted. */
const spareDetail = 2

/** Changes when the same files would come out otherwise than before. */
export const decoderVersion = 3

export interface ImageList {
  classes: string[]
  images: ImagePlace[]
  labels: Int32Array
}

/** `name`: relative to the folder of the split, or of the archives. */
export interface ImagePlace { name: string; path: string; within: Range | ParquetRow | null }

interface ParquetRow { file: ParquetFile; row: number }

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

function splitFolder(folder: string, split: Split): string {
  if (!isFolder(folder))
    throw new Failure(
      `${folder} is not a folder; expected one with train/<class>/ and val/<class>/ of JPEG or PNG files.`
    )
  const found = splitFolders[split].map((name) => join(folder, name)).find(isFolder)
  if (found === undefined)
    throw new Failure(
      `The folder ${folder} has no ${splitFolders[split].join('/, ')}/; ` +
        'expected train/<class>/ and val/<class>/ of JPEG or PNG files.'
    )
  return found
}

function classFolders(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => !isHiddenName(name) && isFolder(join(folder, name))).sort()
  if (names.length === 0 || names.length > mostClasses)
    throw new Failure(`The folder ${folder} has ${names.length} class folders; expected 1 to ${mostClasses}.`)
  return names
}

/** Names of the classes; null where there is no such folder, it is not as expected, or its classes are numbers. */
export function imageClassNames(folder: string): string[] | null {
  if (isOfShards(folder)) return null
  try {
    if (isOfParquet(folder)) return parquetClasses(openParquetFiles(folder, 'train')).names
    return classFolders(splitFolder(folder, 'train'))
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/** Lists a split without opening its images. @throws Failure naming the folder that is not as expected */
export function listImages(folder: string, split: Split): ImageList {
  if (isOfShards(folder)) return listShards(folder, split)
  return isOfParquet(folder) ? listParquet(folder, split) : listFolders(folder, split)
}

export const listSplits = (folder: string): Record<Split, ImageList> =>
  ({ train: listImages(folder, 'train'), test: listImages(folder, 'test') })

function openParquetFiles(folder: string, split: Split): ParquetFile[] {
  const paths = parquetFiles(folder, split)
  if (paths.length === 0)
    throw new Failure(
      `The folder ${folder} has no ${split === 'train' ? '' : 'val-*.parquet, validation-*.parquet, '}` +
        `${split}-*.parquet; expected Parquet files to train on and to test on.`
    )
  return paths.map(openParquet)
}

/** Where no file names its classes, `names` is null, and they are as many as the labels of training tell. */
function parquetClasses(training: readonly ParquetFile[]): { names: string[] | null; count: number } {
  const names = training.find(({ classes }) => classes !== null)?.classes ?? null
  const labelled = training.reduce((most, { labels }) => labels.reduce((a, b) => Math.max(a, b + 1), most), 0)
  return { names: names && [...names], count: Math.max(names?.length ?? 0, labelled) }
}

function listParquet(folder: string, split: Split): ImageList {
  const { names, count } = parquetClasses(openParquetFiles(folder, 'train'))
  const files = openParquetFiles(folder, split)
  for (const { path, labels } of files) {
    const wrong = labels.find((label) => label >= count)
    if (wrong !== undefined)
      throw faultOf(path, `labels below ${count}, which those of training are`)(`holds the label ${wrong}`)
  }
  return {
    classes: names ?? Array.from({ length: count }, (_, i) => String(i)),
    images: files.flatMap((file) => Array.from(file.labels, (_, row): ImagePlace =>
      ({ name: `${file.state}/row ${row}`, path: file.path, within: { file, row } }))),
    labels: Int32Array.from(files.flatMap(({ labels }) => [...labels]))
  }
}

function listShards(folder: string, split: Split): ImageList {
  const count = shardImages(folder, 'train').reduce((most, { label }) => Math.max(most, label + 1), 0)
  const images = shardImages(folder, split)
  const wrong = images.find(({ label }) => label >= count)
  if (wrong !== undefined)
    throw faultOf(wrong.shard, `labels below ${count}, which those of training are`)(`holds the label ${wrong.label}`)
  return {
    classes: Array.from({ length: count }, (_, i) => String(i)),
    images: images.map(({ shard, name, start, bytes }) =>
      ({ name: `${basename(shard)}/${name}`, path: shard, within: { start, bytes } })),
    labels: Int32Array.from(images, ({ label }) => label)
  }
}

function listFolders(folder: string, split: Split): ImageList {
  const classes = classFolders(splitFolder(folder, 'train'))
  const here = splitFolder(folder, split)
  const places: ImagePlace[] = []
  const labels: number[] = []
  for (const name of classFolders(here)) {
    const label = classes.indexOf(name)
    if (label < 0)
      throw new Failure(
        `The folder ${join(here, name)} is of no class in train/; expected one of its ${classes.length} names.`
      )
    const images = readdirSync(join(here, name)).filter((file) => imageName.test(file) && !isHiddenName(file)).sort()
    if (images.length === 0)
      throw new Failure(
        `The folder ${join(here, name)} holds no image; expected files that end in .jpg, .jpeg or .png.`
      )
    for (const image of images) {
      places.push({ name: join(name, image), path: join(here, name, image), within: null })
      labels.push(label)
    }
  }
  return { classes, images: places, labels: Int32Array.from(labels) }
}

/**
 * The size is read from the file's head and bounded before anything is decoded: a small PNG can unpack to gigabytes.
 */
function readImage({ path, within }: ImagePlace, fault: Fault): { head: ImageHead; file: Buffer } {
  if (within !== null && 'row' in within) {
    const file = imageInRow(within.file, within.row)
    if (file.length > mostBytes) throw fault(`has ${file.length} bytes`)
    return { head: boundedHead(file, fault), file }
  }
  const { descriptor, bytes: all } = openFile(path, fault)
  const { start: from, bytes } = within ?? { start: 0, bytes: all }
  try {
    if (bytes > mostBytes) throw fault(`has ${bytes} bytes`)
    const start = Buffer.alloc(Math.min(bytes, headBytes))
    readSync(descriptor, start, 0, start.length, from)
    const head = boundedHead(start, fault)
    const file = start.length === bytes ? start : Buffer.alloc(bytes)
    if (file !== start) readSync(descriptor, file, 0, bytes, from)
    return { head, file }
  } finally {
    closeSync(descriptor)
  }
}

function boundedHead(start: Buffer, fault: Fault): ImageHead {
  const head = imageHead(start)
  if (head === null) throw fault('is neither JPEG nor PNG')
  const { width, height } = head
  if (width < 1 || height < 1 || sizeOf(head) === 'too large') throw fault(`declares ${width}×${height} pixels`)
  return head
}

/** @returns RGB bytes, [side, side, 3] */
function squareOf(
  { head, file }: ReturnType<typeof readImage>, side: number, jpeg: JpegDecoder, fault: Fault
): Uint8Array {
  const isLarge = sizeOf(head) === 'large'
  const decoded = (): ImageRows => {
    if (head.format === 'png') return pngRows(file, isLarge)
    return rowsOf(isLarge ? jpeg.scaled(file, head, spareDetail * side) : jpeg.whole(file, head.components))
  }
  try {
    return resizedSquare(decoded(), side)
  } catch (error) {
    throw fault(`cannot be decoded (${reasonOf(error)})`)
  }
}

/** libjpeg-turbo in WebAssembly throws a number, and jpeg-js stumbles over what it has not found. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && !(error instanceof TypeError || error instanceof RangeError)
    ? error.message
    : 'it is damaged or ends too early'

/** @param side pixels of the square that is cut out */
export async function imageFolder(list: ImageList, side: number): Promise<PixelSource> {
  const jpeg = await jpegDecoder()
  const size = side * side * 3
  return {
    count: list.images.length,
    labels: list.labels,
    readPixels(indices) {
      const pixels = new Uint8Array(indices.length * size)
      indices.forEach((index, i) => {
        const place = list.images[index]
        const fault = imageFault(place)
        pixels.set(squareOf(readImage(place, fault), side, jpeg, fault), i * size)
      })
      return pixels
    }
  }
}

function imageFault({ name, path, within }: ImagePlace): Fault {
  const fault = faultOf(path, expectedImage)
  return within === null ? fault : (problem) => fault(`holds "${basename(name)}", which ${problem}`)
}

/** Archives of training images, and no folder of them. */
const isOfShards = (folder: string): boolean =>
  !isFolder(join(folder, 'train')) && shardsOf(folder, 'train').length > 0

/** Parquet files of training images, and no folder of them. */
const isOfParquet = (folder: string): boolean =>
  !isFolder(join(folder, 'train')) && parquetFiles(folder, 'train').length > 0

/** Whether a folder looks like one of this format. */
export const isImageFolder = (folder: string): boolean =>
  isOfShards(folder) && shardsOf(folder, 'test').length > 0 ||
  isOfParquet(folder) && parquetFiles(folder, 'test').length > 0 ||
  existsSync(join(folder, 'train')) && splitFolders.test.some((name) => existsSync(join(folder, name)))
