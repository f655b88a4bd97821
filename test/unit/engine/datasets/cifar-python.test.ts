/** CIFAR's Python version, held to files that Python itself wrote. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isPresent, openDataSet } from '../../../../main/engine/datasets'
import type { DataSet, ExampleSource } from '../../../../main/engine/datasets/dataset'
import type { DataSetName } from '../../../../preload/contract'
import type { Files } from '../../../fixtures/datasets/broken'
import { tarGz, type TarFile } from '../../../fixtures/datasets/files'
import { folderWith } from '../../../fixtures/datasets/folder'
import { batch, named, one, pickle, text } from '../../../fixtures/datasets/pickled'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

const open = (dataset: DataSetName, folder: string): Promise<DataSet> =>
  openDataSet({ dataset, preprocessing: 'unit', imageSize: 224 }, { folder, prepared: temporaryFolder() }, notNeeded)

interface Batch { images: string; labels: number[] }
type Held = Record<string, { ten: Record<string, Batch>; hundred: Record<string, Batch> }>

const bytesOf = (source: ExampleSource): Buffer => {
  const { images } = source.read(Int32Array.from({ length: source.count }, (_, i) => i))
  return Buffer.from(Uint8Array.from(images, (value) => Math.round(value * 255)))
}

const trainingBatches = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`)

describeWithPython('CIFAR’s Python version', () => {
  const folder = mkdtempSync(join(temporaryFolder(), 'cifar-'))
  let held: Held
  beforeAll(() => { held = JSON.parse(runPython('make_cifar.py', folder)) as Held })

  const demandSame = (source: ExampleSource, batches: readonly (Batch | undefined)[]): void => {
    expect([...source.labels]).toEqual(batches.flatMap((batch) => batch?.labels ?? []))
    const expected = Buffer.from(batches.map((batch) => batch?.images ?? '').join(''), 'hex')
    expect(bytesOf(source).equals(expected)).toBe(true)
  }

  const ways = ['python2', 'protocol3', 'protocol4', 'protocol5'].flatMap((way) => [`${way} C`, `${way} F`])
  it.each(ways)('is what Python reads: %s', async (way) => {
    const { ten = {}, hundred = {} } = held[way] ?? {}
    const small = await open('cifar-10', join(folder, way))
    demandSame(small.train, trainingBatches.map((name) => ten[name]))
    demandSame(small.test, [ten.test_batch])
    const large = await open('cifar-100', join(folder, way, 'cifar-100-python'))
    demandSame(large.train, [hundred.train])
    demandSame(large.test, [hundred.test])
  })

  it('inside its archive is the same', async () => {
    const inner = join(folder, 'python2 C', 'cifar-10-batches-py')
    const entries: TarFile[] = readdirSync(inner).reverse().map((name) =>
      ({ name: `cifar-10-batches-py/${name}`, content: readFileSync(join(inner, name)) }))
    const archived = folderWith({ 'cifar-10-python.tar.gz': tarGz(entries) })
    expect(isPresent('cifar-10', { folder: archived, prepared: '' })).toBe(true)
    const { ten = {} } = held['python2 C'] ?? {}
    const data = await open('cifar-10', archived)
    demandSame(data.train, trainingBatches.map((name) => ten[name]))
    demandSame(data.test, [ten.test_batch])
  })
})

const good: Files = Object.fromEntries([...trainingBatches, 'test_batch'].map((name) => [name, batch()]))
const expected =
  'expected a batch of CIFAR’s Python version, a pickled dictionary with data, labels of at most 10000 records.'

describe('a batch of CIFAR’s Python version that is not as it should be', () => {
  it('is read where nothing is wrong', async () => {
    const data = await open('cifar-10', folderWith(good))
    expect([data.train.count, [...data.test.labels]]).toEqual([5, [1]])
  })

  it.each<[string, Buffer, string]>([
    ['calls a program', pickle(named('os', 'system'), text('ls'), Buffer.from([0x85]), 'R'),
      'would have Python use os.system to unpickle it'],
    ['names what no terminal should show', pickle(named('\x1b[2J', 'x')),
      'would have Python use something to unpickle it'],
    ['makes an object by another instruction', pickle('(i'),
      'has the pickle instruction 105, which arrays of bytes do not need'],
    ['takes from an empty stack', pickle('R'), 'is not whole as a pickle'],
    ['ends a tuple that was not begun', pickle('t'), 'is not whole as a pickle'],
    ['is a list', pickle(']'), 'holds no dictionary'],
    ['is empty but for its frame', pickle(), 'is not whole as a pickle'],
    ['is of an old protocol', Buffer.from('(dp0\n.'), 'does not begin as a pickle does'],
    ['is of a protocol to come', Buffer.from([0x80, 9, 0x2e]),
      'is a pickle of protocol 9, and those of 2 to 5 are read'],
    ['is cut off', batch().subarray(0, 2000), 'ends after 2000 bytes'],
    ['goes on', Buffer.concat([batch(), Buffer.alloc(3)]), `goes on after ${batch().length} bytes`],
    ['declares more bytes than it has', pickle(Buffer.from([0x54, 0xff, 0xff, 0xff, 0xff])), 'ends after 8 bytes'],
    ['has instructions without end', Buffer.alloc(200_000, '(').fill(Buffer.from([0x80, 2]), 0, 2),
      'has more than 81024 pickle instructions'],
    ['has no data', pickle('}(', text('labels'), ']u'), 'holds no "data"'],
    ['has a list of data', pickle('}(', text('data'), ']u'), 'holds "data" that are no array of NumPy'],
    ['has data of another type', batch({ type: 'f2' }), 'holds "data" whose type is f2, not u1'],
    ['has data of another shape', batch({ shape: Buffer.concat([one, one]) }), 'holds "data" of 1×1'],
    ['has fewer bytes than its shape', batch({ data: Buffer.alloc(3000) }),
      'does not hold as many bytes as its "data" of 1×3072'],
    ['has no labels', batch({ labels: Buffer.from('N') }), 'holds "labels" that are no list'],
    ['has more labels than records', batch({ labels: Buffer.from('](K\x01K\x02e') }),
      'holds 1 records and 2 of "labels"'],
    ['has a label of no class', batch({ labels: Buffer.from('](K\x0ae') }), 'gives record 0 the label 10'],
    ['has a label below zero', batch({ labels: Buffer.from('](J\xff\xff\xff\xffe', 'latin1') }),
      'gives record 0 the label -1'],
    ['has a label that is no number', batch({ labels: Buffer.from('](Ne') }),
      'gives record 0 a label that is no number']
  ])('%s', async (_title, content, problem) => {
    const folder = folderWith({ ...good, data_batch_3: content })
    await expect(open('cifar-10', folder)).rejects.toMatchObject({
      name: 'Failure', message: `The file ${join(folder, 'data_batch_3')} ${problem}; ${expected}`
    })
  })

  it('is not taken for missing', async () => {
    const folder = folderWith({ ...good, data_batch_3: null })
    await expect(open('cifar-10', folder)).rejects
      .toThrow(`${join(folder, 'data_batch_3')} is not there; ${expected.slice(0, -1)}`)
  })
})
