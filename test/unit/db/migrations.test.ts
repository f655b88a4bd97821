/** What a fresh run file consists of. A changed table needs a migration of its own, and a test here. */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationId, createRunFile, openRunForWriting } from '../../../db/open'
import { migrate, migrations } from '../../../db/migrations'
import { temporaryFolder } from '../../fixtures/temporary'

const tables = {
  run: [
    'one', 'id', 'name', 'status', 'failure', 'backend', 'configuration', 'topology', 'environment', 'parameters', 'train_examples',
    'test_examples', 'created_at', 'finished_at', 'host', 'process', 'heartbeat_at', 'progress'
  ],
  support_layers: ['position', 'name', 'shape', 'units', 'byte_offset', 'byte_length'],
  curve: ['iteration', 'epoch', 'loss', 'error', 'learning_rate'],
  epochs: [
    'epoch', 'iterations', 'phase', 'learning_rate', 'train_loss', 'train_error', 'test_loss', 'test_error', 'drift', 'seconds'
  ],
  alternations: ['alternation', 'epoch', 'iteration', 'examples', 'masks_kept', 'seconds'],
  alternation_layers: ['alternation', 'position', 'bits_on', 'on_to_off', 'off_to_on', 'dead', 'always_on', 'on_per_unit'],
  masks: ['alternation', 'example', 'bits'],
  checkpoints: ['checkpoint', 'name', 'epoch', 'iteration', 'created_at'],
  checkpoint_tensors: ['checkpoint', 'name', 'data'],
  evaluations: ['number', 'checkpoint_name', 'epoch', 'examples', 'relu_error', 'relu_loss', 'maskt_error', 'maskt_loss'],
  log: ['number', 'at', 'message']
}

const simple = (database: Database, name: string): unknown => database.pragma(name, { simple: true })

interface TableInfo { name: string; type: string; strict: number }

const ownTables = (database: Database): TableInfo[] =>
  (database.pragma('table_list') as TableInfo[]).filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'))

describe('migration 001, the run file', () => {
  const database = createRunFile(join(temporaryFolder(), 'fresh.maskrun'), 4096)

  it('identifies the file', () => {
    expect(simple(database, 'application_id')).toBe(applicationId)
    expect(applicationId).toBe(Buffer.from('MSKS').readUInt32BE())
    expect(simple(database, 'user_version')).toBe(migrations.length)
    expect(simple(database, 'integrity_check')).toBe('ok')
  })

  it('makes exactly these tables and columns', () => {
    const found = Object.fromEntries(ownTables(database).map(({ name }) =>
      [name, (database.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name)]))
    expect(found).toEqual(tables)
  })

  it('makes every table strict, so that a text can never stand where a number belongs', () => {
    expect(ownTables(database).filter(({ strict }) => strict !== 1)).toEqual([])
    expect(() => database.prepare('INSERT INTO masks VALUES (?, ?, ?)').run(1, 1, 'text')).toThrow(/cannot store TEXT/)
  })

  it('refuses a second run row and a status that is none', () => {
    const insert = database.prepare(`
      INSERT INTO run VALUES (?, 'a', 'a', ?, NULL, 'b', '{}', '{}', '{}', 1, 1, 1, 'now', NULL, 'host', 1, 'now', NULL)
    `)
    expect(() => insert.run(2, 'running')).toThrow(/CHECK constraint/)
    expect(() => insert.run(1, 'sleeping')).toThrow(/CHECK constraint/)
  })
})

describe('migrating', () => {
  it('leaves a newest file as it is, whatever it holds', () => {
    const path = join(temporaryFolder(), 'twice.maskrun')
    const database = createRunFile(path, 4096)
    database.prepare('INSERT INTO log (at, message) VALUES (?, ?)').run('now', 'kept')
    migrate(database)
    database.close()
    const again = openRunForWriting(path)
    expect(again.prepare('SELECT message FROM log').pluck().all()).toEqual(['kept'])
    again.close()
  })

  it('undoes a step that fails half-way, and its version with it', () => {
    const database = new BetterSqlite3(':memory:')
    database.exec('CREATE TABLE curve (taken)')
    expect(() => migrate(database)).toThrow(/curve already exists/)
    expect(simple(database, 'user_version')).toBe(0)
    expect(ownTables(database).map(({ name }) => name)).toEqual(['curve'])
  })
})
