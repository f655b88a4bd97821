import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type * as tensorflow from '@tensorflow/tfjs-node-gpu'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { describeDataSet, locateData, openDataSet } from '../../../../main/engine/datasets'
import type { DataSet } from '../../../../main/engine/datasets/dataset'
import { imageHead } from '../../../../main/engine/datasets/images/head'
import type { Files } from '../../../fixtures/datasets/broken'
import { folderWith } from '../../../fixtures/datasets/folder'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

const backend = nativeBackend()
const { node } = backend.tf as typeof tensorflow

/** An image whose pixel at (row, column) is `colour(row, column)`. */
async function picture(
  height: number,
  width: number,
  colour: (row: number, column: number) => number[],
  kind: 'png' | 'jpg' = 'png'
): Promise<Buffer> {
  const values = Array.from({ length: height * width }, (_, i) => colour(Math.floor(i / width), i % width)).flat()
  const image = backend.tf.tensor3d(values, [height, width, values.length / height / width], 'int32')
  return Buffer.from(
    await (kind === 'png' ? node.encodePng(image) : node.encodeJpeg(image, undefined, 100))
  )
}
const plain = (...colour: number[]): Promise<Buffer> => picture(10, 10, () => colour)

/** Of a JPEG in CMYK, whose scan names a component that its frame has not. */
function withoutComponent(): Buffer {
  const file = readFileSync(join(import.meta.dirname, '../../../fixtures/datasets/cmyk.jpg'))
  // FF DA, two bytes of length, the number of components, and the first of them.
  file[file.indexOf(Buffer.from([0xff, 0xda])) + 5] = 99
  return file
}

const red = await plain(255, 0, 0)
const good: Files = {
  'train/cat/b.png': red,
  'train/cat/a.JPEG': await picture(10, 10, () => [0, 0, 255], 'jpg'),
  'train/ant/x.png': await plain(9),
  'train/ant/notes.txt': Buffer.from('x'),
  'val/cat/x.jpg': await picture(20, 40, (_row, column) => (column < 20 ? [255, 0, 0] : [0, 255, 0]), 'jpg')
}

const open = (folder: string, side = 8): Promise<DataSet> =>
  openDataSet(
    { dataset: 'image-folder', preprocessing: 'unit', imageSize: side },
    locateData(temporaryFolder(), 'image-folder', folder),
    notNeeded
  )
const pixel = (images: Float32Array, side: number, row: number, column: number): number[] =>
  [...images.subarray((row * side + column) * 3, (row * side + column) * 3 + 3)].map((value) => Math.round(value * 255))

describe('an image folder', () => {
  it('gives classes in the order of their names, images in the order of theirs, grey ones as RGB', async () => {
    const data = await open(folderWith(good))
    expect([data.shape, data.classes, data.trainExamples, data.testExamples]).toEqual([[8, 8, 3], 2, 3, 1])
    expect([[...data.train.labels], [...data.test.labels]]).toEqual([[0, 1, 1], [1]])
    const { images } = data.train.read(Int32Array.of(0, 1, 2))
    expect(pixel(images, 8, 3, 3)).toEqual([9, 9, 9])
    expect(pixel(images.subarray(8 * 8 * 3), 8, 0, 0)[2]).toBeGreaterThan(250)
    expect(pixel(images.subarray(2 * 8 * 8 * 3), 8, 7, 7)).toEqual([255, 0, 0])
  })

  it('resizes the short side and cuts the middle out', async () => {
    // 20×40, half red and half green: the middle 20×20 is red left of its middle and green right of it.
    const { images } = (await open(folderWith(good), 10)).test.read(Int32Array.of(0))
    for (const row of [0, 5, 9]) {
      expect(pixel(images, 10, row, 2)[0]).toBeGreaterThan(240)
      expect(pixel(images, 10, row, 7)[1]).toBeGreaterThan(240)
    }
  })

  it('keeps an image of the right size as it is, and averages when it shrinks', async () => {
    const board = await picture(16, 16, (row, column) => ((row + column) % 2 === 0 ? [200, 200, 200] : [100, 100, 100]))
    const folder = folderWith({ ...good, 'train/ant/x.png': board })
    const { images } = (await open(folder, 16)).train.read(Int32Array.of(0))
    expect([pixel(images, 16, 0, 0)[0], pixel(images, 16, 0, 1)[0], pixel(images, 16, 15, 14)[0]]).toEqual([
      200, 100, 100
    ])
    expect(
      Math.abs(pixel((await open(folder, 8)).train.read(Int32Array.of(0)).images, 8, 4, 4)[0] - 150)
    ).toBeLessThanOrEqual(2)
  })

  it('is read as if what lies hidden in it were not there', async () => {
    const hidden: Files = Object.fromEntries(
      ['.DS_Store', 'train/.DS_Store', 'train/cat/._b.png', 'val/cat/Thumbs.db', 'val/cat/._x.jpg']
        .map((name) => [name, Buffer.from('Mac OS X')])
    )
    const folders: Files = { 'train/.thumbnails/x.png': red, 'val/__MACOSX/x.png': red, 'train/@eaDir': 'folder' }
    const data = await open(folderWith({ ...good, ...hidden, ...folders }))
    expect([data.classes, [...data.train.labels], [...data.test.labels]]).toEqual([2, [0, 1, 1], [1]])
    expect(data.train.read(Int32Array.of(0, 1, 2)).images)
      .toEqual((await open(folderWith(good))).train.read(Int32Array.of(0, 1, 2)).images)
  })

  it('is described where it lies', async () => {
    const location = locateData(temporaryFolder(), 'image-folder', folderWith(good))
    expect(await describeDataSet({ dataset: 'image-folder', imageSize: 64 }, location)).toMatchObject({
      shape: [64, 64, 3],
      classes: 2,
      trainExamples: 3,
      testExamples: 1
    })
  })
})

