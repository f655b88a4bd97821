/** The size of the run file; what Python reads in it, `python-reader.test.ts` tries. */
import { statSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fileOverhead } from '../../db/page-size'
import { verifyFile } from '../../main/api/verification/verify'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { reading } from '../fixtures/small-run'

/** Of a bit that is on with probability p. */
const entropy = (p: number): number => -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)

let training: SharedTraining
beforeAll(async () => { training = await sharedTraining() })

describe('the run file', () => {
  it('of a training is whole, with a checksum of every row, and agrees with all that was counted', () => {
    const { damages, unchecked, rows, masks } = verifyFile(training.path)
    expect({ damages, unchecked }).toEqual({ damages: [], unchecked: [] })
    expect(rows).toBeGreaterThan(100)
    expect(masks).toBeGreaterThan(1000)
  })

  it('takes at most 1 bit per unit and 5 % for the newest masks, and less for those before', () => {
    reading(training.path, (database) => {
      const pages = (names: string): number =>
        database.prepare(`SELECT sum(pgsize) FROM dbstat WHERE name ${names}`).pluck().get() as number
      const units = database.prepare('SELECT sum(units) FROM support_layers').pluck().get() as number
      const masks = database.prepare('SELECT count(*) FROM mask_rows').pluck().get() as number
      const bits = units * masks
      expect(bits).toBe(26_656 * 1000)
      const newest = "IN ('mask_rows')"
      const page = database.pragma('page_size', { simple: true }) as number
      // Beyond 5 %, as much as an inner page and one that is only begun.
      expect(pages(newest)).toBeLessThanOrEqual(bits / 8 * 1.05 + 2 * page)
      const history = "IN ('mask_changes', 'sqlite_autoindex_mask_changes_1')"
      const changes = database.prepare('SELECT sum(length(bits)) FROM mask_changes').pluck().get() as number
      const churn = database.prepare('SELECT sum(on_to_off + off_to_on) FROM snapshot_layers').pluck().get() as number
      // Bits that flip independently of each other take their entropy; those of neighbours flip together.
      expect(changes).toBeLessThan(2 * bits / 8 * entropy(churn / (2 * bits)))
      expect(pages(history)).toBeLessThanOrEqual(changes * 1.1 + 8 * page)

      // The rest is weights, counts and metrics: hardly more than their own bytes.
      const weights = database.prepare('SELECT sum(length(data)) FROM checkpoint_tensors').pluck().get() as number
      const counts = database.prepare(`
        SELECT sum(length(on_per_unit) + coalesce(2 * length(on_to_off_per_unit) + length(flips_per_example), 0))
        FROM snapshot_layers
      `).pluck().get() as number
      expect(weights).toBe(4 * 27_002 * 4)
      expect(counts).toBe(4 * (3 * 26_656 + 2 * 2 * 26_656 + 2 * 6 * 1000))
      // Beyond them: thirty tables and indices of at least a page each, an epoch's and a curve point's few numbers.
      const others = "NOT IN ('mask_rows', 'mask_changes', 'sqlite_autoindex_mask_changes_1')"
      expect(pages(others)).toBeLessThanOrEqual((weights + counts) * 1.05 + fileOverhead(page) + 8 * page)
      // A heartbeat or progress that no longer fits its page leaves one free now and then, and so does a checkpoint
      // that was replaced.
      const free = (database.pragma('freelist_count', { simple: true }) as number) * page
      expect(free).toBeLessThanOrEqual(16 * page)
      expect(statSync(training.path).size).toBe(pages(newest) + pages(history) + pages(others) + free)
    })
  })
})
