/** Snappy, by streams that are written out by its description. */
import { describe, expect, it } from 'vitest'
import { unpackedSnappy } from '../../../../../../main/engine/datasets/records/parquet/unpack'

const long = Buffer.alloc(300, 'maskscope ')
const longLiteral = Buffer.concat([Buffer.from([0xac, 2, 61 << 2, 43, 1]), long])

describe('Snappy', () => {
  it.each<[string, Buffer, string]>([
    ['a literal', Buffer.from([3, 2 << 2, 97, 98, 99]), 'abc'],
    ['a literal whose length takes two bytes', longLiteral, long.toString()],
    ['a copy by one byte', Buffer.from([7, 2 << 2, 97, 98, 99, 1, 3]), 'abcabca'],
    ['a run, which copies what it makes', Buffer.from([11, 0, 97, (9 << 2) | 2, 1, 0]), 'aaaaaaaaaaa'],
    ['a copy by four bytes', Buffer.from([5, 2 << 2, 97, 98, 99, (1 << 2) | 3, 2, 0, 0, 0]), 'abcbc']
  ])('unpacks %s', (_title, packed, text) => {
    expect(unpackedSnappy(packed, text.length).toString()).toBe(text)
  })

  it.each<[string, number[]]>([
    ['a literal beyond its end', [3, 2 << 2, 97]],
    ['a literal beyond what it declares', [2, 2 << 2, 97, 98, 99]],
    ['a copy from before its beginning', [4, 0, 97, 1, 2]],
    ['a copy from where it stands', [5, 0, 97, 1, 0]],
    ['less than it declares', [9, 0, 97]]
  ])('refuses %s', (_title, packed) => {
    expect(() => unpackedSnappy(Buffer.from(packed), packed[0] ?? 0)).toThrow()
  })
})
