/** Masks of older snapshots as what changes in them: every way of reading them gives the masks that were written. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WritableDatabase } from '../../../db/database'
import { KeptBlocks } from '../../../db/kept-blocks'
import { MaskReader, MaskTable } from '../../../db/masks'
import { openRunForWriting } from '../../../db/open'
import { snapshotsToReplace } from '../../../db/retention'
import { random } from '../../../main/engine/random'
import {
  alternationStart, beginRun, recordSnapshot, scheduledStart, smallLayout, type SmallRun
} from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const width = smallLayout.bytesPerExample
const storePath = temporaryFolder()
/** More than are replaced in one transaction. */
const examples = 600

/** Four snapshots, the second of which holds fewer examples; the last is an alternation that is trained with. */
function written(): { run: SmallRun; masks: Uint8Array[] } {
  const run = beginRun(storePath)
  const masks = [
    recordSnapshot(run.recorder, scheduledStart(1, 0, examples)),
    recordSnapshot(run.recorder, scheduledStart(2, 10, 300)),
    recordSnapshot(run.recorder, scheduledStart(3, 20, examples)),
    recordSnapshot(run.recorder, { ...alternationStart(1, examples), index: 4, iteration: 30 })
  ]
  return { run, masks }
}

function inFile<T>({ path }: SmallRun, work: (database: WritableDatabase, table: MaskTable) => T): T {
  const database = openRunForWriting(path)
  try {
    return work(database, new MaskTable(database, width))
  } finally {
    database.close()
  }
}

const replaceAll = (run: SmallRun): void => inFile(run, (database, table) => {
  for (const replacement of snapshotsToReplace(database)) table.replaceByChanges(replacement, () => undefined)
})
const rowsLeft = (run: SmallRun): number[] => inFile(run, (database) => [1, 2, 3, 4].map((snapshot) =>
  database.prepare('SELECT count(*) FROM mask_rows WHERE key >> 32 = ?').pluck().get(snapshot) as number))

/** Random examples and random parts of rows, of every snapshot. */
function expectReadable(run: SmallRun, masks: readonly Uint8Array[]): void {
  inFile(run, (database) => {
    // With room for a few blocks, so that some are kept and some are unpacked again.
    const reader = new MaskReader(database, width, new KeptBlocks(20_000))
    masks.forEach((packed, at) => {
      const count = packed.length / width
      expect(reader.examplesOf(at + 1)).toHaveLength(count)
      const example = fastCheck.nat(count - 1)
      fastCheck.assert(fastCheck.property(fastCheck.array(example, { maxLength: 40 }), (chosen) => {
        const rowsIn = (all: Uint8Array) => chosen.flatMap((one) => [...all.subarray(one * width, (one + 1) * width)])
        expect([...reader.read(at + 1, Int32Array.from(chosen))]).toEqual(rowsIn(packed))
        // Twice each: from the file, and from what was known of the later ones, which stays as it is.
        const known = new Map<number, Map<number, Uint8Array>>()
        const through = (): number[] => chosen.flatMap((one) => {
          const own = known.get(one) ?? new Map<number, Uint8Array>()
          known.set(one, own)
          return [...reader.readThrough(at + 1, one, own)]
        })
        expect([through(), through()]).toEqual([rowsIn(packed), rowsIn(packed)])
        for (const [one, own] of known) {
          for (const [snapshot, mask] of own)
            expect([...mask]).toEqual([...masks[snapshot - 1].subarray(one * width, (one + 1) * width)])
        }
      }), { numRuns: 20 })
      const part = fastCheck.tuple(example, fastCheck.nat(count), fastCheck.nat(width - 1), fastCheck.nat(width))
      fastCheck.assert(fastCheck.property(part, ([first, wanted, byte, longest]) => {
        const rows = Math.max(1, Math.min(wanted, count - first))
        const length = Math.max(1, Math.min(longest, width - byte))
        const partsIn = (all: Uint8Array, begin: number, those: number): number[] =>
          Array.from({ length: those }, (_, row) => (begin + row) * width + byte)
            .flatMap((from) => [...all.subarray(from, from + length)])
        const expected = partsIn(packed, first, rows)
        expect([...reader.readPart(at + 1, first, rows, { byte, length })]).toEqual(expected)
        const asked: number[] = []
        const known = (snapshot: number, begin: number, those: number): Uint8Array => {
          asked.push(snapshot)
          return Uint8Array.from(partsIn(masks[snapshot - 1], begin, those))
        }
        expect([...reader.readPart(at + 1, first, rows, { byte, length }, known)]).toEqual(expected)
        // Of the one alone until which they change, where they are stored so.
        expect(asked.length <= 1 && !asked.includes(at + 1)).toBe(true)
      }), { numRuns: 20 })
    })
  })
}

