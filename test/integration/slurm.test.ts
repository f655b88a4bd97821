/** A sweep on a real Slurm of one node: an array job, and a task that is preempted, requeued and done again. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import type { MemberState } from '../../preload/schema/sweep-states'
import { printed, printedJson } from '../fixtures/command-line'
import { expectConsistent } from '../fixtures/consistency'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { slurmLacks, startSlurm, type Cluster } from '../fixtures/slurm'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const lacks = slurmLacks()

describe.skipIf(lacks !== null)(`a sweep on Slurm${lacks === null ? '' : ` (skipped: ${lacks})`}`, () => {
  let cluster: Cluster
  beforeAll(async () => { cluster = await startSlurm() })
  afterAll(() => { cluster.stop() })

  async function submitted(
    seeds: string, ...settings: string[]
  ): Promise<{ store: RunStore; sweep: string; job: string }> {
    const folder = temporaryFolder()
    const store = new RunStore(storeOfFewDigits())
    const sweep = join(folder, 'sweep.json')
    await printed(store.path, 'sweep', '--grid', `seed=${seeds}`, '--method', 'sgd', ...settings, '--name', 'one node',
      '--out', sweep)
    const line = await printed(store.path, 'sweep', 'run', sweep, '--on', 'slurm', '--time', '00:10:00', '--cpus', '1',
      '--at-once', '1')
    expect(line).toBe(`sbatch ${join(folder, 'sweep.sbatch')}\n`)
    const [, job = ''] = /Submitted batch job (\d+)/.exec(cluster.slurm('sbatch', join(folder, 'sweep.sbatch'))) ?? []
    return { store, sweep, job }
  }

  const queued = (job: string): string => cluster.slurm('squeue', '-h', '-r', '-j', job, '-o', '%t')
  const states = async (store: RunStore, sweep: string): Promise<MemberState[]> =>
    await printedJson(store.path, 'sweep', 'status', sweep) as MemberState[]

  it('has every member finished by an array, and nothing to do when it is submitted again', async () => {
    const { store, sweep, job } = await submitted('1..3', ...fewDigits, '--epochs', '1')
    await until(() => queued(job) === '', 500)
    expect((await states(store, sweep)).map(({ state }) => state)).toEqual(['finished', 'finished', 'finished'])
    expect(store.ids()).toHaveLength(3)
    const script = sweep.replace('.json', '.sbatch')
    const again = /\d+/.exec(cluster.slurm('sbatch', script))?.[0] ?? ''
    await until(() => queued(again) === '', 500)
    expect(store.ids()).toHaveLength(3)
    expect(readFileSync(join(sweep, '..', 'one-node-0.log'), 'utf8')).toMatch(/is finished: run/)
  })

  it('has a member that was preempted stopped in order, requeued and finished', async () => {
    const { store, sweep, job } = await submitted('1', '--limit', '300', '--epochs', '30')
    const [id] = await until(() => store.ids().length > 0 && store.ids(), 200)
    expect(readdirSync(store.runsFolder).sort()).toEqual([`${id}.lock`, `${id}.maskrun`])
    cluster.slurm('sbatch', '--partition=high', '--exclusive', '--output=/dev/null', '--wrap=sleep 5')
    await until(async () => (await states(store, sweep))[0]?.state === 'stopped', 500)
    expectConsistent(store.runPath(id ?? ''))
    await until(() => queued(job).includes('PD'), 500)
    // Slurm waits two minutes before it starts a requeued job.
    cluster.slurm('scontrol', 'update', `JobId=${job}_0`, 'StartTime=now')
    await until(async () => (await states(store, sweep))[0]?.state === 'finished', 1000)
    await until(() => queued(job) === '', 500)
    expect(store.ids()).toEqual([id])
    const log = readFileSync(join(sweep, '..', 'one-node-0.log'), 'utf8')
    expect(log.match(/stopping after the current step; the run is kept/g)).toHaveLength(1)
    expect(existsSync(`${store.runPath(id ?? '')}-wal`)).toBe(false)
  }, 400_000)
})
