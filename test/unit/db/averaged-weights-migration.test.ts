/** The thirteenth migration: the state of a training may have averaged weights. */
import BetterSqlite3 from 'better-sqlite3'
import { expect, it } from 'vitest'
import { asWritable } from '../../../db/database'
import { migrate } from '../../../db/migrations'
import { runFile } from '../../../db/migrations/001-run-file'

it('keeps the state of an interrupted training, which may have averaged weights then', () => {
  const database = asWritable(new BetterSqlite3(':memory:'))
  database.exec(runFile)
  database.pragma('user_version = 1')
  migrate(database, 12)
  database.exec(`
    INSERT INTO training_states (epoch, iteration, saved_at, position, method) VALUES (1, 10, 'now', '{}', '{}');
    INSERT INTO training_state_tensors VALUES (1, 'weights', 'b', x'01'), (1, 'weights', 'a', x'02')
  `)
  const average = "INSERT INTO training_state_tensors VALUES (1, 'average', 'a', x'03')"
  expect(() => database.exec(average)).toThrow(/CHECK/)
  const rows = (): unknown => database.prepare('SELECT * FROM training_state_tensors ORDER BY rowid').raw().all()
  const before = rows()
  migrate(database)
  expect(rows()).toEqual(before)
  database.exec(average)
  expect(database.pragma('foreign_key_check')).toEqual([])
  expect(database.prepare('EXPLAIN QUERY PLAN SELECT data FROM training_state_tensors WHERE state = 1').all())
    .toMatchObject([{ detail: 'SEARCH training_state_tensors USING INDEX ' +
      'sqlite_autoindex_training_state_tensors_1 (state=?)' }])
  database.exec('DELETE FROM training_states')
  expect(rows()).toEqual([])
  database.close()
})