describe('masks of older snapshots', () => {
  it('become changes, but for those that are trained with and those that no later snapshot has', () => {
    const { run, masks } = written()
    inFile(run, (database) => {
      expect(snapshotsToReplace(database)).toEqual([
        { snapshot: 1, until: 3, examples },
        { snapshot: 2, until: 3, examples: 300 },
        { snapshot: 3, until: 4, examples }
      ])
    })
    replaceAll(run)
    expect(rowsLeft(run)).toEqual([0, 0, 0, examples])
    expectReadable(run, masks)
    inFile(run, (database) => { expect(snapshotsToReplace(database)).toEqual([]) })

    // A later snapshot, whose masks are fewer, and one between two others.
    const more = [...masks,
      recordSnapshot(run.recorder, scheduledStart(5, 40, 100)),
      recordSnapshot(run.recorder, scheduledStart(6, 15, examples))]
    replaceAll(run)
    expect(rowsLeft(run)).toEqual([0, 0, 0, examples])
    expectReadable(run, more)
    run.recorder.end('finished', null)
  })

  it('can be read, and replaced to the end, wherever that was cut off', () => {
    const { run, masks } = written()
    for (const transactions of [0, 1, 2]) {
      inFile(run, (database, table) => {
        let left = transactions
        expect(() => {
          for (const replacement of snapshotsToReplace(database)) {
            table.replaceByChanges(replacement, () => {
              if (left-- === 0) throw new Error('cut off')
            })
          }
        }).toThrow('cut off')
      })
      expectReadable(run, masks)
    }
    // Three transactions went through, the first snapshot's; those that were thrown in left nothing behind.
    expect(rowsLeft(run)).toEqual([0, 300, examples, examples])
    replaceAll(run)
    expect(rowsLeft(run)).toEqual([0, 0, 0, examples])
    expectReadable(run, masks)
    run.recorder.end('finished', null)
  })

  it.each([
    [
      'UPDATE mask_changes SET bits = x\'00\', checksum = NULL WHERE snapshot = 1',
      'holds no complete mask of example 0 of snapshot 1.'
    ],
    ['DELETE FROM mask_changes WHERE snapshot = 1 AND position = 1', 'no complete mask of example 0 of snapshot 1.'],
    [
      'UPDATE mask_changes SET examples = 100000, checksum = NULL WHERE snapshot = 1',
      'no complete mask of example 0 of snapshot 1.'
    ],
    ['UPDATE snapshots SET changes_until = 1 WHERE snapshot = 3', 'no complete mask of example 0 of snapshot 3.']
  ])('that are damaged (%s) are told in a sentence', (damage, sentence) => {
    const { run } = written()
    replaceAll(run)
    inFile(run, (database) => {
      database.exec(damage)
      expect(() => new MaskReader(database, width).read(1, Int32Array.of(0))).toThrow(sentence)
    })
    run.recorder.end('finished', null)
  })

  it('take at most a quarter of a bit for a unit where churn is 1 %', () => {
    const { run } = written()
    inFile(run, (database, table) => {
      const stream = random(1, 'flips')
      const masks = table.read(4, Int32Array.from({ length: examples }, (_, i) => i))
      const before = masks.map((byte) => {
        let flips = 0
        for (let bit = 0; bit < 8; bit++) flips |= Number(stream.uniform() < 0.01) << bit
        return byte ^ flips
      })
      table.write(9, 0, before)
      database.exec(`INSERT INTO snapshots
        SELECT 9, 'requested', NULL, 'final', 1, 25, examples, NULL, NULL, 'all', 0, NULL, NULL
        FROM snapshots WHERE snapshot = 4`)
      table.replaceByChanges({ snapshot: 9, until: 4, examples }, () => undefined)
      const bytes = database.prepare('SELECT sum(length(bits)) FROM mask_changes').pluck().get() as number
      // Flips that know nothing of each other take at least their entropy, 0.08 bit.
      expect(8 * bytes / (examples * width * 8)).toBeLessThan(0.25)
      expect(8 * bytes / (examples * width * 8)).toBeGreaterThan(0.08)
      expect(table.read(9, Int32Array.of(0, 599))).toEqual(
        Uint8Array.from([...before.subarray(0, width), ...before.subarray(599 * width)])
      )
    })
    run.recorder.end('finished', null)
  })
})