describe('an image folder that is not as it should be', async () => {
  const photograph = await picture(40, 40, (row, column) => [6 * row, 6 * column, 99], 'jpg')
  const bomb = Buffer.from(red)
  bomb.writeUInt32BE(1_000_000, 16)
  bomb.writeUInt32BE(1_000_000, 20)
  it.each<[string, Files, string]>([
    [
      'is not there',
      {},
      'The folder FOLDER has no train/; expected train/<class>/ and val/<class>/ of JPEG or PNG files.'
    ],
    [
      'has no test images',
      { 'train/a/x.png': red },
      'The folder FOLDER has no val/, test/, validation/; expected train/<class>/ and val/<class>/ of JPEG or PNG ' +
      'files.'
    ],
    [
      'has no classes',
      { train: 'folder', val: 'folder' },
      'The folder FOLDER/train has 0 class folders; expected 1 to 65536.'
    ],
    [
      'has a class without images',
      { 'train/a': 'folder', 'val/a/x.png': red },
      'The folder FOLDER/train/a holds no image; expected files that end in .jpg, .jpeg or .png.'
    ],
    [
      'tests an unknown class',
      { 'train/a/x.png': red, 'val/b/x.png': red },
      'The folder FOLDER/val/b is of no class in train/; expected one of its 1 names.'
    ],
    [
      'has an empty image',
      { ...good, 'train/cat/b.png': Buffer.alloc(0) },
      'The file FOLDER/train/cat/b.png is empty; expected a JPEG or PNG of at most 64 MiB that takes at most 1 GiB ' +
        'when it is decoded.'
    ],
    [
      'has text for an image',
      { ...good, 'train/cat/b.png': Buffer.from('GIF89a and so on') },
      'The file FOLDER/train/cat/b.png is neither JPEG nor PNG; expected a JPEG or PNG of at most 64 MiB that ' +
      'takes at most 1 GiB when it is decoded.'
    ],
    [
      'has a folder for an image',
      { ...good, 'train/cat/c.png': 'folder' },
      'The file FOLDER/train/cat/c.png is a folder; expected a JPEG or PNG of at most 64 MiB that takes ' +
        'at most 1 GiB when it is decoded.'
    ],
    [
      'has an image that would unpack to terabytes',
      { ...good, 'train/cat/b.png': bomb },
      'The file FOLDER/train/cat/b.png declares 1000000×1000000 pixels; expected a JPEG or PNG of at most 64 MiB ' +
      'that takes at most 1 GiB when it is decoded.'
    ],
    [
      'has an image that is cut off',
      { ...good, 'train/cat/b.png': red.subarray(0, red.length - 30) },
      'The file FOLDER/train/cat/b.png cannot be decoded (it ends too early); expected a JPEG or PNG of at most 64 MiB'
    ],
    [
      'has a photograph that is cut off',
      { ...good, 'train/cat/a.JPEG': photograph.subarray(0, photograph.length / 2) },
      'The file FOLDER/train/cat/a.JPEG cannot be decoded (it is damaged or ends too early); expected a JPEG or PNG'
    ],
    [
      'has a print whose scan is of a component that there is not',
      { ...good, 'train/cat/a.JPEG': withoutComponent() },
      'The file FOLDER/train/cat/a.JPEG cannot be decoded (it is damaged or ends too early); expected a JPEG or PNG'
    ]
  ])('%s', async (_title, files, expected) => {
    const folder = folderWith(files)
    const error = await open(folder)
      .then((data) => {
        data.train.read(Int32Array.from(data.train.labels, (_, i) => i))
      })
      .then(
        () => null,
        (thrown: unknown) => thrown as Error
      )
    expect(error?.name).toBe('Failure')
    expect(error?.message.replaceAll(folder, 'FOLDER')).toContain(expected)
  })

  it('is not a folder at all', async () => {
    const file = join(folderWith({ file: red }), 'file')
    await expect(open(file)).rejects.toThrow(
      `${file} is not a folder; expected one with train/<class>/ and val/<class>/ of JPEG or PNG files.`
    )
  })
})

describe('the size that an image declares', () => {
  it('is read from PNG and JPEG, and from nothing else', async () => {
    expect(imageHead(await picture(7, 9, () => [1, 2, 3]))).toEqual(
      { format: 'png', height: 7, width: 9, interlaced: false }
    )
    expect(imageHead(await picture(300, 20, () => [1, 2, 3], 'jpg'))).toEqual(
      { format: 'jpeg', height: 300, width: 20, components: 3, progressive: false }
    )
    for (const other of [
      Buffer.alloc(0),
      Buffer.alloc(100),
      red.subarray(0, 20),
      Buffer.from('ffd8ffe0', 'hex'),
      Buffer.from('ffd8001000000000000000000000', 'hex')
    ]) {
      expect(imageHead(other)).toBeNull()
    }
  })
})
