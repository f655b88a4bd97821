import { readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isPresent, locateData, openDataSet } from '../../../../main/engine/datasets'
import type { DataSet } from '../../../../main/engine/datasets/dataset'
import type { DataSetName } from '../../../../preload/contract'
import { cifarEntries, goodCifar, goodIdx, goodSvhn, type Files } from '../../../fixtures/datasets/broken'
import { cifarRecord, idxImages, idxLabels, matFile, matrix, patterned, tarGz } from '../../../fixtures/datasets/files'
import { folderWith } from '../../../fixtures/datasets/folder'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

const open = (dataset: DataSetName, folder: string, prepared = temporaryFolder()): Promise<DataSet> =>
  openDataSet({ dataset, preprocessing: 'unit', imageSize: 224 }, { folder, prepared }, notNeeded)
/** Bytes of one image as the network sees them. */
const bytes = (data: DataSet, split: 'train' | 'test', index: number): number[] =>
  Array.from(data[split].read(Int32Array.of(index)).images, (value) => Math.round(value * 255))

describe('IDX files', () => {
  it.each(['mnist', 'fashion-mnist'] as const)('of %s are read, raw or gzip', async (name) => {
    const data = await open(name, folderWith(goodIdx))
    expect([data.train.count, data.test.count, data.shape]).toEqual([2, 1, [28, 28, 1]])
    expect([[...data.train.labels], [...data.test.labels]]).toEqual([[3, 9], [7]])
    const images = [...patterned(2 * 784, 1)]
    expect(bytes(data, 'train', 0)).toEqual(images.slice(0, 784))
    expect(bytes(data, 'train', 1)).toEqual(images.slice(784))
    expect(bytes(data, 'test', 0)).toEqual(images.slice(784))
  })
})

/** Pixel (row, column, channel) of the planar record that `cifarRecord` makes. */
const cifarPixel = (seed: number, row: number, column: number, channel: number): number =>
  patterned(3072, seed)[channel * 1024 + row * 32 + column]

describe('CIFAR', () => {
  it('batches are read one after the other, planes interleaved', async () => {
    const data = await open('cifar-10', folderWith(goodCifar))
    expect([...data.train.labels]).toEqual([0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4])
    const image = bytes(data, 'train', 5)
    expect(image[(7 * 32 + 9) * 3 + 2]).toBe(cifarPixel(2, 7, 9, 2))
    expect(image[(31 * 32 + 0) * 3]).toBe(cifarPixel(2, 31, 0, 0))
  })

  it('inside the archive is the same as unpacked, whatever the archive’s order', async () => {
    const [unpacked, archived] = await Promise.all([
      open('cifar-10', folderWith(goodCifar)),
      open('cifar-10', folderWith({ 'cifar-10-binary.tar.gz': tarGz(cifarEntries) }))
    ])
    for (const split of ['train', 'test'] as const) {
      expect(archived[split].labels).toEqual(unpacked[split].labels)
      const all = Int32Array.from({ length: unpacked[split].count }, (_, i) => i)
      expect(archived[split].read(all)).toEqual(unpacked[split].read(all))
    }
  })

  it('is found in the folder that the archive makes', async () => {
    const inner = Object.fromEntries(
      Object.entries(goodCifar).map(([name, content]) => [`cifar-10-batches-bin/${name}`, content])
    )
    expect((await open('cifar-10', folderWith(inner))).train.count).toBe(15)
  })

  it('100 takes the fine label', async () => {
    const data = await open(
      'cifar-100',
      folderWith({ 'train.bin': cifarRecord([19, 99], 1), 'test.bin': cifarRecord([0, 42], 2) })
    )
    expect([data.classes, [...data.train.labels], [...data.test.labels]]).toEqual([100, [99], [42]])
    expect(bytes(data, 'test', 0)[4 * 3 + 1]).toBe(cifarPixel(2, 0, 4, 1))
  })
})

