/** NumPy itself reads what is written: names, types, shapes and every byte. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { whole, writeNpz, type NumpyArray } from '../../../../main/interchange/npz/write'
import { Failure } from '../../../../preload/schema/failure'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'

const folder = temporaryFolder()
let files = 0

interface Described { dtype: string; shape: number[]; rowMajor: boolean; aligned: boolean; bytes: string }

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const contentOf = ({ chunks }: NumpyArray): string => [...chunks()].map(hex).join('')

async function readBack(arrays: readonly NumpyArray[]): Promise<Record<string, Described>> {
  const path = join(folder, `${files++}.npz`)
  await writeNpz(path, arrays)
  return JSON.parse(runPython('describe_npz.py', path)) as Record<string, Described>
}

const dtypes = { float32: '<f4', int32: '<i4', uint8: '|u1' }
const expected = (arrays: readonly NumpyArray[]): Record<string, Described> =>
  Object.fromEntries(
    arrays.map((array) => [
      array.name,
      { dtype: dtypes[array.type], shape: [...array.shape], rowMajor: true, aligned: true, bytes: contentOf(array) }
    ])
  )

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i - 0.5)

describeWithPython('NumPy reads', () => {
  it('every type, one dimension and four, a name with a slash, an empty array and an unaligned view', async () => {
    const arrays: NumpyArray[] = [
      { name: 'conv1/kernel', type: 'float32', shape: [3, 3, 2, 4], chunks: whole(ramp(72)) },
      { name: 'conv1/bias', type: 'float32', shape: [4], chunks: whole(ramp(6).subarray(1, 5)) },
      { name: 'support1.shape', type: 'int32', shape: [3], chunks: whole(Int32Array.of(28, -1, 2_147_483_647)) },
      { name: 'support1', type: 'uint8', shape: [2, 5], chunks: whole(new Uint8Array(12).fill(200).subarray(1, 11)) },
      { name: 'nothing', type: 'float32', shape: [0], chunks: whole(new Float32Array(0)) },
      { name: 'rowsOfNothing', type: 'uint8', shape: [0, 7], chunks: () => [] },
      { name: 'not numbers', type: 'float32', shape: [3], chunks: whole(Float32Array.of(Number.NaN, -Infinity, -0)) }
    ]
    expect(await readBack(arrays)).toEqual(expected(arrays))
  })

  it('arrays that come in many chunks, of any cut, each asked for only once', async () => {
    const values = new Uint8Array(300_000).map((_, i) => (i * 31) & 255)
    let asked = 0
    function* chunks(): Generator<Uint8Array> {
      asked++
      for (let from = 0; from < values.length; from += 70_001) yield values.subarray(from, from + 70_001)
    }
    const path = join(folder, 'chunks.npz')
    await writeNpz(path, [{ name: 'values', type: 'uint8', shape: [300, 1000], chunks }])
    expect(asked).toBe(1)
    expect((JSON.parse(runPython('describe_npz.py', path)) as Record<string, Described>).values.bytes).toBe(hex(values))
  })

  it('headers of every length, padded so that the data begin where the format asks', async () => {
    // "1, " and "10, " add three and four characters: 64 lengths in a row, every place of a header's end.
    const shapes = Array.from({ length: 64 }, (_, i) => i + 8).map((length) => {
      const tens = length % 3
      return [...Array<number>((length - 4 * tens) / 3).fill(1), ...Array<number>(tens).fill(10)]
    })
    const arrays = shapes.map((shape, i): NumpyArray => ({
      name: `a${i}`,
      type: 'uint8',
      shape,
      chunks: whole(new Uint8Array(shape.reduce((product, length) => product * length, 1)).fill(i))
    }))
    expect(await readBack(arrays)).toEqual(expected(arrays))
  })
})

describe('an archive', () => {
  it('is the same bytes for the same arrays', async () => {
    const array: NumpyArray = { name: 'a', type: 'float32', shape: [3], chunks: whole(ramp(3)) }
    for (const name of ['one.npz', 'two.npz']) await writeNpz(join(folder, name), [array])
    expect(readFileSync(join(folder, 'one.npz')).equals(readFileSync(join(folder, 'two.npz')))).toBe(true)
  })

  it.each([
    ['at once', 0], ['after some chunks', 3]
  ])('whose source fails %s is not there, nor a part of it', async (_when, good) => {
    const target = temporaryFolder()
    function* chunks(): Generator<Uint8Array> {
      for (let i = 0; i < good; i++) yield new Uint8Array(100_000)
      throw new Failure('The run file holds no complete mask of example 7 at alternation 1.')
    }
    await expect(writeNpz(join(target, 'a.npz'), [
      { name: 'fine', type: 'uint8', shape: [1], chunks: whole(new Uint8Array(1)) },
      { name: 'failing', type: 'uint8', shape: [1_000_000], chunks }
    ])).rejects.toThrow('The run file holds no complete mask of example 7 at alternation 1.')
    expect(readdirSync(target)).toEqual([])
  })

  it('never takes a name that leads out of the archive', async () => {
    const target = temporaryFolder()
    await expect(
      writeNpz(join(target, 'a.npz'), [
        { name: '../../evil', type: 'uint8', shape: [1], chunks: whole(new Uint8Array(1)) }
      ])
    ).rejects.toThrow(/could not be written \(invalid relative path/)
    expect(readdirSync(target)).toEqual([])
  })
})
