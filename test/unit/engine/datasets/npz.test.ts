/** NumPy archives as data sets, held to what NumPy itself wrote. */
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { describeDataSet, isPresent, openDataSet } from '../../../../main/engine/datasets'
import type { DataSet, ExampleSource } from '../../../../main/engine/datasets/dataset'
import { folderWith } from '../../../fixtures/datasets/folder'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

const settings = { dataset: 'npz', preprocessing: 'unit', imageSize: 224 } as const
const open = (folder: string): Promise<DataSet> =>
  openDataSet(settings, { folder, prepared: temporaryFolder() }, notNeeded)

interface Split { images: string; labels: number[] }
type Held = Record<string, { shape: number[]; train: Split; test: Split }>

const expected =
  'expected a NumPy archive with x_train and x_test, uint8 of n×height×width or n×height×width×channels, sides from ' +
  '8 to 512, 1 or 3 channels, and y_train and y_test, whole numbers from 0 of n or n×1.'

describeWithPython('a NumPy archive', () => {
  const folder = mkdtempSync(join(temporaryFolder(), 'npz-'))
  let held: Held
  beforeAll(() => { held = JSON.parse(runPython('make_npz.py', folder)) as Held })

  const demandSame = (source: ExampleSource, split: Split | undefined): void => {
    expect([...source.labels]).toEqual(split?.labels)
    const { images } = source.read(Int32Array.from({ length: source.count }, (_, i) => i))
    const bytes = Buffer.from(Uint8Array.from(images, (value) => Math.round(value * 255)))
    expect(bytes.equals(Buffer.from(split?.images ?? '', 'hex'))).toBe(true)
  }

  it.each([['digits', 10], ['photographs', 300], ['medical', 4], ['grey', 2]] as const)(
    'is read as NumPy wrote it, packed or not: %s', async (name, classes) => {
      for (const way of ['savez', 'savez_compressed']) {
        const place = join(folder, way, name)
        const data = await open(place)
        expect([data.shape, data.classes]).toEqual([held[name]?.shape, classes])
        demandSame(data.train, held[name]?.train)
        demandSame(data.test, held[name]?.test)
        expect(await describeDataSet(settings, { folder: place, prepared: '' })).toMatchObject({
          shape: data.shape, classes, trainExamples: data.train.count, testExamples: data.test.count
        })
      }
    }
  )

  it.each([
    ['half', 'holds "x_train", but its type float16 is not read'],
    ['float', 'holds "x_test", but its type float32 is not read'],
    ['words', 'holds "y_train", but its type other than numbers is not read'],
    ['objects', 'holds "x_train", but its type other than numbers is not read'],
    ['fortran', 'holds "x_train" in Fortran\'s order, and C\'s is read'],
    ['first', 'holds "x_train" of 5×3×28×28'],
    ['flat', 'holds "x_train" of 5×784'],
    ['large', 'holds "x_train" of 1×8×513'],
    ['other', 'holds training images of 28×28×1 and test images of 28×29×1'],
    ['fewer', 'holds 5 images and 4 labels to train'],
    ['unknown', 'gives example 1 in "y_test" the label 10'],
    ['negative', 'gives example 2 in "y_train" the label -1'],
    ['hot', 'holds "y_train" of 5×10'],
    ['missing', 'holds no "y_test"']
  ])('is refused truthfully: %s', async (name, problem) => {
    const place = join(folder, 'savez_compressed', name)
    await expect(open(place)).rejects.toMatchObject({
      name: 'Failure', message: `The file ${join(place, 'data.npz')} ${problem}; ${expected}`
    })
  })

  it('is the one of its folder, beside what lies hidden, or named itself', async () => {
    const dull = Buffer.from('x')
    const place = folderWith({ '._one.npz': dull, '.DS_Store': dull, 'notes.txt': dull })
    expect(isPresent('npz', { folder: place, prepared: '' })).toBe(false)
    await expect(open(place)).rejects.toThrow(`The folder ${place} holds no .npz file; ${expected}`)
    copyFileSync(join(folder, 'savez', 'digits', 'data.npz'), join(place, 'one.npz'))
    expect(isPresent('npz', { folder: place, prepared: '' })).toBe(true)
    expect((await open(place)).trainExamples).toBe(5)
    copyFileSync(join(folder, 'savez', 'medical', 'data.npz'), join(place, 'two.npz'))
    await expect(open(place)).rejects.toThrow(
      `The folder ${place} holds 2 .npz files; name one of them with --data-dir.`)
    expect((await open(join(place, 'two.npz'))).trainExamples).toBe(6)
  })

  it('that is damaged or cut off is refused', async () => {
    const whole = readFileSync(join(folder, 'savez', 'digits', 'data.npz'))
    const place = folderWith({ 'data.npz': whole.subarray(0, 3000) })
    await expect(open(place)).rejects.toThrow('is not a whole zip archive')
    const damaged = Buffer.from(whole)
    // Inside the images, which begin the archive.
    damaged.writeUInt8(damaged.readUInt8(1000) ^ 1, 1000)
    writeFileSync(join(place, 'data.npz'), damaged)
    await expect(open(place)).rejects.toThrow(
      'holds a "x_train.npy" that cannot be unpacked (its checksum is another)')
  })
})
