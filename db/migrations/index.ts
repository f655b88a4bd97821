/** Numbered migrations of a run file: the one at index n brings `user_version` from n to n + 1. */
import type { WritableDatabase } from '../database'
import { runFile } from './001-run-file'
import { ruleEvaluations } from './002-rule-evaluations'
import { testCurve } from './003-test-curve'
import { weightMasks } from './004-weight-masks'
import { maskKeys } from './005-mask-keys'
import { snapshots } from './006-snapshots'
import { trainingStates } from './007-training-states'
import { maskHistory } from './008-mask-history'
import { annotations } from './009-annotations'
import { curveOutline } from './010-curve-outline'
import { resumption } from './011-resumption'
import { checksums } from './012-checksums'
import { averagedWeights } from './013-averaged-weights'
import { elementOf } from '../../preload/schema/element'

export const migrations: readonly string[] = [
  runFile,
  ruleEvaluations,
  testCurve,
  weightMasks,
  maskKeys,
  snapshots,
  trainingStates,
  maskHistory,
  annotations,
  curveOutline,
  resumption,
  checksums,
  averagedWeights
]

/** Brings a run file to the newest version, or to an earlier one, each step in a transaction of its own. */
export function migrate(database: WritableDatabase, to = migrations.length): void {
  const version = database.pragma('user_version', { simple: true }) as number
  if (version >= to) return
  // A table to which others refer can only be made anew while nothing watches over references (SQLite's own advice).
  const watched = database.pragma('foreign_keys', { simple: true }) as number
  database.pragma('foreign_keys = OFF')
  try {
    for (let next = version; next < to; next++) carryOut(database, next)
  } finally {
    database.pragma(`foreign_keys = ${watched}`)
  }
}

function carryOut(database: WritableDatabase, step: number): void {
  database.transaction(() => {
    database.exec(elementOf(migrations, step))
    const broken = database.pragma('foreign_key_check') as { table: string }[]
    for (const { table } of broken) throw new Error(`a row of ${table} refers to none`)
    database.pragma(`user_version = ${step + 1}`)
  })()
}
