/**
 * A folder of image files, as ImageNet is commonly kept:
 *
 *     train/<class>/*.jpg|jpeg|png
 *     val/<class>/…   or   test/<class>/…   or   validation/<class>/…
 *
 * Classes are the names of the folders in `train`, in the order of their characters' codes. Images are read one by one
 * when their batch is due: decoded by TensorFlow to RGB, resized so that the short side has the wanted length, and cut
 * to the square in the middle.
 */
import { closeSync, existsSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../../preload/schema/failure'
import type { Backend } from '../../backends/backend'
import type { PixelSource } from '../dataset'
import type { Split } from '../format'
import { faultOf, openFile, type Fault } from '../records/fault'
import { reductionFor } from '../records/image-budget'
import { dimensionsOf } from '../records/image-size'
import { resizedSquare } from '../records/resize'

const splitFolders: Record<Split, string[]> = { train: ['train'], test: ['val', 'test', 'validation'] }
const imageName = /\.(jpe?g|png)$/i
const mostClasses = 65_536
const expectedImage = 'a JPEG or PNG of at most 64 MiB that takes at most 1 GiB when it is decoded'
const mostBytes = 64 * 1024 * 1024
/** Enough for the size of any PNG, and of a JPEG with large notes before its first frame. */
const headBytes = 1024 * 1024

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
  const names = readdirSync(folder).filter((name) => !name.startsWith('.') && isFolder(join(folder, name))).sort()
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
    const images = readdirSync(join(here, name)).filter((file) => imageName.test(file)).sort()
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
function readImage(path: string, side: number, fault: Fault): Uint8Array {
  const { descriptor, bytes } = openFile(path, fault)
  try {
    if (bytes > mostBytes) throw fault(`has ${bytes} bytes`)
    const head = Buffer.alloc(Math.min(bytes, headBytes))
    readSync(descriptor, head, 0, head.length, 0)
    const size = dimensionsOf(head)
    if (size === null) throw fault('is neither JPEG nor PNG')
    if (size.width < 1 || size.height < 1 || reductionFor(head, side) === null)
      throw fault(`declares ${size.width}×${size.height} pixels`)
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** @param side pixels of the square that is cut out */
export function imageFolder(folder: string, split: Split, side: number, backend: Backend): PixelSource {
  const list = listImages(folder, split)
  const size = side * side * 3
  return {
    count: list.files.length,
    labels: list.labels,
    readPixels(indices) {
      const pixels = new Uint8Array(indices.length * size)
      indices.forEach((index, i) => {
        const path = join(list.folder, list.files[index])
        const fault = faultOf(path, expectedImage)
        pixels.set(resizedSquare(backend, readImage(path, side, fault), side, fault), i * size)
      })
      return pixels
    }
  }
}

/** Whether a folder looks like one of this format. */
export const isImageFolder = (folder: string): boolean =>
  existsSync(join(folder, 'train')) && splitFolders.test.some((name) => existsSync(join(folder, name)))
