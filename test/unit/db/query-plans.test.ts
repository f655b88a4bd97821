/**
 * How SQLite carries out the statements that run per mini-batch, per live update or per page. The statements are
 * taken from the functions themselves, so a changed one is judged as it is.
 */
import type { Database } from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { readAlternations } from '../../../db/alternations'
import { readCheckpoint, readEvaluations } from '../../../db/checkpoints'
import { readDelta } from '../../../db/details'
import { MaskTable } from '../../../db/masks'
import { readCurve, readEpochs } from '../../../db/metrics'
import { openRunForWriting } from '../../../db/open'
import { beginRun, recordAlternation, smallLayout } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const run = beginRun(temporaryFolder())
run.recorder.checkpoint('alternation-1', { epoch: 1, iteration: 1 }, new Map([['conv1/bias', new Float32Array(3)]]))
for (const index of [1, 2, 3]) recordAlternation(run.recorder, index, 20)
const database = openRunForWriting(run.path)

afterAll(() => {
  database.close()
  run.recorder.end('finished', null)
})

/** The texts of all statements that `work` prepares on this connection. */
function statementsOf(work: (database: Database) => unknown): string[] {
  const texts: string[] = []
  const listening = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        if (name === 'prepare') texts.push(String(given[0]))
        return Reflect.apply(value, target, given)
      }
    }
  })
  work(listening)
  return texts
}

function plansOf(work: (database: Database) => unknown): string[] {
  return statementsOf(work).flatMap((text) => {
    const parameters = Array.from(text.matchAll(/\?/g), () => 1)
    return (database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters) as { detail: string }[]).map(({ detail }) => detail)
  })
}

function expectNoScanNorSort(plans: readonly string[]): void {
  expect(plans.length).toBeGreaterThan(0)
  expect(plans.filter((plan) => /^SCAN|TEMP B-TREE|AUTOMATIC/.test(plan))).toEqual([])
}

describe('masks', () => {
  const masks = (work: (table: MaskTable) => unknown) => plansOf((listening) => work(new MaskTable(listening, smallLayout.bytesPerExample)))
  const byBoth = 'SEARCH masks USING INDEX sqlite_autoindex_masks_1 (alternation=? AND example=?)'

  it('are found by alternation and example', () => {
    expect(masks((table) => table.read(1, Int32Array.of(0, 1)))).toEqual([byBoth])
  })

  it('are listed for one alternation from the index alone, in its order', () => {
    const plans = masks((table) => table.examplesAt(1))
    expectNoScanNorSort(plans)
    expect(plans).toContain('SEARCH masks USING COVERING INDEX sqlite_autoindex_masks_1 (alternation=?)')
  })

  it('are freed without touching those of other alternations', () => {
    const plans = masks((table) => { table.keepOnlyProbe(3, 4) })
    expectNoScanNorSort(plans)
    expect(plans).toContain('SEARCH masks USING INDEX sqlite_autoindex_masks_1 (alternation=? AND example>?)')
  })

  it('of an unfinished alternation are found by its number', () => {
    const plans = masks((table) => { table.removeUnfinished() })
    expectNoScanNorSort(plans)
    expect(plans).toContain('SEARCH masks USING COVERING INDEX sqlite_autoindex_masks_1 (alternation>?)')
  })
})

describe('what is new since a cursor', () => {
  it('is found by primary key and comes in its order', () => {
    expect(plansOf((listening) => readCurve(listening, 5))).toEqual(['SEARCH curve USING INTEGER PRIMARY KEY (rowid>?)'])
    expect(plansOf((listening) => readEpochs(listening, 5))).toEqual(['SEARCH epochs USING INTEGER PRIMARY KEY (rowid>?)'])
    expect(plansOf((listening) => readEvaluations(listening, 5))).toEqual(['SEARCH evaluations USING INTEGER PRIMARY KEY (rowid>?)'])
  })

  it('joins alternations to their layers by their keys', () => {
    const plans = plansOf((listening) => readAlternations(listening, 1))
    expectNoScanNorSort(plans)
    expect(plans[0]).toMatch(/^SEARCH l USING (COVERING )?INDEX sqlite_autoindex_alternation_layers_1 \(alternation>\?\)$/)
  })

  it('never looks at every mask, though it is asked four times a second', () => {
    const plans = plansOf((listening) => readDelta(listening, 0, { iteration: 5, epoch: 1, alternation: 1, evaluations: 0 }))
    expect(plans.length).toBeGreaterThan(8)
    // The run's one row, a row per layer and per alternation may be gone through; "SCAN epochs" is its last row.
    expect(plans.filter((plan) => /SCAN (masks|curve|checkpoint)|TEMP B-TREE|AUTOMATIC/.test(plan))).toEqual([])
  })
})

it('finds a checkpoint by name and its tensors by their key', () => {
  expectNoScanNorSort(plansOf((listening) => readCheckpoint(listening, 'alternation-1')))
})
