/** The process that keeps networks in memory: that it stays, gives way, ends, and comes back. */
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { Asker, NetworkProcess } from '../../main/trainer/network-process/network-process'
import type { Given } from '../../main/trainer/network-process/questions'
import { buildFolder } from '../fixtures/command-line'
import { Page, serve } from '../fixtures/served'
import { copyInto, sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { writing } from '../fixtures/small-run'
import { childrenOf, exists } from '../fixtures/processes'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const program = join(buildFolder, 'main', 'network-process.js')
let training: SharedTraining
let networks: NetworkProcess
beforeAll(async () => { training = await sharedTraining() })
afterEach(() => networks.close())

function begin(store = training.store, idle = 60_000): Asker {
  networks = new NetworkProcess({ folder: store, file: null }, program, idle)
  return new Asker(networks)
}

const relu = { rule: 'relu' } as const
const linear = (example: number, over: Partial<Given<'linear'>> = {}): Given<'linear'> =>
  ({ id: training.id, snapshot: 3, example, classes: 'predicted', form: 'linear', dataFolder: null, ...over })
const error = (over: Partial<Given<'error'>> = {}): Given<'error'> => ({
  id: training.id, snapshot: 3, examples: { of: 'test' }, rule: relu, masksOf: null, dataFolder: null,
  changes: [{ to: 'off', layer: 'support2', channel: 5, unit: null }], ...over
})
const whatIf = (example: number): Given<'what if'> =>
  ({ id: training.id, snapshot: 3, example, rule: relu, changes: [], masksOf: null, dataFolder: null })
const sentence = (asked: Promise<unknown>): Promise<string> =>
  asked.then(() => 'answered', (reason: Error) => reason.message)

describe('questions', () => {
  it('are answered by one process, which keeps what it loaded', async () => {
    const asker = begin()
    const { example, now, before, shape } = await asker.ask('linear', linear(17))
    expect({ example, shape, snapshots: [now.snapshot, before?.snapshot] }).toEqual({
      example: 17, shape: [28, 28, 1], snapshots: [3, 2]
    })
    expect(now.relu.classes[0].weights).toHaveLength(4 * 784)
    const process = networks.processId
    expect((await asker.ask('what if', whatIf(17))).before.logits).toEqual(now.relu.outcome.logits)
    expect(networks.processId).toBe(process)
  })

  it('that wait give way to the same asker’s newest, and to nobody else’s', async () => {
    const asker = begin()
    const other = new Asker(networks)
    const first = asker.ask('linear', linear(1))
    const replaced = sentence(asker.ask('linear', linear(2)))
    const others = other.ask('linear', linear(3))
    const another = asker.ask('what if', whatIf(4))
    const newest = asker.ask('linear', linear(5))
    expect(await replaced).toBe('A newer question took the place of this one.')
    const answered = await Promise.all([first, others, another, newest])
    expect(answered.map(({ example }) => example)).toEqual([1, 3, 4, 5])
  })

  it('are answered while a long one is worked on, which can be stopped', async () => {
    const asker = begin()
    const told: number[] = []
    const long = asker.ask('error', error(), (done, of) => told.push(done / of))
    await until(() => told.length > 0)
    expect((await asker.ask('what if', whatIf(6))).example).toBe(6)
    asker.stop()
    expect(await long).toBeNull()
    expect(told.at(-1)).toBeLessThan(1)
    // Asked anew it takes the place of the one before.
    const replaced = asker.ask('error', error())
    const { examples } = (await asker.ask('error', error({ examples: { of: 'class', label: 3 } })))!
    expect(examples).toBeGreaterThan(50)
    expect(await replaced).toBeNull()
  })

  it('that are none are refused in the process, and it lives', async () => {
    const asker = begin()
    expect(await sentence(asker.ask('linear', { ...linear(1), path: '/etc' } as never))).toContain('did not expect')
    expect((await asker.ask('what if', whatIf(1))).example).toBe(1)
  })
})

describe('the process', () => {
  it('that is killed fails what it was asked, and another takes its place', async () => {
    const asker = begin()
    const asked = sentence(asker.ask('linear', linear(1)))
    const waiting = sentence(asker.ask('what if', whatIf(1)))
    process.kill(networks.processId!, 'SIGKILL')
    const ended = /^The process that computes was killed, as .+ \(SIGKILL\); close .+; repeat what you did\.$/
    for (const told of [await asked, await waiting]) expect(told).toMatch(ended)
    expect((await asker.ask('what if', whatIf(1))).example).toBe(1)
  })

  it('ends when nobody has asked for a while, and is started again', async () => {
    const asker = begin(training.store, 200)
    await asker.ask('what if', whatIf(1))
    await until(() => networks.processId === undefined)
    expect((await asker.ask('what if', whatIf(2))).example).toBe(2)
  })

  it('ends with the service that started it, however that ends', async () => {
    const served = await serve(training.store)
    const page = await Page.open(served)
    const asked = { id: training.id, snapshot: 3, example: 1, rule: relu, changes: [], masksOf: null }
    await page.call('linear.whatIf', asked)
    const [own] = childrenOf(served.process)
    expect(own).toBeGreaterThan(0)
    page.socket.close()
    await served.end('SIGKILL')
    await until(() => !childrenOf(1).includes(own) && !exists(own))
  })
})

describe('weights that are no longer in the file', () => {
  it('are told of with what to do, and of the snapshot before the rest is shown', async () => {
    const store = new RunStore(temporaryFolder())
    const copy = await copyInto(store)
    writing(store.runPath(copy.id), (database) =>
      database.prepare("DELETE FROM checkpoints WHERE name = 'alternation-2'").run())
    const asker = begin(store.path)
    const gone = 'The weights of alternation 2 (checkpoint "alternation-2", iteration 32) are no longer in the run’s ' +
      'file; take the masks of one that it has (alternation-1, alternation-3, final) by ' +
      `"maskscope snapshot ${copy.id} --at NAME".`
    expect(await sentence(asker.ask('linear', linear(1, { snapshot: 2 })))).toBe(gone)
    const { now, before, missing } = await asker.ask('linear', linear(1))
    expect([now.snapshot, before, missing]).toEqual([3, null, gone])
    const first = await asker.ask('linear', linear(1, { snapshot: 1 }))
    expect([first.now.snapshot, first.before, first.missing]).toEqual([1, null, null])
  })
})
