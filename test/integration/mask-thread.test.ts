/**
 * The thread that counts and writes masks, as it is built: it must not be told from the recorder that does both itself.
 */
import fastCheck from 'fast-check'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SupportStatistics } from '../../main/engine/support/statistics'
import { StoredMasks } from '../../main/trainer/mask-thread/stored-masks'
import { expectConsistent } from '../fixtures/consistency'
import { alternationStart, beginRun, randomMasks, reading, smallLayout, type SmallRun } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const program = join(import.meta.dirname, '..', '..', 'out', 'main', 'mask-thread.js')
const storePath = temporaryFolder()
const width = smallLayout.bytesPerExample

interface ThreadedRun extends SmallRun { masks: StoredMasks }

function begin(): ThreadedRun {
  const run = beginRun(storePath)
  return { ...run, masks: new StoredMasks(program, run.path, smallLayout) }
}

function end({ masks, recorder }: ThreadedRun): void {
  masks.close()
  recorder.end('finished', null)
}

const masksIn = (path: string): number =>
  reading(path, (database) => database.prepare('SELECT count(*) FROM masks').pluck().get() as number)
const everyExample = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i)

/** Writes an alternation in batches of this size, and expects what it counts. */
function alternate(
  { recorder, masks }: ThreadedRun,
  index: number,
  packed: Uint8Array,
  before: Uint8Array | null,
  batchSize: number
): void {
  const examples = packed.length / width
  masks.begin(index, recorder.snapshotBegan(alternationStart(index, examples)))
  for (let first = 0; first < examples; first += batchSize)
    masks.write(index, first, packed.subarray(first * width, (first + batchSize) * width))
  const statistics = new SupportStatistics(smallLayout, before !== null)
  statistics.add(packed, before, examples)
  const counted = masks.counted(index)
  expect(counted).toEqual(statistics.result())
  recorder.snapshotEnded(index, 0.5, counted)
  expect(Buffer.compare(recorder.readMasks(index, everyExample(examples)), packed)).toBe(0)
}

describe('the thread that counts and writes masks', () => {
  it('is closed once, and not waited for again', () => {
    const run = begin()
    alternate(run, 1, randomMasks(1, 20), null, 20)
    run.masks.close()
    const closed = performance.now()
    end(run)
    expect(performance.now() - closed).toBeLessThan(10_000)
  })

  it('writes every byte and counts every bit before an alternation counts, in however many batches', () => {
    const sizes = fastCheck.record({
      examples: fastCheck.integer({ min: 1, max: 60 }),
      batchSize: fastCheck.integer({ min: 1, max: 30 }),
      alternations: fastCheck.integer({ min: 1, max: 4 })
    })
    fastCheck.assert(fastCheck.property(sizes, ({ examples, batchSize, alternations }) => {
      const run = begin()
      let before: Uint8Array | null = null
      for (let index = 1; index <= alternations; index++) {
        const packed = randomMasks(7 * index, examples)
        alternate(run, index, packed, before, batchSize)
        before = packed
      }
      end(run)
      expect(masksIn(run.path)).toBe(examples * alternations)
      expectConsistent(run.path)
    }), { numRuns: 20 })
    expect(readdirSync(join(storePath, 'runs')).every((name) => name.endsWith('.maskrun'))).toBe(true)
  })

  it('keeps up with 300 batches', () => {
    const run = begin()
    alternate(run, 1, randomMasks(1, 900), null, 3)
    end(run)
    expect(masksIn(run.path)).toBe(900)
  })

  it('lets what it could not write fail the caller, with every later request, and still ends in good order', () => {
    const run = begin()
    const examples = 20
    alternate(run, 1, randomMasks(1, examples), null, examples)
    run.masks.begin(2, run.recorder.snapshotBegan(alternationStart(2, examples)))
    run.masks.write(2, 3, randomMasks(1, 1))
    // Example 3 is there already, so the batch 0…4 fails at its fourth row, and the whole of it.
    run.masks.write(2, 0, randomMasks(2, 5))
    expect(() => run.masks.counted(2)).toThrow(/UNIQUE/)
    expect(() => { run.masks.write(2, 10, randomMasks(2, 5)) }).toThrow(/UNIQUE/)
    expect(() => run.masks.counted(2)).toThrow(/UNIQUE/)
    run.masks.close()
    run.recorder.end('failed', { kind: 'error', sentence: 'It failed.' })
    expect(masksIn(run.path)).toBe(examples)
    expectConsistent(run.path)
  })

  it('says which masks it misses when it compares', () => {
    const run = begin()
    alternate(run, 1, randomMasks(1, 5), null, 5)
    run.masks.begin(2, { with: 1, examples: 6 })
    run.masks.write(2, 0, randomMasks(2, 6))
    expect(() => run.masks.counted(2)).toThrow('The run file holds no complete mask of example 5 of snapshot 1.')
    end(run)
  })
})
