/** The thread that writes and reads masks, as it is built: it must not be told from the recorder that does both itself. */
import fastCheck from 'fast-check'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunRecorder } from '../../db/recorder'
import { Failure } from '../../preload/schema/failure'
import { expectConsistent } from '../fixtures/consistency'
import { beginRun, randomMasks, reading, recordAlternation, smallLayout, type SmallRun } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const program = join(import.meta.dirname, '..', '..', 'out', 'main', 'mask-thread.js')
const storePath = temporaryFolder()
const width = smallLayout.bytesPerExample
const examples = 20

const begin = (): SmallRun => beginRun(storePath, {}, { keep: 'all' }, program)
const masksIn = (path: string): number => reading(path, (database) => database.prepare('SELECT count(*) FROM masks').pluck().get() as number)
const rowsOf = (packed: Uint8Array, which: readonly number[]): number[] => which.flatMap((example) => [...packed.subarray(example * width, (example + 1) * width)])

/** Something a training may do between two alternations. */
const step = fastCheck.record({
  announced: fastCheck.option(fastCheck.array(fastCheck.nat(examples - 1), { minLength: 1, maxLength: 30 })),
  read: fastCheck.array(fastCheck.nat(examples - 1), { minLength: 1, maxLength: 30 }),
  asAnnounced: fastCheck.boolean(),
  given: fastCheck.boolean()
})

describe('the thread that writes and reads masks', () => {
  it('gives back every byte, whether the examples were announced, others were, or none', () => {
    fastCheck.assert(fastCheck.property(fastCheck.array(fastCheck.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), (alternations) => {
      const run = begin()
      alternations.forEach((steps, i) => {
        const packed = recordAlternation(run.recorder, i + 1, examples, 7 * i)
        for (const { announced, read, asAnnounced, given } of steps) {
          if (announced) run.recorder.expectMasks(i + 1, Int32Array.from(announced))
          const asked = asAnnounced && announced ? announced : read
          const into = given ? new Uint8Array(40 * width) : undefined
          const masks = run.recorder.readMasks(i + 1, Int32Array.from(asked), into)
          expect([...masks]).toEqual(rowsOf(packed, asked))
          if (into) expect(masks.buffer).toBe(into.buffer)
        }
      })
      run.recorder.end('finished', null)
      expect(masksIn(run.path)).toBe(examples * alternations.length)
      expectConsistent(run.path)
    }), { numRuns: 20 })
    expect(readdirSync(join(storePath, 'runs')).every((name) => name.endsWith('.maskrun'))).toBe(true)
  })

  it('has written an alternation before it counts, however many batches it takes', () => {
    const run = begin()
    const batches = 300
    run.recorder.alternationBegan({ index: 1, epoch: 0, iteration: 0, examples: batches * 3 })
    const masks = Array.from({ length: batches }, (_, i) => randomMasks(i, 3))
    masks.forEach((packed, i) => { run.recorder.masks(1, i * 3, packed) })
    run.recorder.alternationEnded(1, 1, [])
    expect(masksIn(run.path)).toBe(batches * 3)
    const everyExample = Int32Array.from({ length: batches * 3 }, (_, i) => i)
    expect(Buffer.compare(run.recorder.readMasks(1, everyExample), Buffer.concat(masks))).toBe(0)
    run.recorder.end('finished', null)
  })

  it('lets what it could not write fail the caller, with every later request, and still ends in good order', () => {
    const run = begin()
    recordAlternation(run.recorder, 1, examples)
    run.recorder.alternationBegan({ index: 2, epoch: 2, iteration: 20, examples })
    run.recorder.masks(2, 3, randomMasks(1, 1))
    // Example 3 is there already, so the batch 0…4 fails at its fourth row, and the whole of it.
    run.recorder.masks(2, 0, randomMasks(2, 5))
    const end = (recorder: RunRecorder): void => void recorder.alternationEnded(2, 1, [])
    expect(() => { end(run.recorder) }).toThrow(/UNIQUE/)
    expect(() => { run.recorder.masks(2, 10, randomMasks(2, 5)) }).toThrow(/UNIQUE/)
    expect(() => { end(run.recorder) }).toThrow(/UNIQUE/)
    run.recorder.end('failed', 'It failed.')
    expect(masksIn(run.path)).toBe(examples)
    expectConsistent(run.path)
  })

  it('says which announced mask is missing', () => {
    const run = begin()
    recordAlternation(run.recorder, 1, examples)
    run.recorder.expectMasks(1, Int32Array.of(0, 20))
    expect(() => run.recorder.readMasks(1, Int32Array.of(0, 20))).toThrow(new Failure('The run file holds no complete mask of example 20 at alternation 1.'))
    run.recorder.end('failed', 'It failed.')
  })
})
