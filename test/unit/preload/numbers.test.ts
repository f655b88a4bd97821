import { describe, expect, it } from 'vitest'
import { bytesIn, countsIn, floatsIn, shortsIn } from '../../../preload/schema/numbers'

/** The same bytes where no number may begin. */
const shifted = (bytes: Uint8Array): Uint8Array => Uint8Array.of(0, ...bytes).subarray(1)

describe('numbers that travel as bytes', () => {
  it.each([
    [countsIn, Uint32Array.of(1, 4_000_000_000)], [floatsIn, Float32Array.of(1.5, -3e-7)],
    [shortsIn, Uint16Array.of(9, 65_535)]
  ] as const)('are read wherever they lie: %o', (read, numbers) => {
    const bytes = bytesIn(numbers)
    expect([...read(bytes)]).toEqual([...numbers])
    expect([...read(shifted(bytes))]).toEqual([...numbers])
    expect(read(bytes).buffer).toBe(numbers.buffer)
  })

  it('are those of a part of an array alone', () => {
    expect([...countsIn(bytesIn(Uint32Array.of(1, 2, 3).subarray(1, 2)))]).toEqual([2])
  })
})
