/**
 * A process that is killed while it writes leaves a run file that opens, says that it was interrupted, and holds only
 * whole alternations.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buildSync } from 'esbuild'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ReadableDatabase } from '../../db/database'
import { RunStore } from '../../db/store'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { expectConsistent } from '../fixtures/consistency'
import { maskscope, printed, printedJson, sentenceOf, start, type Finished } from '../fixtures/command-line'
import { storeOfFewDigits } from '../fixtures/few-digits'
import { Page, serve } from '../fixtures/served'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

/** The largest batches of masks and the fewest steps in between: most of the time goes to what is to be cut off. */
const settings = ['--limit', '2000', '--batch-size', '500', '--epochs', '5', '--warmup', '0']
const examples = 2000

const number = (database: ReadableDatabase, sql: string): number => database.prepare(sql).pluck().get() as number
const unfinishedMasks = 'SELECT count(*) FROM mask_rows WHERE key >> 32 > (SELECT max(snapshot) FROM snapshots)'

interface Killed { store: RunStore; id: string; told: Finished }

/** Starts a training and kills its process as soon as its file says that the moment has come. */
async function killedWhen(come: (database: ReadableDatabase) => boolean): Promise<Killed> {
  const store = new RunStore(temporaryFolder())
  const { finished } = start(store.path, 'train', ...settings)
  const owner = await until(() => {
    const [id] = store.ids()
    if (!id) return null
    try {
      return reading(
        store.runPath(id),
        (database) => come(database) && { id, process: number(database, 'SELECT process FROM run') }
      )
    } catch {
      // The file is just being created.
      return null
    }
  }, 5)
  process.kill(owner.process, 'SIGKILL')
  return { store, id: owner.id, told: await finished }
}

/**
 * The same, over again where the process came past the moment before the signal reached it, as on a busy machine it
 * may.
 */
async function cutOffWhen(come: (database: ReadableDatabase) => boolean): Promise<Killed> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const killed = await killedWhen(come)
    if (reading(killed.store.runPath(killed.id), come)) return killed
  }
  throw new Error('five trainings in turn came past the moment in which they were to be killed')
}

interface Shown {
  status: string
  finishedAt: string | null
  maskBytes: number
  alternations: { index: number; layers: unknown[] }[]
  evaluations: { at: string }[]
}

async function expectInterrupted({ store, id, told }: Killed): Promise<Shown> {
  expect(told).toMatchObject({ code: 1, output: '' })
  expect(told.remarks).toMatch(new RegExp(
    String.raw`\nThe training process was killed, as .+ \(SIGKILL\); close .+; what it had stored is kept, and ` +
      `"maskscope resume ${id}" goes on with it\\.\\n$`
  ))
  expect(await printedJson(store.path, 'runs')).toMatchObject([{ id, status: 'interrupted' }])
  const shown = await printedJson(store.path, 'show', id) as Shown
  expect(shown).toMatchObject({ status: 'interrupted', finishedAt: null })
  const contents = expectConsistent(store.runPath(id))
  expect(shown.alternations.map(({ index }) => index)).toEqual(contents.snapshots)
  expect(shown.alternations.every(({ layers }) => layers.length === 6)).toBe(true)
  expect(shown.maskBytes).toBe(contents.masks * 3332)
  return shown
}

