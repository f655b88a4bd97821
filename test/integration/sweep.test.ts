/**
 * A sweep that is killed and continued has every member finished once; what it publishes is whole at every moment.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buildSync } from 'esbuild'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readCheckpoint } from '../../db/checkpoints'
import { RunIndex } from '../../db/run-index'
import { RunStore } from '../../db/store'
import { sweepDefinitionSchema, type Sweep } from '../../preload/schema/sweep'
import { memberStates, type MemberState } from '../../preload/schema/sweep-states'
import { maskscope, printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { expectConsistent } from '../fixtures/consistency'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { Page, serve } from '../fixtures/served'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

interface Made { store: RunStore; sweep: string; members: Sweep['members'] }

/** A data set whose epochs take half a second, which is long enough to be met under way. */
const manyDigits = ['--data', 'mnist-10k']

/** Writes a sweep of short trainings, or of such as are told. */
async function made(grid: readonly string[], ...options: string[]): Promise<Made> {
  const store = new RunStore(storeOfFewDigits())
  const sweep = join(temporaryFolder(), 'sweep.json')
  const settings = ['--method', 'sgd', ...fewDigits, '--limit', '100', ...options]
  await printed(store.path, 'sweep', '--grid', ...grid, ...settings, '--out', sweep)
  const { members } = JSON.parse(readFileSync(sweep, 'utf8')) as Sweep
  return { store, sweep, members }
}

const statesOf = async ({ store, sweep }: Made): Promise<MemberState[]> =>
  await printedJson(store.path, 'sweep', 'status', sweep) as MemberState[]
/** The same without a command, for those who ask again and again while trainings need the machine. */
const statesNow = ({ store, members }: Made): MemberState[] => memberStates(members, new RunIndex(store).list())
const finished = (states: readonly MemberState[]): number => states.filter(({ state }) => state === 'finished').length

/** The process that trains a run, as its file says. */
const ownerOf = (path: string): number =>
  reading(path, (database) => database.prepare('SELECT process FROM run').pluck().get() as number)

const finalWeights = (path: string): unknown => reading(path, (database) => readCheckpoint(database, 'final').weights)

describe('a sweep of six', () => {
  it('that is killed and stopped in the middle is continued, and has every member finished once', async () => {
    const sweep = await made(['seed=1..3', 'lr=0.02,0.05'], '--epochs', '1')
    expect(sweep.members).toHaveLength(6)
    const run = ['sweep', 'run', sweep.sweep, '--at-once', '2']
    const enough = (count: number) => (): boolean => finished(statesNow(sweep)) >= count

    const killed = start(sweep.store.path, ...run)
    await until(enough(1))
    killed.child.kill('SIGKILL')
    expect(await killed.finished).toMatchObject({ signal: 'SIGKILL' })

    const stopped = start(sweep.store.path, ...run)
    await until(enough(3))
    for (const signal of ['SIGTERM', 'SIGTERM'] as const) stopped.child.kill(signal)
    const { code, remarks } = await stopped.finished
    expect(code, remarks).toBe(143)
    expect(remarks).toMatch(/\nStopped: \d+ of 6 finished.*\. The same command goes on with the others\.\n$/)

    expect(await maskscope(sweep.store.path, ...run)).toMatchObject({ code: 0, output: '' })
    const states = await statesOf(sweep)
    expect(finished(states)).toBe(6)
    expect(states.flatMap(({ duplicates }) => duplicates)).toEqual([])
    const runs = await printedJson(sweep.store.path, 'runs', '--filter', 'status:finished') as { key: string }[]
    expect(runs.map(({ key }) => key).sort()).toEqual(sweep.members.map(({ key }) => key).sort())
    expect(await maskscope(sweep.store.path, ...run)).toMatchObject({ code: 0, remarks: '6 of 6 finished\n' })
  }, 600_000)
})

