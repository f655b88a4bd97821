/** What a run told while it worked. */
import type { Database } from 'better-sqlite3'

export function insertLog(database: Database, message: string, now: Date): void {
  database.prepare('INSERT INTO log (at, message) VALUES (?, ?)').run(now.toISOString(), message)
}

export function readLog(database: Database): { at: string; message: string }[] {
  return database.prepare('SELECT at, message FROM log ORDER BY number').all() as { at: string; message: string }[]
}
