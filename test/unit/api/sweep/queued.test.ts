/** The members of a sweep wait in the store's queue: each once, until they are finished or taken away. */
import { afterAll, describe, expect, it } from 'vitest'
import { QueueLease } from '../../../../db/queue/lease'
import { settleEntries } from '../../../../db/queue/settle'
import { listQueue } from '../../../../main/api/queue/queue'
import { expandSweep } from '../../../../main/api/sweep/expand'
import { keptSweep } from '../../../../main/api/sweep/kept-sweeps'
import { progressOf, startSweep, stopSweep } from '../../../../main/api/sweep/queued'
import { variedSettings } from '../../../../main/api/sweep/varied'
import { Workbench } from '../../../../main/api/workbench'
import { sweepDefinitionSchema, type Sweep } from '../../../../preload/schema/sweep'
import { temporaryFolder } from '../../../fixtures/temporary'

const sweepOf = (definition: object): Sweep => expandSweep(sweepDefinitionSchema.parse(definition)).sweep

describe('a sweep that is started', () => {
  const workbench = new Workbench(temporaryFolder())
  afterAll(() => workbench.close())
  const sweep = sweepOf({ name: 'seeds', settings: { method: 'sgd' }, grid: { seed: '1..3' } })
  const progress = () => progressOf(workbench, [sweep])[0]

  it('adds its members to the queue once, and is known to the store', () => {
    expect(progress()).toMatchObject({ counts: { open: 3 }, isUnderWay: false })
    startSweep(workbench, sweep)
    startSweep(workbench, sweep)
    expect(keptSweep(workbench.store.path, sweep.id)).toEqual(sweep)
    expect(listQueue(workbench).entries.map(({ group, key, name }) => ({ group, key, name })))
      .toEqual(sweep.members.map(({ key, name }) => ({ group: sweep.id, key, name })))
    expect(progress()).toMatchObject({ counts: { waiting: 3, open: 0 }, isUnderWay: true })
  })

  it('leaves what another sweep has in the queue to that', () => {
    const larger = sweepOf({ settings: { method: 'sgd' }, grid: { seed: '1..4' } })
    startSweep(workbench, larger)
    expect(listQueue(workbench).entries.map(({ group }) => group)).toEqual([sweep.id, sweep.id, sweep.id, larger.id])
    stopSweep(workbench, larger.id)
    expect(listQueue(workbench).entries).toHaveLength(3)
  })

  it('that is stopped has nothing in the queue, and goes on when it is started again', () => {
    stopSweep(workbench, sweep.id)
    expect(listQueue(workbench).entries).toEqual([])
    expect(progress()).toMatchObject({ counts: { open: 3 }, isUnderWay: false })
    startSweep(workbench, sweep)
    expect(progress()).toMatchObject({ counts: { waiting: 3 }, isUnderWay: true })
  })

  it('tries those again that could not begin', () => {
    const { queue, store } = workbench
    const lease = new QueueLease(queue.file)
    expect(lease.take()).toBe(true)
    const { number } = lease.startNext(() => store.newId()) ?? { number: 0 }
    // Its process ends again and again before there is a run.
    const isPreparing = () => listQueue(workbench).entries.some(({ state }) => state.kind === 'preparing')
    for (let left = 10; left > 0 && isPreparing(); left--) {
      lease.startAgain(number, null, 'There is no data.')
      settleEntries(queue.file, store)
    }
    lease.leave()
    expect(progress()).toMatchObject({ counts: { waiting: 2, failed: 1 }, isUnderWay: true })
    startSweep(workbench, sweep)
    expect(progress()).toMatchObject({ counts: { waiting: 3, failed: 0 } })
  })
})

describe('what varies', () => {
  it('are the settings in which members differ, the seed among them', () => {
    const { members } = sweepOf({ settings: { method: 'sgd' }, grid: { lr: '0.1,0.2', seed: '1..2' } })
    expect(variedSettings(members)).toEqual({
      settings: ['Learning rate', 'Seed'], values: [['0.1', '1'], ['0.1', '2'], ['0.2', '1'], ['0.2', '2']]
    })
  })
})
