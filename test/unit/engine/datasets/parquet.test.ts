/**
 * Parquet files of images. The fixtures are those of Python (test/fixtures/python/make_parquet.py), which decoded the
 * expected pixels too.
 */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classNames, describeDataSet, isPresent, openDataSet, openSplitPixels } from '../../../../main/engine/datasets'
import { folderWith } from '../../../fixtures/datasets/folder'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'datasets', 'parquet')
const { names, labels, pixels } = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
  names: string[]; labels: number[]; pixels: number[][]
}
const file = (name: string): Buffer => readFileSync(join(fixtures, `${name}.parquet`))
const published = ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001']
const testFile = 'test-00000-of-00001.parquet'

const settings = { dataset: 'image-folder', preprocessing: 'unit', imageSize: 8 } as const
const at = (folder: string) => ({ folder, prepared: temporaryFolder() })
const trainPixels = (folder: string) => openSplitPixels('train', settings, at(folder))
/** These rows of the pictures, each as it was decoded by Python. */
const expected = (rows: readonly number[]): string => hex(Buffer.from(rows.flatMap((row) => pixels[row] ?? [])))
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
/** One file to train on, beside the published one to test on. */
const training = (content: Buffer): string => folderWith({ 'train.parquet': content, [testFile]: file(published[2]) })

describe('Parquet files as Hugging Face’s datasets writes them', () => {
  it.each(['', 'data/'])('are read in their order, from the folder "%s"', async (place) => {
    const folder = folderWith(Object.fromEntries(published.map((name) => [`${place}${name}.parquet`, file(name)])))
    const data = await openDataSet(settings, at(folder), notNeeded)
    expect([data.shape, data.classes]).toEqual([[8, 8, 3], 3])
    expect([[...data.train.labels], [...data.test.labels]]).toEqual([labels.slice(0, 7), labels.slice(7)])
    const { readPixels } = await trainPixels(folder)
    expect(hex(readPixels(Int32Array.of(6, 0, 3, 4)))).toBe(expected([6, 0, 3, 4]))
    const test = await openSplitPixels('test', settings, at(folder))
    expect(hex(test.readPixels(Int32Array.of(0, 1)))).toBe(expected([7, 8]))
    expect(classNames('image-folder', at(folder))).toEqual(names)
    expect(isPresent('image-folder', at(folder))).toBe(true)
    expect(await describeDataSet(settings, at(folder))).toMatchObject({ classes: 3, trainExamples: 7, testExamples: 2 })
  })

  it('are looked through again when they have changed', async () => {
    const folder = training(file('snappy-1'))
    expect((await trainPixels(folder)).count).toBe(6)
    copyFileSync(join(fixtures, 'img.parquet'), join(folder, 'train.parquet'))
    expect((await trainPixels(folder)).count).toBe(1)
  })

  it('whose test has a class that training has not are refused', async () => {
    const folder = folderWith({ 'train.parquet': file('img'), 'test.parquet': file('none-1') })
    const problem = 'holds the label 2; expected labels below 2, which those of training are.'
    await expect(trainPixels(folder)).rejects.toThrow(`The file ${join(folder, 'test.parquet')} ${problem}`)
  })

  it('may name no classes, and hold the bytes as a column of their own', async () => {
    const folder = folderWith({ 'train.parquet': file('img'), 'val-0.parquet': file('img') })
    const { count, readPixels } = await trainPixels(folder)
    expect([count, hex(readPixels(Int32Array.of(0)))]).toEqual([1, expected([0])])
    expect(classNames('image-folder', at(folder))).toBeNull()
  })

  it.each(['none', 'snappy', 'gzip', 'brotli', 'zstd'].flatMap((packing) => [`${packing}-1`, `${packing}-2`]))(
    'may be packed and laid out as %s, with pages of their own and a dictionary',
    async (name) => {
      const { labels: found, readPixels } = await trainPixels(training(file(name)))
      expect([...found]).toEqual([0, 1, 0, 2, 1, 3].map((row) => labels[row]))
      expect(hex(readPixels(Int32Array.of(5, 4, 3, 2, 1, 0)))).toBe(expected([3, 1, 2, 0, 1, 0]))
    }
  )

  it.each([
    ['no-images', 'holds no column of images'],
    ['no-labels', 'holds no column of labels'],
    ['no-label', 'gives row 0 no label'],
    ['no-image', 'holds no bytes of an image in row 1'],
    ['lists', 'holds lists in its column "image"'],
    ['words', 'holds no whole numbers in its column "label"'],
    ['lz4-1', 'packs its pages by LZ4, and Snappy, gzip, Brotli and Zstandard are read']
  ])('are refused in one sentence: %s', async (name, problem) => {
    const folder = training(file(name))
    const reading = trainPixels(folder).then(({ readPixels, count }) => readPixels(Int32Array.of(count - 1)))
    await expect(reading).rejects.toThrow(`The file ${join(folder, 'train.parquet')} ${problem}; expected a Parquet `)
  })

  const whole = file('none-1')
  const longFooter = Buffer.from(whole)
  longFooter.writeUInt32LE(2 ** 31, whole.length - 8)
  it.each<[string, Buffer, string]>([
    ['cut off', whole.subarray(0, 3000), 'is cut off, or no Parquet file'],
    ['of another kind', Buffer.from('PAR1'), 'is cut off, or no Parquet file'],
    ['encrypted', Buffer.concat([whole.subarray(0, -4), Buffer.from('PARE')]), 'is encrypted'],
    ['with a footer beyond its beginning', longFooter, `declares a footer of 2147483648 bytes and has ${whole.length}`],
    ['with a hole in its pages', Buffer.concat([whole.subarray(0, 4), Buffer.alloc(80), whole.subarray(84)]),
      'has a page whose head is damaged']
  ])('are refused when they are %s', async (_title, content, problem) => {
    const folder = training(content)
    await expect(trainPixels(folder)).rejects.toThrow(`The file ${join(folder, 'train.parquet')} ${problem}`)
  })

  it('to train on and none to test on are refused', async () => {
    const folder = folderWith({ 'train.parquet': whole })
    expect(isPresent('image-folder', at(folder))).toBe(false)
    await expect(trainPixels(folder)).rejects.toThrow(
      `The folder ${folder} has no val-*.parquet, validation-*.parquet, test-*.parquet; expected Parquet files to ` +
        'train on and to test on.'
    )
  })
})
