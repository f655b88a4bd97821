/** Images in tar archives, as WebDataset keeps them. */
import { join } from 'node:path'
import { utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { classNames, describeDataSet, isPresent, openDataSet } from '../../../../main/engine/datasets'
import type { DataSet } from '../../../../main/engine/datasets/dataset'
import type { Files } from '../../../fixtures/datasets/broken'
import { tar, type TarFile } from '../../../fixtures/datasets/files'
import { folderWith } from '../../../fixtures/datasets/folder'
import { png } from '../../../fixtures/datasets/png'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

const settings = { dataset: 'image-folder', preprocessing: 'unit', imageSize: 8 } as const
const open = (folder: string): Promise<DataSet> =>
  openDataSet(settings, { folder, prepared: temporaryFolder() }, notNeeded)
const grey = (value: number): Buffer => png({ colour: 0, depth: 8, interlaced: false }, 8, 8, () => value)
const example = (key: string, value: number, label: number | string): TarFile[] =>
  [{ name: `${key}.png`, content: grey(value) }, { name: `${key}.cls`, content: Buffer.from(String(label)) }]
/** The first value of every training image, as a byte. */
const firstValues = (data: DataSet): number[] =>
  Array.from(data.train.labels, (_, i) => Math.round(255 * (data.train.read(Int32Array.of(i)).images[0] ?? 0)))

const good: Files = {
  'train-0.tar': tar([
    ...example('a', 10, 2), { name: '._b.png', content: Buffer.from('Mac OS X') }, ...example('b', 20, 0)
  ]),
  'train-1.tar': tar(example('./c/x', 30, 1)),
  '._train-2.tar': Buffer.from('Mac OS X'),
  'val-0.tar': tar(example('d', 40, 1))
}

describe('shards', () => {
  it('are read in the order of archives and entries, each image as its own file would be', async () => {
    const folder = folderWith(good)
    const data = await open(folder)
    expect([data.shape, data.classes]).toEqual([[8, 8, 3], 3])
    expect([[...data.train.labels], [...data.test.labels]]).toEqual([[2, 0, 1], [1]])
    expect(firstValues(data)).toEqual([10, 20, 30])
    const location = { folder, prepared: '' }
    expect(await describeDataSet(settings, location)).toMatchObject({ classes: 3, trainExamples: 3, testExamples: 1 })
    expect(isPresent('image-folder', location)).toBe(true)
    expect(classNames('image-folder', location)).toBeNull()
  })

  it('are looked through again when they have changed', async () => {
    const folder = folderWith(good)
    await open(folder)
    writeFileSync(join(folder, 'train-1.tar'), tar([...example('c', 50, 3), ...example('e', 60, 3)]))
    utimesSync(join(folder, 'train-1.tar'), 1, 1)
    expect(firstValues(await open(folder))).toEqual([10, 20, 50, 60])
  })

  it.each<[string, Buffer, string]>([
    ['an example without a label', tar(example('a', 1, 0).slice(0, 1)), 'holds no label of "a"'],
    ['an example without an image', tar(example('a', 1, 0).slice(1)), 'holds no image of "a"'],
    ['a label that is a word', tar(example('a', 1, 'cat')), 'gives "a" a label that is none'],
    ['a label that no set has', tar(example('a', 1, 99_999)), 'gives "a" a label that is none'],
    ['nothing', tar([]), 'holds no example'],
    ['a link', tar([{ name: 'a.png', type: '2', link: '/etc/passwd' }]), 'contains the link "a.png"'],
    ['a path that leads out', tar(example('../a', 1, 0)), 'contains the path "../a.png", which leads out of it'],
    ['an entry beyond its end', tar([{ name: 'a.png', declared: 9_999_999 }]),
      'declares 9999999 bytes for "a.png" and ends before'],
    ['another file', Buffer.alloc(2048, 7), 'is not a whole tar archive (a header’s checksum is wrong)'],
    ['text for an image',
      tar([{ name: 'a.png', content: Buffer.from('GIF89a and so on') }, ...example('a', 1, 0).slice(1)]),
      'holds "a.png", which is neither JPEG nor PNG']
  ])('with %s are refused by name', async (_title, content, problem) => {
    const folder = folderWith({ ...good, 'train-1.tar': content })
    const reading = open(folder).then(firstValues)
    await expect(reading).rejects.toThrow(`The file ${join(folder, 'train-1.tar')} ${problem}; expected `)
  })

  it('to train on and none to test on are told apart from a folder that has neither', async () => {
    const folder = folderWith({ ...good, 'val-0.tar': null })
    expect(isPresent('image-folder', { folder, prepared: '' })).toBe(false)
    await expect(open(folder)).rejects.toThrow(
      `The folder ${folder} has no val-*.tar, test-*.tar, validation-*.tar; expected archives to train on and to ` +
        'test on.'
    )
  })

  it('whose test has a class that training has not are refused', async () => {
    const folder = folderWith({ ...good, 'val-0.tar': tar(example('d', 40, 3)) })
    await expect(open(folder)).rejects.toThrow(
      `The file ${join(folder, 'val-0.tar')} holds the label 3; expected labels below 3, which those of training are.`)
  })
})

describeWithPython('shards of Python', () => {
  it('are read with their extended headers', async () => {
    const folder = folderWith({ 'image.png': grey(77) })
    runPython('make_shards.py', folder, join(folder, 'image.png'))
    const data = await open(folder)
    expect([[...data.train.labels], [...data.test.labels]]).toEqual([[3, 1, 0], [2]])
    expect(firstValues(data)).toEqual([77, 77, 77])
  })
})