describe('a task of a sweep', () => {
  it('publishes whole files, says how it was stopped, and goes on until it is finished', async () => {
    const sweep = await made(['seed=1'], ...manyDigits, '--epochs', '30')
    const scratch = temporaryFolder()
    const task = ['sweep', 'task', sweep.sweep, '--index', '0', '--scratch', scratch]
    const stopped = start(sweep.store.path, ...task)
    const id = await until(() => sweep.store.ids()[0])
    const path = sweep.store.runPath(id)
    await until(() => /epoch 2 /.test(stopped.remarks()))
    expect((await statesOf(sweep))[0]).toMatchObject({ state: 'running', run: { id } })
    // Slurm, and the shell it started, each send one.
    for (const signal of ['SIGTERM', 'SIGTERM'] as const) stopped.child.kill(signal)
    expect(await stopped.finished).toMatchObject({ code: 143, output: '' })
    expect((await statesOf(sweep))[0]).toMatchObject({ state: 'stopped', run: { id, status: 'stopped' } })
    expect(expectConsistent(path).checkpoints).toContain('final')
    expect(readdirSync(sweep.store.runsFolder)).toEqual([`${id}.maskrun`])
    expect(readdirSync(scratch)).toEqual([])

    const asked = start(sweep.store.path, ...task)
    await until(() => statesNow(sweep)[0]?.state === 'running')
    await printed(sweep.store.path, 'stop', id)
    expect(await asked.finished).toMatchObject({ code: 143 })

    expect(await maskscope(sweep.store.path, ...task)).toMatchObject({ code: 0 })
    const { code, remarks } = await maskscope(sweep.store.path, 'sweep', 'task', sweep.sweep, '--key',
      (sweep.members[0]?.key ?? '').slice(0, 10))
    expect(code).toBe(0)
    expect(remarks).toMatch(/ is finished: run .*, test error .* %\.\n$/)
    expect(sweep.store.ids()).toEqual([id])
    expect(readdirSync(scratch)).toEqual([])
    expect((await statesOf(sweep))[0]).toMatchObject({ state: 'finished', duplicates: [] })
    // It came to what it would have come to without an end in between.
    const undisturbed = new RunStore(storeOfFewDigits())
    expect(await maskscope(undisturbed.path, 'sweep', 'task', sweep.sweep, '--index', '0')).toMatchObject({ code: 0 })
    expect(finalWeights(path)).toEqual(finalWeights(undisturbed.runPath(undisturbed.ids()[0] ?? '')))
  }, 400_000)

  it('whose processes are all killed leaves the last whole file', async () => {
    const sweep = await made(['seed=1'], '--epochs', '100000')
    const scratch = temporaryFolder()
    const { child, finished: ended } = start(sweep.store.path, 'sweep', 'task', sweep.sweep, '--index', '0',
      '--scratch', scratch)
    const id = await until(() => sweep.store.ids()[0])
    const trainer = ownerOf(sweep.store.runPath(id))
    child.kill('SIGKILL')
    process.kill(trainer, 'SIGKILL')
    await ended
    expect(await until(() => statesNow(sweep)[0]?.state === 'stopped')).toBe(true)
    expect((await statesOf(sweep))[0]?.state).toBe('stopped')
    expectConsistent(sweep.store.runPath(id))
    const [left = ''] = readdirSync(scratch)
    expect(readdirSync(join(scratch, left))).toContain(`${id}.maskrun`)
  })

  it('is named in a sentence when it is not in the sweep', async () => {
    const { store, sweep, members } = await made(['seed=1..3'], '--epochs', '1')
    const task = (...which: string[]): Promise<string> => sentenceOf(store.path, 'sweep', 'task', sweep, ...which)
    expect(await task('--index', '3')).toBe('The sweep has no member 3; it has 3, counted from 0.')
    expect(await task('--key', 'xyz')).toBe('No member of the sweep has the key "xyz".')
    expect(await task('--key', '')).toBe('"" fits the keys of 3 members; give more of the key.')
    expect(await task()).toMatch(/^Say which member is trained/)
    writeFileSync(sweep, JSON.stringify({ format: 'maskscope sweep 1', members }))
    expect(await task('--index', '0')).toMatch(/^sweep\.json is not a sweep/)
  })
})

describe('a training with --scratch', () => {
  it('is followed in its store by other commands, and renamed there', async () => {
    const store = new RunStore(storeOfFewDigits())
    const scratch = temporaryFolder()
    const training = start(store.path, 'train', '--method', 'sgd', ...fewDigits, '--limit', '100', '--epochs', '8',
      '--scratch', scratch, '--json')
    const id = await until(() => store.ids()[0])
    expect(await printedJson(store.path, 'runs')).toMatchObject([{ id, status: 'running' }])
    // No log of a database that is written just now, but the lock of whoever writes it.
    expect(readdirSync(store.runsFolder)).toEqual([`${id}.lock`, `${id}.maskrun`])
    const { code, output } = await training.finished
    expect(code).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ id, status: 'finished' })
    expect(readdirSync(store.runsFolder)).toEqual([`${id}.maskrun`])
    expect(readdirSync(scratch)).toEqual([])
  })
})

describe('members of a sweep with halving', () => {
  it('that cannot keep up are stopped early, and are not trained again', async () => {
    const sweep = await made(['lr=0.05,0.000001,0.0000011'], '--epochs', '16', '--limit', '200', '--batch-size', '8')
    const run = ['sweep', 'run', sweep.sweep, '--halving', '3', '--rungs', '3']
    const { code, remarks } = await maskscope(sweep.store.path, ...run)
    expect(code, remarks).toBe(0)
    const states = await statesOf(sweep)
    expect(states.map(({ state }) => state)).toEqual(['finished', 'stopped', 'stopped'])
    for (const { run: stopped } of states.slice(1)) expect(stopped?.epochsDone).toBeLessThan(16)
    const again = await maskscope(sweep.store.path, ...run)
    expect(again.remarks.match(/stopped early before/g)).toHaveLength(2)
    expect(sweep.store.ids()).toHaveLength(3)
  }, 400_000)
})

