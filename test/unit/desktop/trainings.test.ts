/** What a person who looks elsewhere is told. */
import { describe, expect, it } from 'vitest'
import { progressShown, wordsOf } from '../../../main/desktop/trainings'

describe('a notification', () => {
  it('tells of what ended by itself, by the name of the run and why', () => {
    expect(wordsOf({ name: 'a', outcome: 'finished', sentence: null }))
      .toEqual([{ title: 'Training finished', body: 'a' }])
    expect(wordsOf({ name: 'a', outcome: 'failed', sentence: 'It diverged.' }))
      .toEqual([{ title: 'Training failed', body: 'a: It diverged.' }])
    expect(wordsOf({ name: 'a', outcome: 'interrupted', sentence: 'It is gone.' })).toHaveLength(1)
  })

  it('does not tell of what somebody stopped', () => {
    expect(wordsOf({ name: 'a', outcome: 'stopped', sentence: null })).toEqual([])
  })
})

describe('the taskbar', () => {
  it('shows how far the trainings are, and nothing without any', () => {
    expect([0, 0.5, 1, null].map((progress) => progressShown({ progress, ended: [] }))).toEqual([0, 0.5, 1, -1])
  })
})
