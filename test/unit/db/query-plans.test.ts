/**
 * How SQLite carries out the statements that run per mini-batch, per live update or per page. The statements are
 * taken from the functions themselves, so a changed one is judged as it is.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { readCheckpoint, readEvaluations } from '../../../db/checkpoints'
import { readCurve, readShownCurve } from '../../../db/curve'
import type { WritableDatabase } from '../../../db/database'
import { readDelta } from '../../../db/details'
import { MaskReader, MaskTable } from '../../../db/masks'
import { readImage } from '../../../db/example-images'
import { readEpochs, readTestCurve } from '../../../db/metrics'
import { openRunForWriting } from '../../../db/open'
import { readLatestPruning, readPrunings, readSensitivity, readWeightMasks } from '../../../db/prunings'
import {
  insertRuleEvaluation,
  keepTestSet,
  readPredictions,
  readRuleEvaluations,
  type TestSet
} from '../../../db/rule-evaluations'
import { readOnPerUnit } from '../../../db/snapshot-counts'
import { readSnapshots } from '../../../db/snapshots'
import { beginRun, recordAlternation, smallLayout } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const run = beginRun(temporaryFolder())
run.recorder.checkpoint('alternation-1', { epoch: 1, iteration: 1 }, new Map([['conv1/bias', new Float32Array(3)]]))
for (const index of [1, 2, 3]) recordAlternation(run.recorder, index, 20)
run.recorder.pruned({
  index: 1,
  epoch: 1,
  iteration: 1,
  alternation: 1,
  seconds: 0,
  layers: [{ name: 'conv1', weights: 27, kept: 27, exempt: false, bits: new Uint8Array(4), coactivation: null }]
})
const database = openRunForWriting(run.path)

afterAll(() => {
  database.close()
  run.recorder.end('finished', null)
})

/** The texts of all statements that `work` prepares on this connection. */
function statementsOf(work: (database: WritableDatabase) => unknown): string[] {
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

function plansOf(work: (database: WritableDatabase) => unknown): string[] {
  return statementsOf(work).flatMap((text) => {
    const positional = Array.from(text.matchAll(/\?/g), () => 1)
    const named = Object.fromEntries(Array.from(text.matchAll(/@(\w+)/g), ([, name]) => [name, 1]))
    return (database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...positional, named) as { detail: string }[]).map(
      ({ detail }) => detail
    )
  })
}

function expectNoScanNorSort(plans: readonly string[]): void {
  expect(plans.length).toBeGreaterThan(0)
  expect(plans.filter((plan) => /^SCAN|TEMP B-TREE|AUTOMATIC/.test(plan))).toEqual([])
}

describe('masks', () => {
  const reading = (work: (table: MaskReader) => unknown) =>
    plansOf((listening) => work(new MaskReader(listening, smallLayout.bytesPerExample)))
  const writing = (work: (table: MaskTable) => unknown) =>
    plansOf((listening) => work(new MaskTable(listening, smallLayout.bytesPerExample)))
  const inOneRange = 'SEARCH mask_rows USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'

  it('are found by their key', () => {
    const plans = reading((table) => table.read(1, Int32Array.of(0, 1)))
    expectNoScanNorSort(plans)
    expect(plans).toContain('SEARCH mask_rows USING INTEGER PRIMARY KEY (rowid=?)')
    // What changes in them, where they are older, by its own key.
    const ofChanges = 'SEARCH mask_changes USING INDEX sqlite_autoindex_mask_changes_1'
    expect(plans).toContain(`${ofChanges} (snapshot=? AND position=? AND first<?)`)
    expect(plans).toContain(`${ofChanges} (snapshot=? AND position=?)`)
  })

  it('of one unit are found in one range of keys', () => {
    const plans = reading((table) => table.readPart(1, 0, 20, { byte: 3, length: 1 }))
    expectNoScanNorSort(plans)
    expect(plans).toContain(inOneRange)
  })

  it('are counted, for one alternation, where only few were kept', () => {
    const plans = reading((table) => table.examplesOf(1))
    expectNoScanNorSort(plans)
    expect(plans).toContain(inOneRange)
  })

  it('are freed without touching those of other alternations', () => {
    const plans = writing((table) => { table.keepOnlyProbe(3, 4) })
    expectNoScanNorSort(plans)
    expect(plans).toContain(inOneRange)
  })

  it('of an unfinished alternation are found by its number', () => {
    const plans = writing((table) => { table.removeUnfinished() })
    expectNoScanNorSort(plans)
    expect(plans).toContain('SEARCH mask_rows USING INTEGER PRIMARY KEY (rowid>?)')
  })
})

