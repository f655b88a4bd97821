/** Runs and packed bits against an encoder that is written out here. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runsAndBits } from '../../../../../../main/engine/datasets/records/parquet/levels'

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
}

const run = (value: number, count: number, width: number): number[] =>
  [...varint(count * 2), ...Array.from({ length: Math.ceil(width / 8) }, (_, i) => Math.floor(value / 256 ** i) % 256)]

/** Eight numbers at a time, least significant bit first. */
function packed(values: readonly number[], width: number): number[] {
  const groups = Math.ceil(values.length / 8)
  const bytes = new Array<number>(groups * width).fill(0)
  values.forEach((value, i) => {
    for (let bit = 0; bit < width; bit++) {
      const at = i * width + bit
      const byte = Math.floor(at / 8)
      bytes[byte] = (bytes[byte] ?? 0) | (Math.floor(value / 2 ** bit) % 2) << at % 8
    }
  })
  return [...varint(groups * 2 + 1), ...bytes]
}

const widths = fc.integer({ min: 1, max: 32 })

describe('runs and packed bits', () => {
  it('are read as they were written', () => {
    fc.assert(fc.property(widths.chain((width) => fc.record({
      width: fc.constant(width),
      parts: fc.array(fc.oneof(
        fc.record({ value: fc.integer({ min: 0, max: 2 ** width - 1 }), count: fc.integer({ min: 1, max: 300 }) }),
        fc.array(fc.integer({ min: 0, max: 2 ** width - 1 }), { minLength: 1, maxLength: 4 })
          .map((some) => some.flatMap((value) => [value, value, 0, value, 1, 0, 0, value]))
      ), { minLength: 1, maxLength: 6 })
    })), ({ width, parts }) => {
      const bytes = parts.flatMap((part) =>
        (Array.isArray(part) ? packed(part, width) : run(part.value, part.count, width)))
      const values = parts.flatMap((part) =>
        (Array.isArray(part) ? part : Array.from({ length: part.count }, () => part.value)))
      return Buffer.from(Uint32Array.from(values).buffer)
        .equals(Buffer.from(runsAndBits(Buffer.from(bytes), width, values.length).buffer))
    }))
  })

  it('never give more than is asked for, whatever a run declares', () => {
    expect([...runsAndBits(Buffer.from(run(1, 2 ** 40, 1)), 1, 3)]).toEqual([1, 1, 1])
  })

  it.each<[string, number[], number]>([
    ['end too early', packed([1, 2, 3, 4, 5, 6, 7, 0], 3).slice(0, 2), 3],
    ['have a run of nothing', run(1, 0, 1), 1],
    ['have numbers of too many bits', [3], 33]
  ])('are refused when they %s', (_title, bytes, width) => {
    expect(() => runsAndBits(Buffer.from(bytes), width, 8)).toThrow()
  })
})
