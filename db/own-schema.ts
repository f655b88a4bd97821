/**
 * Whether a file has the tables, indices and views of a run file of its version, word for word, and nothing else. A
 * view that stands in the place of a table, or a computed column, is a program of whoever made the file: it may never
 * end.
 */
import BetterSqlite3 from 'better-sqlite3'
import { asWritable, type ReadableDatabase } from './database'
import { migrate } from './migrations'
import { fileVersion } from './open'

/** By type and name what made it; indices that SQLite makes itself have no text. */
type Schema = ReadonlyMap<string, string>

/** @throws an error that says what is not as it should be */
export function demandOwnSchema(database: ReadableDatabase): void {
  const found = schemaOf(database)
  const expected = expectedSchema(fileVersion(database))
  for (const [object, sql] of expected) {
    if (!found.has(object)) throw new Error(`it has no ${object}`)
    if (found.get(object) !== sql) throw new Error(`its ${object} is not that of a run file`)
  }
  for (const object of found.keys())
    if (!expected.has(object)) throw new Error(`its ${object} is no part of a run file`)
}

function expectedSchema(version: number): Schema {
  const empty = asWritable(new BetterSqlite3(':memory:'))
  try {
    migrate(empty, version)
    return schemaOf(empty)
  } finally {
    empty.close()
  }
}

function schemaOf(database: ReadableDatabase): Schema {
  const rows = database.prepare('SELECT type, name, sql FROM sqlite_schema').all() as {
    type: string
    name: string
    sql: string | null
  }[]
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, plain(sql ?? '')]))
}

/** SQLite puts a table's name between quotation marks when it renames one. */
const plain = (sql: string): string => sql.replace(/"/g, '').replace(/\s+/g, ' ')
