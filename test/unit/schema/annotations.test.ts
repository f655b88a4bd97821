import { describe, expect, it } from 'vitest'
import { annotated, annotationChangeSchema, mostTags } from '../../../preload/schema/annotations'

const before = { name: 'first', tags: ['paper', 'old'], note: '', pinned: false }
const change = (said: unknown) => annotated(before, annotationChangeSchema.parse(said))

describe('a change of what is said about a run', () => {
  it('leaves as it is what it does not name', () => {
    expect(change({})).toEqual(before)
    expect(change({ note: ' slow ' })).toEqual({ ...before, note: 'slow' })
    expect(change({ pinned: true, name: 'second' })).toEqual({ ...before, pinned: true, name: 'second' })
  })

  it('adds tags behind those that there are, and removes others', () => {
    expect(change({ tags: { add: ['new'], remove: ['old'] } }).tags).toEqual(['paper', 'new'])
    expect(change({ tags: { remove: ['PAPER'] } }).tags).toEqual(['old'])
  })

  it('changes nothing more when it is carried out twice', () => {
    const said = annotationChangeSchema.parse({ tags: { add: ['new', 'paper'], remove: ['old'] } })
    const once = annotated(before, said)
    expect(annotated(once, said)).toEqual(once)
  })

  it('takes another way of writing a tag for the same tag', () => {
    expect(change({ tags: { add: ['Paper'] } }).tags).toEqual(['old', 'Paper'])
  })

  it('keeps so many tags at most', () => {
    const many = Array.from({ length: mostTags }, (_, at) => `t${at}`)
    expect(change({ tags: { add: many } }).tags).toHaveLength(mostTags)
  })

  it.each(['', '-old', '+new', 'two words', 'a'.repeat(41), 'a"b', '<b>'])('takes %j for no tag', (tag) => {
    expect(annotationChangeSchema.safeParse({ tags: { add: [tag] } }).success).toBe(false)
  })
})
