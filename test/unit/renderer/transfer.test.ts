/** How far a transfer is, in words. */
import { describe, expect, it } from 'vitest'
import { rateOf, transferAfter, transferWords, type Transfer } from '../../../renderer/figures/transfer'

const MiB = 2 ** 20
const total = 100 * MiB
const after = (...moments: readonly (readonly [at: number, mebibytes: number])[]): Transfer | null =>
  moments.reduce<Transfer | null>((before, [at, done]) =>
    transferAfter(before, { at, received: done * MiB, total }), null)

describe('a transfer', () => {
  it('has a rate over its last five seconds, and a time that is left', () => {
    expect(transferWords(null)).toBe('Asking for the first bytes …')
    expect(transferWords(after([0, 1]))).toBe('1.00 MiB of 100 MiB')
    expect(transferWords(after([0, 0], [2, 10]))).toBe('10.0 MiB of 100 MiB, 5.00 MiB/s, 18 s left')
    // It was slow once, which no longer counts.
    expect(rateOf(after([0, 0], [100, 1], [102, 21])!)).toBe(10 * MiB)
  })

  it('says no rate of a connection that stands still', () => {
    expect(transferWords(after([0, 5], [1, 5]))).toBe('5.00 MiB of 100 MiB')
  })
})
