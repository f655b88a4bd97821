import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Service, sentences } from '../../../main/desktop/service'
import type { Call, Reply, TrainingNews, WorkbenchEvent } from '../../../preload/contract'
import { valueIn } from '../../fixtures/replies'

const program = join(import.meta.dirname, '../../fixtures/desktop/service.cjs')
const ask = (call: number, id: string): Call => ({ call, method: 'runs.detail', request: { id } })
const services: Service[] = []

function service(
  parameters: string[] = [],
  onEvent: (event: WorkbenchEvent) => void = () => {},
  now?: () => number,
  onNews: (news: TrainingNews) => void = () => {}
): Service {
  const made = new Service({ program: process.execPath, parameters: [program, ...parameters] }, onEvent, onNews, now)
  services.push(made)
  return made
}

function value(reply: Reply): { pid: number, opened: string[], request: unknown } {
  return valueIn(reply) as { pid: number, opened: string[], request: unknown }
}

afterEach(() => services.splice(0).forEach((made) => made.close()))

describe('the service behind the window', () => {
  it('answers calls made before it was ready, and two with the same number apart', async () => {
    const asked = service()
    const replies = await Promise.all([asked.answer(ask(7, 'a')), asked.answer(ask(7, 'b'))])
    expect(replies.map(({ call }) => call)).toEqual([7, 7])
    expect(replies.map((reply) => value(reply).request)).toEqual([{ id: 'a' }, { id: 'b' }])
  })

  it('passes its events on', async () => {
    const events: WorkbenchEvent[] = []
    await service([], (event) => events.push(event)).answer(ask(1, 'a'))
    expect(events).toEqual([{ type: 'runs-changed', changed: [], removed: [] }])
  })

  it('passes on what has become of trainings', async () => {
    const news: TrainingNews[] = []
    await service([], () => {}, undefined, (told) => news.push(told)).answer(ask(1, 'a'))
    expect(news).toEqual([{ progress: 0.5, ended: [{ name: 'a', outcome: 'finished', sentence: null }] }])
  })

  it('is started again when it dies, and the calls it had are answered with a sentence', async () => {
    const asked = service()
    const before = value(await asked.answer(ask(1, 'a'))).pid
    expect(await Promise.all([asked.answer(ask(2, 'die')), asked.answer(ask(3, 'die'))])).toEqual([
      { call: 2, outcome: 'error', sentence: sentences.died }, { call: 3, outcome: 'error', sentence: sentences.died }
    ])
    expect(value(await asked.answer(ask(4, 'a'))).pid).not.toBe(before)
  })

  it('is not started for ever when it dies at once, but again after a while', async () => {
    let now = 0
    const asked = service(['--die-at-once'], () => {}, () => now)
    expect(await asked.answer(ask(1, 'a'))).toMatchObject({ outcome: 'error' })
    for (let attempt = 0; attempt < 5; attempt += 1) await asked.answer(ask(2, 'a'))
    expect(await asked.answer(ask(3, 'a'))).toEqual({ call: 3, outcome: 'error', sentence: sentences.keepsDying })
    expect(asked.start()).toBe(false)
    now += 61_000
    expect(asked.start()).toBe(true)
  })

  it('is told which run files may be looked at before any call, and again when it is started again', async () => {
    const asked = service()
    asked.open('/a.maskrun')
    expect(value(await asked.answer(ask(1, 'a'))).opened).toEqual(['/a.maskrun'])
    asked.open('/b.maskrun')
    expect(value(await asked.answer(ask(2, 'a'))).opened).toEqual(['/a.maskrun', '/b.maskrun'])
    await asked.answer(ask(3, 'die'))
    expect(value(await asked.answer(ask(4, 'a'))).opened).toEqual(['/a.maskrun', '/b.maskrun'])
  })

  it('that says what nobody knows leaves no call waiting', async () => {
    expect(await service().answer(ask(5, 'garble'))).toEqual({
      call: 5,
      outcome: 'error',
      sentence: sentences.malformed
    })
  })

  it('whose program is not there is told in a sentence', async () => {
    const missing = new Service({ program: join(import.meta.dirname, 'no-such-node'), parameters: [] }, () => {})
    expect(await missing.answer(ask(1, 'a'))).toMatchObject({ call: 1, outcome: 'error' })
  })

  it('ends with the application, and calls that come later are refused', async () => {
    const asked = service()
    await asked.answer(ask(1, 'a'))
    asked.close()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await asked.answer(ask(2, 'a'))).toMatchObject({ outcome: 'error' })
  })
})
