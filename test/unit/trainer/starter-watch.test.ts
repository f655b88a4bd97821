/** A process that hears nothing ends all the same when whoever it ends with is gone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'
import { processExists } from '../../../main/files/process-exists'
import { temporaryFolder } from '../../fixtures/temporary'
import { until } from '../../fixtures/until'

it('is ended by a thread once its starter is killed, and not before', async () => {
  const folder = temporaryFolder()
  const [watch, deaf, starter] = ['watch.cjs', 'deaf.cjs', 'starter.cjs'].map((name) => join(folder, name))
  const source = join(import.meta.dirname, '..', '..', '..', 'main', 'trainer', 'starter-watch.ts')
  buildSync({ entryPoints: [source], outfile: watch, bundle: true, platform: 'node', logLevel: 'silent' })
  writeFileSync(deaf, `
    const inOrder = new Int32Array(new SharedArrayBuffer(4))
    new (require('node:worker_threads').Worker)(${JSON.stringify(watch)},
      { workerData: { starter: process.ppid, inOrder } }).once('online', () => {
      process.send('deaf from now on', () => { for (;;) {} })
    })`)
  writeFileSync(starter, `
    const child = require('node:child_process').fork(${JSON.stringify(deaf)}, [], { detached: true })
    child.once('message', () => { console.log(child.pid) })
    setInterval(() => undefined, 1000)`)
  const started = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] })
  const child = Number(String((await once(started.stdout, 'data'))[0]))
  await new Promise((resolve) => { setTimeout(resolve, 1500) })
  expect(processExists(child)).toBe(true)
  started.kill('SIGKILL')
  await until(() => !processExists(child))
})
