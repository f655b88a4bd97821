import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { sideBySide } from '../../../scripts/test/side-by-side.mjs'

describe('work side by side', () => {
  it('begins in order, never more at once than told, and gives every result in its place', async () => {
    const begun: number[] = []
    let [underWay, most] = [0, 0]
    const work = [30, 1, 1, 20, 1].map((milliseconds, place) => async () => {
      begun.push(place)
      most = Math.max(most, ++underWay)
      await wait(milliseconds)
      underWay--
      return place * 10
    })
    expect(await sideBySide(2, work)).toEqual([0, 10, 20, 30, 40])
    expect(begun).toEqual([0, 1, 2, 3, 4])
    expect(most).toBe(2)
  })

  it('fails where one of them fails', async () => {
    const all = [() => Promise.resolve(1), () => Promise.reject(new Error('no'))]
    await expect(sideBySide(2, all)).rejects.toThrow('no')
  })
})
