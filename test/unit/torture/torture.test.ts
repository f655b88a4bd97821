/** The short form of `npm run torture`: whatever fails, what was finished is kept and the run goes on. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../../main/engine/random'
import { buildFolder } from '../../fixtures/command-line'
import { Page, serve } from '../../fixtures/served'
import { beginRun, recordAlternation } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'
import { kills } from '../../torture/kills'
import { faultEnvironment, faultLibrary } from '../../torture/library'
import { bundled, faulty } from '../../torture/programs'
import { Tally } from '../../torture/tally'

const library = await faultLibrary()
const path = 'path' in library ? library.path : ''
const why = 'missing' in library ? ` (skipped: ${library.missing})` : ''

describe.skipIf(path === '')(`a program whose calls to the system fail${why}`, () => {
  let program = ''
  beforeAll(() => { program = bundled('faulty') })

  // Calls of a kind that fail, each in each piece of work; sizes of a disk; moments of a power loss.
  it.each<[string, number, number]>([
    ['calls of the recorder', 2, 18], ['calls of the catalogue', 2, 14], ['calls of imports', 1, 15],
    ['calls of exports', 1, 30], ['full disk', 6, 6], ['read-only store', 1, 6], ['power loss', 2, 40]
  ])('loses nothing: %s', async (part, most, least) => {
    const options = { seed: 1, most, allocations: most, seconds: 0 }
    const { broken, tried, survived } = await faulty(path, program, part, options)
    expect(broken).toEqual([])
    expect(survived).toBe(tried)
    expect(tried).toBeGreaterThanOrEqual(least)
  })

  const list = (plan: string, store: string): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [join(buildFolder, 'main', 'cli.js'), 'runs', '--json'], {
      env: { ...faultEnvironment(path, store, plan), MASKSCOPE_STORE: store }
    })

  function finishedRun() {
    const { store, id, recorder } = beginRun(temporaryFolder())
    recordAlternation(recorder, 1, 20)
    recorder.end('finished', null)
    return { store, id }
  }

  it.each(['disk 0', 'readonly 1'])('lists runs: %s', async (plan) => {
    const { store, id } = finishedRun()
    expect(JSON.parse((await list(plan, store.path)).stdout)).toMatchObject([{ id, status: 'finished' }])
  })

  it.each([['disk 0', 0, /ENOSPC/], ['readonly 1', 1, /EROFS/]])('serves runs: %s', async (plan, kept, reason) => {
    const { store, id } = finishedRun()
    const served = await serve(store.path, { environment: faultEnvironment(path, store.path, plan) })
    const page = await Page.open(served)
    expect((await page.call('runs.list', {})).runs).toMatchObject([{ id, status: 'finished' }])
    // To move a run to the trash takes no room.
    expect((await page.call('runs.delete', { ids: [id] })).refused).toHaveLength(kept)
    const { code, remarks } = await served.end()
    expect(code).toBe(0)
    expect(remarks.split('\n', 1)[0]).toMatch(/^the store cannot be written .*this address holds until this server ends$/)
    expect(remarks).toMatch(reason)
  })
})

describe('a process that records a run and is killed', () => {
  it('has lost nothing that it said to be saved, and goes on to the same run', async () => {
    const tally = new Tally()
    const hits = await kills(bundled('scripted-writer'), random(1, 'kills'), (tried) => tried >= 2, tally)
    expect(tally.broken).toEqual([])
    expect(hits).toBeGreaterThan(0)
  })
})
