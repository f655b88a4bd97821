/** A run is published after epochs, at most every 30 s, and often enough that nobody takes it for dead. */
import { describe, expect, it } from 'vitest'
import { PublishingSchedule } from '../../../../main/trainer/publishing/schedule'

/** Published first at 0, which took so many milliseconds. */
function published(took: number): PublishingSchedule {
  const schedule = new PublishingSchedule()
  schedule.began(0)
  schedule.ended(took)
  return schedule
}

describe('publishing is due', () => {
  it('30 s after the last time, once an epoch has ended', () => {
    const schedule = published(100)
    schedule.epochEnded()
    expect(schedule.isDue(29_999)).toBe(false)
    expect(schedule.isDue(30_000)).toBe(true)
  })

  it('after twice as long where no epoch ends', () => {
    const schedule = published(100)
    expect(schedule.isDue(59_999)).toBe(false)
    expect(schedule.isDue(60_000)).toBe(true)
  })

  it('more seldom where copying takes long: a twentieth of the time', () => {
    const schedule = published(4000)
    schedule.epochEnded()
    expect(schedule.isDue(79_999)).toBe(false)
    expect(schedule.isDue(80_000)).toBe(true)
  })

  it('at once where the process is asked to end', () => {
    const schedule = published(100)
    schedule.want()
    expect(schedule.isDue(1)).toBe(true)
    schedule.began(1)
    expect(schedule.isDue(2)).toBe(false)
  })

  it('of an epoch once', () => {
    const schedule = published(100)
    schedule.epochEnded()
    schedule.began(30_000)
    schedule.ended(30_100)
    expect(schedule.isDue(60_001)).toBe(false)
  })

  it('before the copy says that nobody need wait for the next one', () => {
    for (const took of [100, 4000]) {
      const schedule = published(took)
      const by = schedule.nextBy(0)
      expect(schedule.isDue(by)).toBe(true)
      expect(schedule.isDue(by - 1)).toBe(false)
    }
  })
})
