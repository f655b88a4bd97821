/**
 * Whether a file has the tables, indices and views that its version must have, letter for letter, and nothing else. A
 * view that stands in the place of a table, a computed column, a trigger is a program of whoever made the file: it may
 * never end, or fill the disk.
 */
import type { Database } from 'better-sqlite3'
import { existsSync, statSync } from 'node:fs'
import { z } from 'zod'
import { connectInMemory } from './connect'
import { demandSchemaTree } from './schema-tree'

/** A kind of file, in one of its versions. */
export interface SchemaOf {
  kind: 'run' | 'queue' | 'catalogue'
  version: number
  /** Makes an empty one: there is no other list of what it has. */
  make: (empty: Database) => void
}

/** More than a file of ours has of either; what is longer or more is none, and is not taken into memory. */
const [mostObjects, longestText] = [200, 10_000]

/** What describes the file, as one text: a thousand files of one version are compared as fast as texts are. */
const described = `
  SELECT json_group_array(json_array(
    type, name, tbl_name, CASE WHEN octet_length(sql) > ${longestText} THEN 'longer than any' ELSE sql END
  )) FROM (SELECT * FROM sqlite_schema LIMIT ${mostObjects})
`

/** Whoever asked SQLite to analyse a file left its statistics there: two tables of SQLite's own. */
const statistics = new Map([
  ['table sqlite_stat1', 'sqlite_stat1 CREATE TABLE sqlite_stat1(tbl,idx,stat)'],
  ['table sqlite_stat4', 'sqlite_stat4 CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)']
])

/** By type and name: the table it is of and what made it. SQLite's own indices have no text. */
type Schema = ReadonlyMap<string, string>

/** What a version must have, and texts that were found to be that: their order differs by a file's history. */
interface Known { expected: Schema; right: Set<string> }

const known = new Map<string, Known>()
const mostRemembered = 100

const rowsSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string().nullable()]))

/**
 * Before the first statement that reads a table.
 * @param path of the file that the connection has opened
 * @throws an error that says what is not as it should be
 */
export function demandSchema(database: Pick<Database, 'prepare'>, path: string, of: SchemaOf): void {
  if (!hasLog(path)) demandSchemaTree(path)
  else if (of.kind !== 'run') throw new Error('a write-ahead log lies beside it')
  const text = textOf(database)
  const { expected, right } = knownOf(of)
  if (right.has(text)) return
  demandSame(schemaFrom(text), expected, of.kind)
  if (right.size < mostRemembered) right.add(text)
}

/** Whether pages may stand elsewhere than in the file. */
export const hasLog = (path: string): boolean => existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0

function demandSame(found: Schema, expected: Schema, kind: SchemaOf['kind']): void {
  for (const [object, made] of expected) {
    if (!found.has(object)) throw new Error(`it has no ${object}`)
    if (found.get(object) !== made) throw new Error(`its ${object} is not that of a ${kind} file`)
  }
  for (const [object, made] of found)
    if (!expected.has(object) && statistics.get(object) !== made)
      throw new Error(`its ${object} is no part of a ${kind} file`)
}

function knownOf({ kind, version, make }: SchemaOf): Known {
  const key = `${kind} ${version}`
  const before = known.get(key)
  if (before !== undefined) return before
  const empty = connectInMemory()
  try {
    make(empty)
    const made: Known = { expected: schemaFrom(textOf(empty)), right: new Set() }
    known.set(key, made)
    return made
  } finally {
    empty.close()
  }
}

const textOf = (database: Pick<Database, 'prepare'>): string => database.prepare(described).pluck().get() as string

function schemaFrom(text: string): Schema {
  const rows = rowsSchema.parse(JSON.parse(text))
  const schema = new Map(rows.map(([type, name, table, sql]) => [`${type} ${name}`, `${table} ${sql ?? ''}`]))
  if (schema.size < rows.length) throw new Error('two of its tables have one name')
  return schema
}
