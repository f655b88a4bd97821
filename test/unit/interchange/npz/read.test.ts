import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readByteArrays } from '../../../../main/interchange/npz/read'
import { whole, writeNpz, type NumpyArray } from '../../../../main/interchange/npz/write'
import { temporaryFolder } from '../../../fixtures/temporary'

const folder = temporaryFolder()
const limits = { bytes: 20_000, arrays: 3 }
const values = Uint8Array.from({ length: 24 }, (_, i) => i % 2)
const array = (part: Partial<NumpyArray> = {}): NumpyArray => ({
  name: 'conv1/kernel',
  type: 'uint8',
  shape: [2, 3, 4],
  chunks: whole(values),
  ...part
})

async function written(name: string, ...arrays: NumpyArray[]): Promise<string> {
  const path = join(folder, name)
  await writeNpz(path, arrays)
  return path
}

describe('reading an archive', () => {
  it('gives back what was written', async () => {
    const path = await written('masks.npz', array(), array({ name: 'flat', shape: [24] }))
    expect(await readByteArrays(path, limits)).toEqual([
      { name: 'conv1/kernel', shape: [2, 3, 4], values },
      { name: 'flat', shape: [24], values }
    ])
  })

  it.each([
    [
      'numbers of four bytes',
      [array({ type: 'int32', shape: [6] })],
      'array "conv1/kernel" is not of type uint8 or bool'
    ],
    [
      'fewer values than its shape says',
      [array({ shape: [5, 5] })],
      'array "conv1/kernel" has another size than its shape says'
    ],
    [
      'a shape that overflows',
      [array({ shape: [2 ** 40, 2 ** 40] })],
      'array "conv1/kernel" has another size than its shape says'
    ],
    [
      'more arrays than are asked for',
      [1, 2, 3, 4].map((i) => array({ name: `array${i}` })),
      'it holds more than is asked for'
    ]
  ])('refuses %s', async (name, arrays, why) => {
    const path = await written(`${name.replaceAll(' ', '-')}.npz`, ...arrays)
    await expect(readByteArrays(path, limits)).rejects.toThrow(
      `is not a NumPy archive that can be read (${why}); write it with numpy.savez.`
    )
  })

  it('refuses files that are too large, no archive, or not there', async () => {
    const path = await written('large.npz', array())
    await expect(readByteArrays(path, { bytes: 100, arrays: 1 })).rejects.toThrow(
      /^large\.npz has \d+ bytes, but what is asked for needs at most 100\.$/
    )
    writeFileSync(join(folder, 'text.npz'), 'nothing of the kind')
    await expect(readByteArrays(join(folder, 'text.npz'), limits)).rejects.toThrow(
      /^text\.npz is not a NumPy archive that can be read/
    )
    await expect(readByteArrays(join(folder, 'missing.npz'), limits)).rejects.toThrow(
      /^There is no file .*missing\.npz\.$/
    )
    await expect(readByteArrays(folder, limits)).rejects.toThrow(/^There is no file/)
  })
})
