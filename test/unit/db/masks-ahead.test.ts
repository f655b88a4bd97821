/** Reading ahead must not be told from reading batch by batch, whatever is asked for in between. */
import fastCheck from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { MaskTable } from '../../../db/masks'
import { MasksAhead } from '../../../db/masks-ahead'
import { createRunFile } from '../../../db/open'
import { join } from 'node:path'
import { random } from '../../../main/engine/random'
import { temporaryFolder } from '../../fixtures/temporary'

const examples = 50
const rowSizes = [1, 240_000, 600_000]
const bytesAtOnce = 8 * 2 ** 20

interface Stored { table: MaskTable; bytesPerExample: number; packed: Uint8Array; reads: number[] }

const folder = temporaryFolder()
const files = rowSizes.map((bytesPerExample): Stored & { close: () => void } => {
  const database = createRunFile(join(folder, `${bytesPerExample}.maskrun`), 4096)
  database.pragma('synchronous = OFF')
  const table = new MaskTable(database, bytesPerExample)
  const packed = Uint8Array.from({ length: examples * bytesPerExample }, (_, i) => (i * 2_654_435_761) >>> 24)
  table.write(2, 0, packed)
  const reads: number[] = []
  const read = table.read.bind(table)
  table.read = (snapshot, which, into) => {
    reads.push(which.length)
    return read(snapshot, which, into)
  }
  return { table, bytesPerExample, packed, reads, close: () => database.close() }
})
afterAll(() => { files.forEach(({ close }) => { close() }) })

const masksOf = ({ packed, bytesPerExample }: Stored, which: Int32Array): Buffer =>
  Buffer.concat(
    Array.from(which, (example) => packed.subarray(example * bytesPerExample, (example + 1) * bytesPerExample))
  )

describe('reading ahead', () => {
  it('gives every batch of an announced order its masks, also when others are asked for in between', () => {
    const asked = fastCheck.record({
      file: fastCheck.constantFrom(...files), batchSize: fastCheck.integer({ min: 1, max: 16 }), seed: fastCheck.nat(),
      other: fastCheck.array(fastCheck.nat(examples - 1), { minLength: 1, maxLength: 5 }), after: fastCheck.nat(10)
    })
    fastCheck.assert(fastCheck.property(asked, ({ file, batchSize, seed, other, after }) => {
      const ahead = new MasksAhead(file.table, file.bytesPerExample, bytesAtOnce)
      const order = random(seed, 'order').permutation(examples)
      ahead.expect(2, order)
      for (let from = 0; from < examples; from += batchSize) {
        const which = order.subarray(from, from + batchSize)
        if (from / batchSize === after) {
          // Whatever comes before it, the example of the turn before cannot end what is announced next.
          const unexpected = Int32Array.from([...other, order[(from + examples - 1) % examples]])
          expect(ahead.take(1, which)).toBeNull()
          expect(ahead.take(2, unexpected)).toBeNull()
        }
        const masks = ahead.take(2, which)
        if (masks) expect(Buffer.compare(masks, masksOf(file, which))).toBe(0)
        else expect(which.length * file.bytesPerExample).toBeGreaterThan(4 * 2 ** 20)
        if (!masks) break
      }
    }), { numRuns: 60 })
  })

  it('reads about as much at a time as it should, however small the batches', () => {
    const [, file] = files
    const ahead = new MasksAhead(file.table, file.bytesPerExample, bytesAtOnce)
    const order = random(1, 'order').permutation(examples)
    file.reads.length = 0
    ahead.expect(2, order)
    for (let from = 0; from < examples; from += 5) ahead.take(2, order.subarray(from, from + 5))
    // 34 rows of 240,000 bytes are 8 MiB: six batches of five.
    expect(file.reads).toEqual([30, 20])
  })

  it('leaves batches alone of which two are more than that', () => {
    const file = files[2]
    const ahead = new MasksAhead(file.table, file.bytesPerExample, bytesAtOnce)
    const order = random(1, 'order').permutation(examples)
    ahead.expect(2, order)
    // Seven rows of 600,000 bytes are 4.2 MB, half of 8 MiB is 4.19.
    expect(ahead.take(2, order.subarray(0, 7))).toBeNull()
    expect(ahead.take(2, order.subarray(0, 6))).not.toBeNull()
  })

  it('says which mask is missing', () => {
    const [file] = files
    const ahead = new MasksAhead(file.table, file.bytesPerExample, bytesAtOnce)
    ahead.expect(2, Int32Array.of(0, examples))
    expect(() => ahead.take(2, Int32Array.of(0))).toThrow(
      `The run file holds no complete mask of example ${examples} of snapshot 2.`
    )
  })
})
