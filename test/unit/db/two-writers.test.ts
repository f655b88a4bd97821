/** A training's two writers: one whose disk takes its time is waited for, and the run is not given up. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { modulesFolder } from '../../../scripts/setup/places.mjs'
import { beginRun, recordAlternation } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

/** More than the five seconds that SQLite is told to wait elsewhere. */
const heldMilliseconds = 6500

/** Begins to write, says so, and ends after that time. */
const holder = `
  const [, modules, path, milliseconds] = process.argv
  const database = require(modules + '/better-sqlite3')(path)
  database.exec('BEGIN IMMEDIATE')
  process.stdout.write('held')
  setTimeout(() => { database.exec('ROLLBACK'); database.close() }, Number(milliseconds))
`

it('a writer waits for another that takes longer than five seconds', async () => {
  const { path, recorder } = beginRun(temporaryFolder())
  const other = spawn(process.execPath, ['-e', holder, modulesFolder, path, String(heldMilliseconds)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = once(other, 'exit')
  await once(other.stdout, 'data')
  const began = performance.now()
  recordAlternation(recorder, 1, 20)
  expect(performance.now() - began).toBeGreaterThan(5000)
  recorder.end('finished', null)
  expect(await ended).toEqual([0, null])
}, 30_000)
