/** A run belongs to the process that has its lock: whatever clocks and process numbers say, until that is gone. */
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRunRow } from '../../db/runs'
import { RunStore } from '../../db/store'
import { buildFolder, printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { canUnshare } from '../fixtures/lock-holders'
import { reading, writing } from '../fixtures/small-run'
import { until } from '../fixtures/until'

const longTraining = ['train', '--method', 'sgd', ...fewDigits, '--epochs', '100000']

async function underWay() {
  const store = new RunStore(storeOfFewDigits())
  const { finished } = start(store.path, ...longTraining)
  const id = await until(() => store.ids()[0])
  const { process: owner } = reading(store.runPath(id), readRunRow)
  const epochs = (): number =>
    reading(store.runPath(id), (database) => database.prepare('SELECT count(*) FROM epochs').pluck().get() as number)
  await until(() => epochs() > 0)
  return { store, id, owner, finished, epochs }
}

/** In the middle of a write it would keep all others from writing. */
async function stopBetweenWrites(path: string, owner: number): Promise<void> {
  await until(() => {
    process.kill(owner, 'SIGSTOP')
    try {
      return writing(path, (database) => database.prepare('UPDATE run SET heartbeat_at = heartbeat_at').run())
    } catch {
      process.kill(owner, 'SIGCONT')
      return null
    }
  })
}

/** What a command lists whose processes are counted by themselves. */
function listedInContainer(store: RunStore): unknown {
  const command = [process.execPath, join(buildFolder, 'main', 'cli.js'), 'runs', '--json', '--store', store.path]
  return JSON.parse(spawnSync('unshare', ['--pid', '--fork', '--mount-proc', ...command], { encoding: 'utf8' }).stdout)
}

describe('a training that is stopped by a signal of the system', () => {
  it('stays running whatever its sign of life is, goes on, and is interrupted once it is killed', async () => {
    const { store, id, owner, finished, epochs } = await underWay()
    const status = async (): Promise<string> =>
      (await printedJson(store.path, 'show', id) as { status: string }).status
    await stopBetweenWrites(store.runPath(id), owner)
    for (const heartbeat of ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z', 'garbage']) {
      // As after a minute in which it was stopped, and on a machine whose clock was set.
      writing(store.runPath(id), (database) => database.prepare('UPDATE run SET heartbeat_at = ?').run(heartbeat))
      expect(await status()).toBe('running')
    }
    expect(await sentenceOf(store.path, 'delete', id)).toBe(
      `Run ${id} is still running and cannot be deleted; stop it first.`
    )
    expect(await sentenceOf(store.path, 'resume', id)).toMatch(/is running; wait for its end, or stop it first/)
    // Its number is that of no process there.
    if (canUnshare) expect(listedInContainer(store)).toMatchObject([{ id, status: 'running' }])
    const before = epochs()
    process.kill(owner, 'SIGCONT')
    await until(() => epochs() > before)
    process.kill(owner, 'SIGKILL')
    expect((await finished).code).toBe(1)
    expect(await status()).toBe('interrupted')
    await printed(store.path, 'delete', id)
    expect(readdirSync(store.runsFolder)).toEqual([])
  })
})

describe('a training whose lock', () => {
  it('is removed takes another, and one that has ended leaves none', async () => {
    const { store, id, finished } = await underWay()
    expect(store.idsWithLocks()).toEqual([id])
    rmSync(store.runPath(id).replace('.maskrun', '.lock'))
    await until(() => store.hasLock(id))
    expect(store.isClaimed(id)).toBe(true)
    await printed(store.path, 'stop', id)
    expect((await finished).code).toBe(0)
    expect(readdirSync(store.runsFolder)).toEqual([`${id}.maskrun`])
  })
})