describe('SVHN', () => {
  it('is read from compressed and plain matrices, columns first in the file', async () => {
    const data = await open('svhn', folderWith(goodSvhn))
    expect([[...data.train.labels], [...data.test.labels]]).toEqual([[1, 0], [2]])
    const images = patterned(2 * 3072, 4)
    expect(bytes(data, 'train', 1)[(7 * 32 + 9) * 3 + 2]).toBe(images[3072 + 2 * 1024 + 9 * 32 + 7])
    expect(bytes(data, 'test', 0)[(1 * 32 + 0) * 3]).toBe(patterned(3072, 5)[1])
  })

  it('takes labels as doubles, before the images, and a single image of three dimensions', async () => {
    const label = Buffer.alloc(8)
    label.writeDoubleLE(10)
    const file = matFile([
      matrix({ name: 'y', dimensions: [1, 1], values: label, type: 9, matrixClass: 6 }),
      matrix({ name: 'X', dimensions: [32, 32, 3], values: patterned(3072, 1) })
    ])
    const data = await open('svhn', folderWith({ 'train_32x32.mat': file, 'test_32x32.mat': file }))
    expect([...data.train.labels]).toEqual([0])
  })
})

describe('prepared files', () => {
  it('are made once, and again when the official files or they themselves have changed', async () => {
    const folder = folderWith(goodIdx)
    const prepared = temporaryFolder()
    const times = (): number[] => readdirSync(prepared).sort().map((name) => statSync(join(prepared, name)).mtimeMs)
    await open('mnist', folder, prepared)
    const first = times()
    expect(first.length).toBe(2)
    await open('mnist', folder, prepared)
    expect(times()).toEqual(first)
    truncateSync(join(prepared, readdirSync(prepared)[0]), 1000)
    expect((await open('mnist', folder, prepared)).train.count).toBe(2)
    writeFileSync(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(idxLabels([5])))
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), idxImages(patterned(784, 3)))
    utimesSync(join(folder, 'train-images-idx3-ubyte'), 1, 1)
    expect([...(await open('mnist', folder, prepared)).train.labels]).toEqual([5])
  })

  it('give any examples in any order', async () => {
    const data = await open('cifar-10', folderWith(goodCifar))
    const asked = Int32Array.of(14, 3, 4, 5, 0, 0)
    const { images, labels } = data.train.read(asked)
    expect([...labels]).toEqual([...asked].map((index) => data.train.labels[index]))
    asked.forEach((index, i) => {
      expect(Array.from(images.subarray(i * 3072, (i + 1) * 3072), (value) => Math.round(value * 255))).toEqual(
        bytes(data, 'train', index)
      )
    })
  })
})

describe('what lies hidden beside official files', () => {
  const dull = Buffer.from('Mac OS X')
  const beside = (files: Files): Files =>
    ({ ...files, ...Object.fromEntries(Object.keys(files).map((name) => [`._${name}`, dull])), '.DS_Store': dull })

  it.each([['mnist', goodIdx], ['cifar-10', goodCifar], ['svhn', goodSvhn]] as const)(
    'is not looked at: %s', async (name, files) => {
      const [there, clean] = await Promise.all([open(name, folderWith(beside(files))), open(name, folderWith(files))])
      expect([...there.train.labels, ...there.test.labels]).toEqual([...clean.train.labels, ...clean.test.labels])
    }
  )

  it('in an archive that macOS made, neither', async () => {
    const hidden = cifarEntries.slice(1).flatMap((entry) =>
      [{ name: entry.name.replace(/([^/]+)$/, '._$1'), content: dull }, entry])
    const data = await open('cifar-10', folderWith({ 'cifar-10-binary.tar.gz': tarGz(hidden) }))
    expect([data.train.count, data.test.count]).toEqual([15, 2])
  })
})

describe('presence', () => {
  it('is told without reading', () => {
    const here = (name: DataSetName, folder: string): boolean =>
      isPresent(name, locateData(temporaryFolder(), name, folder))
    expect(here('mnist-10k', '/nowhere')).toBe(true)
    expect([here('mnist', folderWith(goodIdx)), here('mnist', '/nowhere')]).toEqual([true, false])
    expect([
      here('cifar-10', folderWith({ 'cifar-10-binary.tar.gz': tarGz(cifarEntries) })),
      here('cifar-100', folderWith(goodCifar))
    ]).toEqual([true, false])
    expect([
      here('image-folder', folderWith({ 'train/a': 'folder', 'val/a': 'folder' })),
      here('image-folder', '/nowhere')
    ]).toEqual([true, false])
  })
})
