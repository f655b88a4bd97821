import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZipArchive } from '../../../main/interchange/zip'
import { Failure } from '../../../preload/schema/failure'
import { zipFile, type ZipEntry } from '../../fixtures/models/files'

const fault = (problem: string): Failure => new Failure(problem)
const open = (entries: readonly ZipEntry[]): Promise<ZipArchive> => ZipArchive.open(zipFile(entries), fault)
const limits = { bytes: 10_000, ratio: Infinity }
const text = (content: string): Buffer => Buffer.from(content)
const zeros = Buffer.alloc(5000)

describe('a zip archive', () => {
  it('gives entries that are stored and packed, in any order', async () => {
    const archive = await open([
      { name: 'a', content: text('stored') }, { name: 'dir/b', content: zeros, packed: deflateRawSync(zeros) },
      { name: 'empty', content: text('') }
    ])
    expect([...archive.sizes]).toEqual([['a', 6], ['dir/b', 5000], ['empty', 0]])
    expect(await archive.read('dir/b', limits)).toEqual(zeros)
    expect(String(await archive.read('a', limits))).toBe('stored')
    expect(await archive.read('empty', limits)).toHaveLength(0)
  })

  it('takes names as they are, also those that would lead out of a folder', async () => {
    const archive = await open([{ name: '../../a', content: text('x') }, { name: '/b\\c', content: text('y') }])
    expect([...archive.sizes.keys()]).toEqual(['../../a', '/b\\c'])
  })

  it.each([
    ['a name that is not there', { name: 'b', content: text('x') }, 'its archive has no "a"'],
    ['more than is allowed', { name: 'a', content: Buffer.alloc(10_001) }, '"a" declares 10001 bytes, more than 10000'],
    [
      'bytes that were changed', { name: 'a', content: text('x'), damaged: true }, '"a" in its archive is damaged'
    ],
    [
      'more than it declares', { name: 'a', content: zeros, packed: deflateRawSync(zeros), declared: 100 },
      '"a" in its archive is damaged or unpacks to more than the 100 bytes that it declares'
    ],
    [
      'less than it declares', { name: 'a', content: zeros, packed: deflateRawSync(zeros), declared: 6000 },
      '"a" in its archive is damaged'
    ]
  ] as [string, ZipEntry, string][])('refuses %s', async (_what, entry, sentence) => {
    const archive = await open([entry])
    await expect(archive.read('a', limits)).rejects.toThrow(new Failure(sentence))
  })

  it('refuses what is packed better than it can be', async () => {
    const packed = deflateRawSync(zeros)
    const archive = await open([{ name: 'a', content: zeros, packed }])
    await expect(archive.read('a', { bytes: 10_000, ratio: 100 })).rejects.toThrow(
      new Failure(`"a" declares 5000 bytes packed into ${packed.length}, which no model is`)
    )
  })

  it('refuses encrypted entries and too many of them', async () => {
    await expect(open([{ name: 'secret\n', content: text('x'), flags: 1 }])).rejects.toThrow(
      new Failure('"secret�" in its archive is encrypted')
    )
    await expect(
      open(Array.from({ length: 4097 }, (_, i) => ({ name: String(i), content: text('') })))
    ).rejects.toThrow(new Failure('its archive has 4097 entries, more than 4096'))
  })

  it('is read or refused with a sentence, whatever bytes of it are changed or cut off', async () => {
    const whole = zipFile([
      { name: 'a', content: text('stored') }, { name: 'b', content: zeros, packed: deflateRawSync(zeros) }
    ])
    const outcomes = { read: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(whole.length), { freq: 4 }),
        async (changes, length) => {
          const damaged = Buffer.from(whole.subarray(0, length ?? whole.length))
          for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte
          try {
            const archive = await ZipArchive.open(damaged, fault)
            for (const name of archive.sizes.keys()) await archive.read(name, limits)
            outcomes.read++
          } catch (error) {
            expect(error).toBeInstanceOf(Failure)
            outcomes.refused++
          }
        }
      ),
      { numRuns: 2000 }
    )
    expect(outcomes.read).toBeGreaterThan(0)
    expect(outcomes.refused).toBeGreaterThan(0)
  })
})