describe('a sweep that a page starts', () => {
  it('is trained by the server, by another one where that is killed, and known to the store', async () => {
    const store = new RunStore(storeOfFewDigits())
    const served = await serve(store.path)
    const page = await Page.open(served)
    const definition = sweepDefinitionSchema.parse({
      name: 'two seeds', settings: { method: 'sgd', data: 'mnist', epochs: 1, limit: 100 }, grid: { seed: '1..2' }
    })
    const { members } = await page.call('sweeps.preview', { definition })
    const { sweep } = await page.call('sweeps.start', { definition })
    expect(await page.call('sweeps.list', {})).toMatchObject({
      sweeps: [{ id: sweep, name: 'two seeds', members: 2, isUnderWay: true }]
    })
    // What waits stands in the store: another server goes on with it.
    await served.end('SIGKILL')
    const again = await serve(store.path)
    const other = await Page.open(again)
    await until(async () => (await other.call('sweeps.list', {})).sweeps.every(({ isUnderWay }) => !isUnderWay), 300)
    expect((await other.call('sweeps.list', {})).sweeps).toMatchObject([{ counts: { finished: 2 } }])
    const { runs } = await other.call('runs.list', {})
    expect(memberStates(members, runs).map(({ state, duplicates }) => [state, duplicates.length]))
      .toEqual([['finished', 0], ['finished', 0]])
    await again.end('SIGTERM')
  })
})

describe('a sweep that a page stops', () => {
  it('begins no more members until it goes on, and what was begun ends in good order', async () => {
    const store = new RunStore(storeOfFewDigits())
    const served = await serve(store.path)
    const page = await Page.open(served)
    const definition = sweepDefinitionSchema.parse({
      name: 'endless', settings: { method: 'sgd', data: 'mnist', epochs: 100_000, limit: 100 }, grid: { seed: '1..3' }
    })
    const { sweep } = await page.call('sweeps.start', { definition })
    const statuses = async (): Promise<unknown[]> =>
      (await page.call('runs.list', {})).runs.map((run) => run.state === 'readable' && run.status)
    const stoppedWhileItTrains = async (): Promise<void> => {
      await until(async () => (await statuses()).includes('running'))
      await page.call('sweeps.stop', { sweep })
      await until(async () => (await page.call('sweeps.list', {})).sweeps.every(({ isUnderWay }) => !isUnderWay), 300)
    }
    await stoppedWhileItTrains()
    expect((await page.call('sweeps.members', { sweep })).members).toHaveLength(3)
    expect(await statuses()).toEqual(['stopped'])
    // Its first member goes on with the run that it has.
    await page.call('sweeps.resume', { sweep })
    await stoppedWhileItTrains()
    expect(await statuses()).toEqual(['stopped'])
    page.socket.close()
    await served.end('SIGTERM')
  })
})

describe('a publisher that is killed at any moment', () => {
  const bundle = join(temporaryFolder(), 'endless-publisher.cjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, '..', 'fixtures', 'endless-publisher.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'silent'
  })
  const environment = { ...process.env, NODE_PATH: join(import.meta.dirname, '..', '..', 'node_modules') }

  it('leaves whole, closed files, and what it left half done goes with the next one', async () => {
    const [store, scratch] = [new RunStore(temporaryFolder()), temporaryFolder()]
    let halfDone = 0
    for (let attempt = 0; attempt < 20; attempt++) {
      const publisher = spawn(process.execPath, [bundle, store.path, scratch], { env: environment })
      await until(() => store.ids().length > attempt, 1)
      await wait(attempt * 13)
      publisher.kill('SIGKILL')
      await once(publisher, 'close')
      const names = readdirSync(store.runsFolder)
      halfDone += names.filter((name) => name.endsWith('.partial')).length
      expect(names.filter((name) => name.endsWith('.maskrun'))).toHaveLength(attempt + 1)
      const [newest = ''] = store.ids().filter((id) => names.includes(`${id}.maskrun`))
      const mode = reading(store.runPath(newest), (database) => database.pragma('journal_mode', { simple: true }))
      expect(mode).toBe('delete')
    }
    for (const id of store.ids()) expectConsistent(store.runPath(id))
    // Otherwise none was killed while it copied, and nothing was tried.
    expect(halfDone).toBeGreaterThan(0)
  })
})
