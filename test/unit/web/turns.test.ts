import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Turns, type Line } from '../../../main/web/turns'
import { until } from '../../fixtures/until'

const line = (turns: Turns, atOnce = 100, mayBegin = () => true): Line =>
  turns.line({ atOnce, mayBegin, onBegin: () => undefined })

describe('calls', () => {
  it('of every line are begun in turn, however many one has', async () => {
    const turns = new Turns()
    const [many, few] = [line(turns), line(turns)]
    const begun: string[] = []
    const note = (name: string) => async () => { begun.push(name) }
    for (let i = 0; i < 5; i++) many.add(note(`many ${i}`))
    for (let i = 0; i < 2; i++) few.add(note(`few ${i}`))
    await until(() => begun.length === 7)
    expect(begun).toEqual(['many 0', 'few 0', 'many 1', 'few 1', 'many 2', 'many 3', 'many 4'])
  })

  it('give way to whatever else has come between two turns', async () => {
    const turns = new Turns()
    const one = line(turns)
    let begun = 0
    for (let i = 0; i < 10; i++) one.add(async () => { begun += 1 })
    await turn()
    expect(begun).toBeLessThan(3)
    await until(() => begun === 10)
  })

  it('beyond the most wait until one ends', async () => {
    const turns = new Turns()
    const one = line(turns, 2)
    const ends: (() => void)[] = []
    for (let i = 0; i < 3; i++) one.add(() => new Promise((resolve) => ends.push(resolve)))
    await until(() => ends.length === 2)
    await turn()
    expect([ends.length, one.waiting]).toEqual([2, 1])
    ends[0]?.()
    await until(() => ends.length === 3)
  })

  it('wait while nothing may be begun, and are dropped when their page goes', async () => {
    const turns = new Turns()
    let may = false
    const begun: number[] = []
    const one = line(turns, 9, () => may)
    one.add(async () => { begun.push(1) })
    await turn()
    expect(begun).toEqual([])
    may = true
    turns.look()
    await until(() => begun.length === 1)
    may = false
    one.add(async () => { begun.push(2) })
    one.close()
    may = true
    turns.look()
    await turn()
    await turn()
    expect(begun).toEqual([1])
  })
})
