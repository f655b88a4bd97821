/** Makes of a run that was trained here one that comes with Maskscope: small, and telling nothing of this machine. */
import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync } from 'node:fs'
import { probeExamples } from './runs.mjs'

/** What of the environment says how the run was made. */
const told = ['maskscope', 'node', 'tensorflow']

/** @param {string} trained @param {string} file @param {import('./runs.mjs').ExampleRun} run */
export function trim(trained, file, run) {
  copyFileSync(trained, file)
  const database = new BetterSqlite3(file)
  try {
    database.transaction(() => {
      rename(database, run)
      keepMasksOfProbe(database)
    })()
    database.exec('VACUUM')
  } finally {
    database.close()
  }
}

/** @param {BetterSqlite3.Database} database @param {import('./runs.mjs').ExampleRun} run */
function rename(database, { id, createdAt }) {
  const row = /** @type {{ environment: string, created_at: string, finished_at: string }} */ (
    database.prepare('SELECT environment, created_at, finished_at FROM run').get()
  )
  const took = Date.parse(row.finished_at) - Date.parse(row.created_at)
  const finishedAt = new Date(Date.parse(createdAt) + took).toISOString()
  const environment = Object.entries(JSON.parse(row.environment)).filter(([name]) => told.includes(name))
  database
    .prepare(`
      UPDATE run SET id = ?, created_at = ?, finished_at = ?, heartbeat_at = ?, host = 'example', process = 1,
        environment = ?
    `)
    .run(id, createdAt, finishedAt, finishedAt, JSON.stringify(Object.fromEntries(environment)))
  database.prepare('UPDATE checkpoints SET created_at = ?').run(finishedAt)
}

/** @param {BetterSqlite3.Database} database */
function keepMasksOfProbe(database) {
  database.prepare('DELETE FROM mask_rows WHERE (key & 0xffffffff) >= ?').run(probeExamples)
  database.prepare('DELETE FROM mask_changes WHERE first >= ?').run(probeExamples)
  database.prepare("UPDATE snapshots SET masks_kept = 'probe' WHERE examples > ?").run(probeExamples)
}