describe('what is new since a cursor', () => {
  it('is found by primary key and comes in its order', () => {
    expect(plansOf((listening) => readCurve(listening, 5, 10))).toEqual([
      'SEARCH curve USING INTEGER PRIMARY KEY (rowid>?)'
    ])
    expect(plansOf((listening) => readShownCurve(listening, 5))).toContain(
      'SEARCH curve USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'
    )
    expect(plansOf((listening) => readTestCurve(listening, 5))).toContain(
      'SEARCH test_curve USING INTEGER PRIMARY KEY (rowid>?)'
    )
    expect(plansOf((listening) => readEpochs(listening, 5))).toEqual([
      'SEARCH epochs USING INTEGER PRIMARY KEY (rowid>?)'
    ])
    expect(plansOf((listening) => readEvaluations(listening, 5))).toEqual([
      'SEARCH evaluations USING INTEGER PRIMARY KEY (rowid>?)'
    ])
  })

  it('joins snapshots to their layers by their keys', () => {
    const plans = plansOf((listening) => readSnapshots(listening, 1))
    expect(plans[0]).toMatch(/^SEARCH l USING (COVERING )?INDEX sqlite_autoindex_snapshot_layers_1 \(snapshot>\?\)$/)
    // A row per snapshot may be gone through; their layers, with a count for every unit, may not.
    expect(plans.filter((plan) => /^SCAN (?!snapshots)|TEMP B-TREE|AUTOMATIC/.test(plan))).toEqual([])
  })

  it('finds the counts of a layer’s units by snapshot and layer', () => {
    const byKeys = [
      'SEARCH s USING INDEX sqlite_autoindex_support_layers_1 (name=?)',
      'SEARCH l USING INDEX sqlite_autoindex_snapshot_layers_1 (snapshot=? AND position=?)'
    ]
    // Whole to be held against their checksum, and again for what was asked.
    expect(plansOf((listening) => readOnPerUnit(listening, 1, 'support1'))).toEqual([
      'SEARCH s USING COVERING INDEX sqlite_autoindex_support_layers_1 (name=?)', ...byKeys.slice(1), ...byKeys
    ])
  })

  it('joins weight masks to their prunings by their keys', () => {
    const plans = plansOf((listening) => readPrunings(listening, 1))
    expectNoScanNorSort(plans)
    expect(plans[0]).toBe('SEARCH w USING INDEX sqlite_autoindex_weight_masks_1 (pruning>?)')
    expect(plansOf((listening) => readSensitivity(listening, 1))).toEqual([
      'SEARCH sensitivity USING INTEGER PRIMARY KEY (rowid>?)'
    ])
  })

  it('finds the latest weight masks by their key', () => {
    const plans = plansOf((listening) => readLatestPruning(listening))
    expect(plans).toContain('SEARCH weight_masks USING INDEX sqlite_autoindex_weight_masks_1 (pruning=?)')
    // The largest key of a table is its last row.
    expect(plans.filter((plan) => /^SCAN weight_masks|TEMP B-TREE|AUTOMATIC/.test(plan))).toEqual([])
  })

  it('never looks at every mask, though it is asked four times a second', () => {
    const plans = plansOf((listening) =>
      readDelta(listening, 0, {
        iteration: 5,
        testIteration: 5,
        epoch: 1,
        snapshots: { newest: 0, first: 0, whole: 0, thinned: 0 },
        evaluations: 0,
        pruning: 0,
        sensitivity: 0
      })
    )
    expect(plans.length).toBeGreaterThan(8)
    // The run's one row, a row per layer and per alternation may be gone through; "SCAN epochs" is its last row.
    expect(
      plans.filter((plan) =>
        /SCAN (masks|mask_rows|curve|test_curve|checkpoint|weight_masks|sensitivity)|TEMP B-TREE|AUTOMATIC/.test(plan)
      )
    ).toEqual([])
  })
})

it('finds a checkpoint by name and its tensors by their key', () => {
  expectNoScanNorSort(plansOf((listening) => readCheckpoint(listening, 'alternation-1')))
})

it('finds the weight masks of a checkpoint by its name and their key, in their order', () => {
  database.prepare('UPDATE checkpoints SET pruning = 1').run()
  const plans = plansOf((listening) => readWeightMasks(listening, 'alternation-1'))
  expectNoScanNorSort(plans)
  expect(plans).toContain('SEARCH weight_masks USING INDEX sqlite_autoindex_weight_masks_1 (pruning=?)')
})

describe('evaluations by rule', () => {
  it('are found by checkpoint and come in their order', () => {
    const plans = plansOf((listening) => readRuleEvaluations(listening, 'alternation-1'))
    expect(plans).toContain(
      'SEARCH rule_evaluations USING INDEX sqlite_autoindex_rule_evaluations_1 (checkpoint_name=?)'
    )
    // The sum over the layers goes through their few rows.
    expect(plans.filter((plan) => /^SCAN (?!support_layers)|TEMP B-TREE|AUTOMATIC/.test(plan))).toEqual([])
  })

  it('and their answers are found by their keys', () => {
    const testSet = { classes: 3, labels: Uint16Array.of(1) }
    insertAnswered(database, testSet)
    expectNoScanNorSort(plansOf((listening) => readPredictions(listening, 'alternation-1', { rule: 'relu' }, testSet)))
    expectNoScanNorSort(plansOf((listening) => readImage(listening, 0)))
  })

  it('go with a checkpoint that is replaced, by its key', () => {
    const plans = (
      database.prepare('EXPLAIN QUERY PLAN DELETE FROM rule_evaluations WHERE checkpoint_name = ?').all('final') as {
        detail: string
      }[]
    ).map(({ detail }) => detail)
    expectNoScanNorSort(plans)
  })
})

function insertAnswered(into: WritableDatabase, testSet: TestSet): void {
  keepTestSet(into, testSet)
  insertRuleEvaluation(into, {
    at: 'alternation-1',
    rule: { rule: 'relu' },
    examples: 1,
    wrong: 0,
    loss: 0.5,
    unitsOn: 10,
    predictions: {
      classes: Uint16Array.of(1),
      probabilities: Float32Array.of(0.6),
      labelProbabilities: Float32Array.of(0.6)
    }
  })
}
