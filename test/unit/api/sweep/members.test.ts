/** Members are worked on in their order, so many at once, and none begins after one could not. */
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { eachMember } from '../../../../main/api/sweep/members'

describe('working on members', () => {
  it('has so many under way at once, and each once', async () => {
    const begun: number[] = []
    let [now, most] = [0, 0]
    await eachMember([0, 1, 2, 3, 4, 5, 6], 3, async (member) => {
      begun.push(member)
      most = Math.max(most, ++now)
      await wait(5 + member)
      now--
    }, () => true)
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(most).toBe(3)
  })

  it('begins none once they are not wanted any more', async () => {
    const begun: number[] = []
    await eachMember([0, 1, 2, 3], 1, async (member) => { begun.push(member) }, () => begun.length < 2)
    expect(begun).toEqual([0, 1])
  })

  it('waits for those under way when one fails, and begins no other', async () => {
    const ended: number[] = []
    const work = eachMember([0, 1, 2, 3], 2, async (member) => {
      if (member === 0) throw new Error('the store is gone')
      await wait(20)
      ended.push(member)
    }, () => true)
    await expect(work).rejects.toThrow('the store is gone')
    expect(ended).toEqual([1])
  })
})
