/** Masks: what is written is what is read, what is freed is used again, what is unfinished is gone. */
import fastCheck from 'fast-check'
import { statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MaskReader } from '../../../db/masks'
import { Failure } from '../../../preload/schema/failure'
import {
  alternationStart,
  beginRun,
  randomMasks,
  reading,
  recordAlternation,
  smallLayout
} from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const width = smallLayout.bytesPerExample
const storePath = temporaryFolder()

const examplesOf = (path: string): Record<number, number> => reading(path, (database) => {
  const rows = database
    .prepare('SELECT key >> 32 AS alternation, count(*) AS count FROM mask_rows GROUP BY 1')
    .all() as { alternation: number; count: number }[]
  return Object.fromEntries(rows.map(({ alternation, count }) => [alternation, count]))
})

describe('the masks table', () => {
  const run = beginRun(storePath)

  it('gives back every byte, in whatever order the examples are asked for', () => {
    const packed = recordAlternation(run.recorder, 1, 20)
    fastCheck.assert(
      fastCheck.property(fastCheck.array(fastCheck.integer({ min: 0, max: 19 }), { maxLength: 40 }), (examples) => {
        const read = run.recorder.readMasks(1, Int32Array.from(examples))
        const expected = examples.flatMap((example) => [...packed.subarray(example * width, (example + 1) * width)])
        expect([...read]).toEqual(expected)
      }),
      { numRuns: 50 }
    )
  })

  it('gives a part of some examples’ masks', () => {
    const packed = run.recorder.readMasks(1, Int32Array.from({ length: 20 }, (_, example) => example))
    const part = (first: number, count: number, byte: number, length: number) =>
      reading(run.path, (database) => new MaskReader(database, width).readPart(1, first, count, { byte, length }))
    for (const [first, count, byte, length] of [[0, 20, 0, 1], [3, 5, 9, 4], [19, 1, width - 1, 1]]) {
      const expected = Array.from({ length: count }, (_, i) => (first + i) * width + byte)
        .flatMap((at) => [...packed.subarray(at, at + length)])
      expect([...part(first, count, byte, length)]).toEqual(expected)
    }
    const sentence = 'The run file holds no complete masks of the examples 18 to 20 of snapshot 1.'
    expect(() => part(18, 3, 0, 1)).toThrow(sentence)
    expect(() => part(18, 2, width - 1, 2)).toThrow(/^The run file holds no complete masks of the examples 18 to 19/)
  })

  it('says which mask is missing', () => {
    expect(() => run.recorder.readMasks(1, Int32Array.of(20))).toThrow(
      new Failure('The run file holds no complete mask of example 20 of snapshot 1.')
    )
    expect(() => run.recorder.readMasks(2, Int32Array.of(0))).toThrow(
      'The run file holds no complete mask of example 0 of snapshot 2.'
    )
  })

  it('takes a whole batch or nothing of it', () => {
    run.recorder.snapshotBegan(alternationStart(2, 20))
    run.recorder.masks(2, 3, randomMasks(1, 1))
    // Example 3 is there already, so the batch 0…4 fails at its fourth row.
    expect(() => { run.recorder.masks(2, 0, randomMasks(2, 5)) }).toThrow(/UNIQUE/)
    expect(examplesOf(run.path)).toEqual({ 1: 20, 2: 1 })
    run.recorder.end('stopped', null)
  })
})

describe('an alternation that was cut off', () => {
  it('leaves no row of any kind when the run ends', () => {
    const run = beginRun(storePath)
    recordAlternation(run.recorder, 1, 20)
    run.recorder.snapshotBegan(alternationStart(2, 20))
    run.recorder.masks(2, 0, randomMasks(3, 7))
    run.recorder.end('stopped', null)
    expect(examplesOf(run.path)).toEqual({ 1: 20 })
    const counts = reading(run.path, (database) =>
      database
        .prepare(
          `
      SELECT (SELECT count(*) FROM snapshots WHERE snapshot > 1)
        + (SELECT count(*) FROM snapshot_layers WHERE snapshot > 1)
        + (SELECT count(*) FROM mask_rows WHERE key >> 32 > 1)
    `
        )
        .pluck()
        .get()
    )
    expect(counts).toBe(0)
  })

  it('leaves nothing when it was the first', () => {
    const run = beginRun(storePath)
    run.recorder.snapshotBegan(alternationStart(1, 20))
    run.recorder.masks(1, 0, randomMasks(3, 7))
    run.recorder.end('failed', { kind: 'error', sentence: 'It failed.' })
    expect(examplesOf(run.path)).toEqual({})
  })

  it('cannot be ended without having begun', () => {
    const run = beginRun(storePath)
    expect(() => run.recorder.snapshotEnded(1, 1, [])).toThrow('snapshot 1 ended but has not begun')
    run.recorder.end('stopped', null)
  })
})

describe('keeping only the ends', () => {
  const examples = 2000
  const probeExamples = 16

  it('keeps the first, the last two, and the probe examples of all others', () => {
    const run = beginRun(storePath, { trainExamples: examples }, { keep: 'ends', probeExamples })
    for (let index = 1; index <= 6; index++) recordAlternation(run.recorder, index, examples)
    run.recorder.end('finished', null)
    expect(examplesOf(run.path)).toEqual({
      1: examples,
      2: probeExamples,
      3: probeExamples,
      4: probeExamples,
      5: examples,
      6: examples
    })
    reading(run.path, (database) => {
      expect(database.prepare('SELECT masks_kept FROM alternations ORDER BY alternation').pluck().all())
        .toEqual(['all', 'probe', 'probe', 'probe', 'all', 'all'])
      const table = new MaskReader(database, width)
      expect([...table.examplesOf(3)]).toEqual(Array.from({ length: probeExamples }, (_, i) => i))
      expect([...table.read(3, table.examplesOf(3))]).toEqual([
        ...randomMasks(3, examples).subarray(0, probeExamples * width)
      ])
      expect([...table.read(6, table.examplesOf(6))]).toEqual([...randomMasks(6, examples)])
    })
  })

  it('uses the freed pages again: a fourth set of masks does not let the file grow by another', () => {
    const sizes: number[] = []
    for (const alternations of [3, 4, 12]) {
      const run = beginRun(storePath, { trainExamples: examples }, { keep: 'ends', probeExamples })
      for (let index = 1; index <= alternations; index++) recordAlternation(run.recorder, index, examples)
      run.recorder.end('finished', null)
      sizes.push(statSync(run.path).size)
    }
    const [three, four, twelve] = sizes
    const set = three / 3
    expect(four - three).toBeLessThan(set / 4)
    // Eight more alternations leave 8 × 16 probe masks, their counts, and pages that are only partly used.
    expect(twelve - four).toBeLessThan(set / 2)
  })

  it('keeps everything of a run that has at most three alternations', () => {
    const run = beginRun(storePath, {}, { keep: 'ends', probeExamples: 4 })
    for (const index of [1, 2, 3]) recordAlternation(run.recorder, index, 20)
    run.recorder.end('finished', null)
    expect(examplesOf(run.path)).toEqual({ 1: 20, 2: 20, 3: 20 })
  })
})
