/** A store knows the sweeps that were started in it, and a page can ask for them and for what one would train. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Session } from '../../../../main/api/session'
import { expandSweep } from '../../../../main/api/sweep/expand'
import { keepSweep, keptSweep, keptSweeps } from '../../../../main/api/sweep/kept-sweeps'
import { Workbench } from '../../../../main/api/workbench'
import { Failure } from '../../../../preload/schema/failure'
import { sweepDefinitionSchema, type Sweep } from '../../../../preload/schema/sweep'
import { valueIn } from '../../../fixtures/replies'
import { temporaryFolder } from '../../../fixtures/temporary'

const sweepOf = (name: string, seed: string): Sweep =>
  expandSweep(sweepDefinitionSchema.parse({ name, grid: { seed } })).sweep

const none = { finished: 0, running: 0, preparing: 0, waiting: 0, stopped: 0, failed: 0, open: 0 }

describe('a store', () => {
  const store = temporaryFolder()
  const sweep = sweepOf('three seeds', '1..3')

  it('keeps a sweep whole, and the same one once', () => {
    expect(keptSweeps(store)).toEqual([])
    keepSweep(store, sweep)
    keepSweep(store, { ...sweep, name: 'renamed' })
    expect(keptSweep(store, sweep.id)).toEqual({ ...sweep, name: 'renamed' })
    expect(readdirSync(join(store, 'sweeps'))).toEqual([`${sweep.id}.json`])
  })

  it('lists what is a sweep, and says of no other that it knows it', () => {
    writeFileSync(join(store, 'sweeps', 'sweep-0123456789ab.json'), '{"format":')
    mkdirSync(join(store, 'sweeps', 'other'))
    expect(keptSweeps(store).map(({ id }) => id)).toEqual([sweep.id])
    for (const id of ['sweep-ba9876543210', '../../etc/passwd'])
      expect(() => keptSweep(store, id)).toThrow(new Failure(`The store knows no sweep "${id}".`))
  })
})

describe('a page', () => {
  const workbench = new Workbench(temporaryFolder())
  const session = new Session(workbench, () => undefined)
  afterAll(() => {
    session.close()
    workbench.close()
  })
  const ask = async (method: string, request: object): Promise<unknown> => {
    const reply = await session.answer({ call: 1, method, request })
    return reply.outcome === 'error' ? reply.sentence : valueIn(reply)
  }

  it('is told what a definition would train, or what is wrong with it', async () => {
    const { id, members } = sweepOf('sweep', '1..3')
    expect(await ask('sweeps.preview', { definition: { grid: { seed: '1..3' } } })).toEqual({
      sweep: id, members: members.map(({ key, name }) => ({ key, name })), duplicates: 0, command: null
    })
    expect(await ask('sweeps.preview', { definition: { grid: { seed: '1..x' } } }))
      .toBe('seed=1..x is no list of values; write seed=1..5 or seed=1,2,5.')
  })

  it('is told which sweeps the store knows, and their members', async () => {
    expect(await ask('sweeps.list', {})).toEqual({ sweeps: [] })
    const sweep = sweepOf('kept', '4..5')
    keepSweep(workbench.store.path, sweep)
    expect(await ask('sweeps.list', {})).toEqual({
      sweeps: [{ id: sweep.id, name: 'kept', members: 2, counts: { ...none, open: 2 }, isUnderWay: false }]
    })
    expect(await ask('sweeps.members', { sweep: sweep.id })).toEqual({
      name: 'kept', settings: ['Seed'],
      members: sweep.members.map(({ key, name }, at) => ({ key, name, values: [['4'], ['5']][at] }))
    })
  })
})
