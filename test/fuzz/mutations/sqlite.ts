/** SQLite files changed by SQL, as somebody with a shell of SQLite would: cells, rows, tables, what describes them. */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import type { Chance } from '../chance'

const numbers = [
  '0', '1', '-1', '2', '9223372036854775807', '-9223372036854775808', '9e999', '-9e999', '1e308', '0.5', '4294967296'
]
const blobs = ["x''", "x'00'", 'zeroblob(1)', 'zeroblob(100000)', 'randomblob(64)']
const texts = [
  "''", "'a'", "'../../evil'", "'{}'", "'[]'", "'null'", "'1e999'", `'{"epochs":1e999}'`, "char(0)",
  "'a' || char(0) || 'b'", "char(27) || ']0;x' || char(7)", "char(8238)", "hex(zeroblob(600))",
  "hex(zeroblob(60000))", "'2026-11-27T00:00:00.000Z'", "'9999999-01-01'", "'running'", "'finished'"
]

const edge = (chance: Chance): string => chance.of(chance.of([numbers, numbers, blobs, texts, ['NULL']]))

interface Named { name: string }
const ownTables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
const tablesOf = (database: Database): string[] =>
  (database.prepare(ownTables).all() as Named[]).map(({ name }) => name)
const columnsOf = (database: Database, table: string): string[] =>
  (database.pragma(`table_info("${table}")`) as Named[]).map(({ name }) => name)

type Change = (database: Database, chance: Chance) => unknown

const cell: Change = (database, chance) => {
  const table = chance.of(tablesOf(database))
  const column = chance.of(columnsOf(database, table))
  const one = `WHERE rowid IN (SELECT rowid FROM "${table}" LIMIT 1 OFFSET ${chance.whole(5)})`
  const old = `"${column}"`
  const value = chance.of([
    edge(chance), edge(chance), `${old} + 1`, `-${old}`, `${old} * 1e9`, `substr(${old}, 1, length(${old}) / 2)`,
    `${old} || ${old}`, `replace(${old}, '1', '9')`, `replace(${old}, '"', '')`, `replace(${old}, ':', ':1e999')`,
    `replace(${old}, '0.', '1e99')`
  ])
  database.exec(`UPDATE "${table}" SET ${old} = ${value} ${chance.happens(0.3) ? '' : one}`)
}

const deleted: Change = (database, chance) =>
  database.exec(`DELETE FROM "${chance.of(tablesOf(database))}" WHERE rowid % ${1 + chance.whole(3)} = 0`)

const doubled: Change = (database, chance) => {
  const table = chance.of(tablesOf(database))
  database.exec(`INSERT INTO "${table}" SELECT * FROM "${table}" LIMIT ${chance.few(1000)}`)
}

const described: Change = (database, chance) => {
  const table = chance.of(tablesOf(database))
  database.exec(chance.of([
    `DROP TABLE "${table}"`, `ALTER TABLE "${table}" ADD COLUMN more TEXT`, `ALTER TABLE "${table}" RENAME TO other`,
    `CREATE INDEX more ON "${table}" (${chance.of(columnsOf(database, table))})`,
    `CREATE TRIGGER more AFTER INSERT ON "${table}" BEGIN DELETE FROM run; END`,
    `CREATE VIEW more AS SELECT * FROM "${table}"`, 'CREATE TABLE more (a)', 'ANALYZE', 'PRAGMA user_version = 3',
    `PRAGMA user_version = ${chance.whole(20)}`, 'PRAGMA application_id = 1', 'PRAGMA journal_mode = WAL',
    'PRAGMA auto_vacuum = FULL; VACUUM', 'PRAGMA encoding = "UTF-16"; VACUUM'
  ]))
}

const changes: readonly Change[] = [cell, cell, cell, cell, cell, deleted, doubled, described]

/** Changes a closed file where it lies; what SQLite refuses is left out. */
export function changeDatabase(path: string, chance: Chance): void {
  const database = new BetterSqlite3(path)
  try {
    // A strict table's columns have types; without its word they take anything.
    if (chance.happens(0.2)) {
      database.unsafeMode(true)
      database.exec("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')")
      database.pragma('writable_schema = RESET')
    }
    database.pragma('foreign_keys = OFF')
    database.pragma('ignore_check_constraints = ON')
    for (let i = chance.few(5); i > 0; i--) {
      try {
        chance.of(changes)(database, chance)
      } catch (error) {
        if (!(error instanceof BetterSqlite3.SqliteError)) throw error
      }
    }
  } finally {
    database.close()
  }
}
