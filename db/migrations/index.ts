/** Numbered migrations of a run file: the one at index n brings `user_version` from n to n + 1. */
import type { WritableDatabase } from '../database'
import { runFile } from './001-run-file'
import { ruleEvaluations } from './002-rule-evaluations'
import { testCurve } from './003-test-curve'
import { weightMasks } from './004-weight-masks'
import { maskKeys } from './005-mask-keys'

export const migrations: readonly string[] = [runFile, ruleEvaluations, testCurve, weightMasks, maskKeys]

/** Brings a run file to the newest version, each step in a transaction of its own. */
export function migrate(database: WritableDatabase): void {
  const version = database.pragma('user_version', { simple: true }) as number
  for (let next = version; next < migrations.length; next++) {
    database.transaction(() => {
      database.exec(migrations[next])
      database.pragma(`user_version = ${next + 1}`)
    })()
  }
}