describe('a training that is killed while it writes masks', () => {
  it('keeps every alternation before, shows nothing of the cut-off one, and can still be used', async () => {
    const killed = await cutOffWhen(
      (database) => number(database, 'SELECT count(*) FROM alternations') > 0 && number(database, unfinishedMasks) > 0
    )
    const { store, id } = killed
    const cutOff = reading(store.runPath(id), (database) => number(database, unfinishedMasks))
    expect(cutOff).toBeGreaterThan(0)
    expect(cutOff).toBeLessThan(examples)

    const { alternations } = await expectInterrupted(killed)
    const next = alternations.length + 1
    expect(await sentenceOf(store.path, 'masks', id, '--alternation', String(next), '--out', join(store.path, 'm.npz')))
      .toMatch(new RegExp(`holds no masks of alternation ${next};`))
    expect(await sentenceOf(store.path, 'stop', id)).toMatch(/is not running \(it is interrupted\)/)

    expect(await printedJson(store.path, 'evaluate', id, '--at', '1')).toMatchObject({
      at: 'alternation-1',
      examples: 2000
    })
    // Whoever writes last leaves one self-contained file.
    expect(readdirSync(store.runsFolder)).toEqual([`${id}.maskrun`])
    await expectInterrupted(killed)
    await printed(store.path, 'delete', id)
    expect(readdirSync(store.runsFolder)).toEqual([])
  })
})

describe('a training that is killed between two alternations', () => {
  it('keeps every alternation with its checkpoint and its evaluation', async () => {
    // At the first steps of an epoch: what the end of the one before and the alternation wrote is all in the file.
    const killed = await killedWhen((database) => number(database, `
      SELECT count(*) FROM curve WHERE iteration > (SELECT max(iteration) FROM alternations)
        AND iteration > (SELECT iteration FROM checkpoints WHERE name = 'last-good')
    `) > 0)
    const { alternations, evaluations } = await expectInterrupted(killed)
    expect(alternations.length).toBeGreaterThan(0)
    expect(evaluations.map(({ at }) => at)).toEqual(alternations.map(({ index }) => `alternation-${index}`))
    const { checkpoints } = expectConsistent(killed.store.runPath(killed.id))
    expect(new Set(checkpoints)).toEqual(new Set([...evaluations.map(({ at }) => at), 'last-good']))
    expect(await printed(killed.store.path, 'show', killed.id)).toContain('interrupted')
    expect(
      await maskscope(killed.store.path, 'export', killed.id, '--at', '1', '--out', join(killed.store.path, 'exported'))
    ).toMatchObject({ code: 0 })
  })
})

describe('a training of a page whose server is killed', () => {
  it('goes on to its end', async () => {
    const store = new RunStore(storeOfFewDigits())
    const served = await serve(store.path)
    const page = await Page.open(served)
    const configuration = { ...defaultConfiguration('sgd', 'mnist', 'all-cnn-mini'), epochs: 20 }
    const id = await page.train(configuration)
    expect(await served.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
    await until(async () => (await printedJson(store.path, 'show', id) as Shown).status === 'finished', 300)
    expect(expectConsistent(store.runPath(id))).toMatchObject({ checkpoints: ['final'], epochs: 20 })
  })
})

describe('a writer that is killed at any moment', () => {
  const bundle = join(temporaryFolder(), 'endless-writer.cjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, '..', 'fixtures', 'endless-writer.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'silent'
  })
  const modules = join(import.meta.dirname, '..', '..', 'node_modules')

  // From before the file is there to hundreds of alternations later, wherever that falls on this machine.
  it.each([60, 90, 150, 210, 300, 600])(
    'leaves a consistent file (after %i ms)',
    async (milliseconds) => {
      const store = new RunStore(temporaryFolder())
      const writer = spawn(process.execPath, [bundle, store.path], { env: { ...process.env, NODE_PATH: modules } })
      const closed = once(writer, 'close')
      await until(() => milliseconds < 100 || store.ids().length > 0, 1)
      await wait(milliseconds / (milliseconds < 100 ? 1 : 3))
      writer.kill('SIGKILL')
      expect((await closed)[1]).toBe('SIGKILL')
      // Killed early, there is no run yet; there is never half a one.
      for (const run of (await printedJson(store.path, 'runs')) as { id: string; state: string }[]) {
        expect(run, JSON.stringify(run)).toMatchObject({ state: 'readable', status: 'interrupted' })
        expectConsistent(store.runPath(run.id))
      }
    }
  )
})
