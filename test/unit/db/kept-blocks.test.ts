import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeptBlocks, type Block } from '../../../db/kept-blocks'

const blockOf = (first: number, bytes: number): Block => ({ first, examples: 1, bits: new Uint8Array(bytes) })

describe('kept blocks', () => {
  it('are unpacked once, until those that were asked for last fill the room', () => {
    const kept = new KeptBlocks(100)
    const unpacked: string[] = []
    const ask = (key: string, bytes: number): void => {
      kept.block(key, () => {
        unpacked.push(key)
        return blockOf(0, bytes)
      })
    }
    ask('a', 40)
    ask('b', 40)
    ask('a', 40)
    expect(unpacked).toEqual(['a', 'b'])
    // 120 bytes: b was asked for before a.
    ask('c', 40)
    ask('a', 40)
    ask('c', 40)
    expect(unpacked).toEqual(['a', 'b', 'c'])
    ask('b', 40)
    expect(unpacked).toEqual(['a', 'b', 'c', 'b'])
  })

  it('are the right ones in any order and of any size, also larger than all the room', () => {
    const asked = fastCheck.array(fastCheck.nat(9), { maxLength: 60 })
    fastCheck.assert(fastCheck.property(asked, fastCheck.nat(60), (keys, room) => {
      const kept = new KeptBlocks(room)
      for (const key of keys) {
        const block = kept.block(String(key), () => blockOf(key, 4 * key))
        expect([block.first, block.bits.length]).toEqual([key, 4 * key])
      }
    }))
  })
})
