/** Stores of many runs: one is written as a training does, the others are its file under another id, name and seed. */
import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { outlineWholeBlocks } from '../../../db/migrations/010-curve-outline'
import { openRunForWriting } from '../../../db/open'
import type { RunStore } from '../../../db/store'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import { beginRun, epochEnd, evaluationAt, recordAlternation } from '../../fixtures/small-run'
import { say } from './say'

export interface ManyRuns {
  runs: number
  /** Of the live curve of each run. */
  points: number
  /** So many that each has as many runs. */
  seeds: number
}

const epochs = 12

/** @returns the ids, newest first */
export function writeManyRuns(storePath: string, { runs, points, seeds }: ManyRuns): string[] {
  say(`writing ${runs} runs of ${points} points`)
  const { path: origin, id, store } = writeRun(storePath, points)
  const ids = Array.from({ length: runs - 1 }, (_, run) => idOf(run + 1))
  for (const [at, copy] of ids.entries()) {
    copyFileSync(origin, store.runPath(copy))
    const database = new BetterSqlite3(store.runPath(copy))
    // What a crash would damage here is made anew.
    database.pragma('synchronous = OFF')
    const [run, seed] = [at + 1, (at + 1) % seeds]
    database.prepare(`
      UPDATE run SET id = ?, name = ?, configuration = json_set(configuration, '$.seed', ?, '$.epochs', ?)
    `).run(copy, `run ${run}`, seed, epochs + Math.floor(run / seeds) % 10)
    database.prepare('UPDATE curve SET loss = loss * @part, error = error * @part').run({ part: 0.5 + (run % 23) / 23 })
    database.prepare('UPDATE epochs SET test_error = test_error * ?').run(1 + (run % 17) / 40)
    database.close()
  }
  return [id, ...ids].sort().reverse()
}

/** One second after the other. */
function idOf(run: number): string {
  const parts = [Math.floor(run / 3600), Math.floor(run / 60) % 60, run % 60]
  return `20260101-${parts.map((part) => String(part).padStart(2, '0')).join('')}-aaaa`
}

function writeRun(storePath: string, points: number): { store: RunStore; id: string; path: string } {
  const configuration = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
  const { recorder, ...run } = beginRun(storePath, {
    name: 'run 0', configuration: { ...configuration, seed: 0, epochs },
    topology: presetNetwork('all-cnn-mini', [28, 28, 1], 10)
  })
  for (let epoch = 1; epoch <= epochs; epoch++) {
    recorder.epochEnded(epochEnd({
      epoch, iterations: Math.round(epoch * points / epochs), phase: epoch < 4 ? 'warm-up' : 'masked',
      learningRate: 0.1, trainLoss: 2 / epoch, trainError: 0.6 / epoch, testLoss: 2 / epoch, testError: 0.5 / epoch,
      drift: epoch < 4 ? null : 0.01 / epoch, seconds: 10
    }))
    if (epoch >= 4) recordAlternation(recorder, epoch - 3, 20)
  }
  recorder.evaluation(evaluationAt('final', 0.04))
  recorder.end('finished', null)
  writeCurve(run.path, points)
  return run
}

/** One point an iteration, falling and noisy. */
function writeCurve(path: string, points: number): void {
  const database = openRunForWriting(path)
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${points})
    INSERT INTO curve SELECT i, ${epochs}.0 * i / ${points}, exp(-5.0 * i / ${points}) + abs(random() % 1000) / 1e4,
      0.5 * exp(-5.0 * i / ${points}) + abs(random() % 1000) / 1e5, 0.1, NULL FROM n;
    ${outlineWholeBlocks}
  `)
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.pragma('journal_mode = DELETE')
  database.close()
}

/** A store of one run with so many points. @returns its id */
export function writeLongRun(storePath: string, points: number): string {
  say(`writing a run of ${points} points`)
  return writeRun(storePath, points).id
}

/** What an index of the runs is kept in. */
export const catalogueOf = (storePath: string): string => join(storePath, 'catalogue.sqlite')
