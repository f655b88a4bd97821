/**
 * A folder of image files, as ImageNet is commonly kept:
 *
 *     train/<class>/*.jpg|jpeg|png
 *     val/<class>/…   or   test/<class>/…   or   validation/<class>/…
 *
 * Classes are the names of the folders in `train`, in the order of their characters' codes; what is hidden is passed
 * over. Images are read one by one when their batch is due: decoded to RGB, resized so that the short side has the
 * wanted length, and cut to the square in the middle, with the same decoders whatever computes.
 */
import { closeSync, existsSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
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
import { faultOf, openFile, type Fault } from '../records/fault'

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
  /** Relative to the split's folder. */
  files: string[]
  labels: Int32Array
  folder: string
}

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

/** Names of the classes; null where there is no such folder, or it is not as expected. */
export function imageClassNames(folder: string): string[] | null {
  try {
    return classFolders(splitFolder(folder, 'train'))
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/** Lists a split without opening its images. @throws Failure naming the folder that is not as expected */
export function listImages(folder: string, split: Split): ImageList {
  const classes = classFolders(splitFolder(folder, 'train'))
  const here = splitFolder(folder, split)
  const files: string[] = []
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
      files.push(join(name, image))
      labels.push(label)
    }
  }
  return { classes, files, labels: Int32Array.from(labels), folder: here }
}

/**
 * The size is read from the file's head and bounded before anything is decoded: a small PNG can unpack to gigabytes.
 */
function readImage(path: string, fault: Fault): { head: ImageHead; file: Buffer } {
  const { descriptor, bytes } = openFile(path, fault)
  try {
    if (bytes > mostBytes) throw fault(`has ${bytes} bytes`)
    const start = Buffer.alloc(Math.min(bytes, headBytes))
    readSync(descriptor, start, 0, start.length, 0)
    const head = imageHead(start)
    if (head === null) throw fault('is neither JPEG nor PNG')
    const { width, height } = head
    if (width < 1 || height < 1 || sizeOf(head) === 'too large') throw fault(`declares ${width}×${height} pixels`)
    return { head, file: readFileSync(descriptor) }
  } finally {
    closeSync(descriptor)
  }
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
export async function imageFolder(folder: string, split: Split, side: number): Promise<PixelSource> {
  const list = listImages(folder, split)
  const jpeg = await jpegDecoder()
  const size = side * side * 3
  return {
    count: list.files.length,
    labels: list.labels,
    readPixels(indices) {
      const pixels = new Uint8Array(indices.length * size)
      indices.forEach((index, i) => {
        const path = join(list.folder, list.files[index])
        const fault = faultOf(path, expectedImage)
        pixels.set(squareOf(readImage(path, fault), side, jpeg, fault), i * size)
      })
      return pixels
    }
  }
}

/** Whether a folder looks like one of this format. */
export const isImageFolder = (folder: string): boolean =>
  existsSync(join(folder, 'train')) && splitFolders.test.some((name) => existsSync(join(folder, name)))
