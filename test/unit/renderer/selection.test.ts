import { describe, expect, it } from 'vitest'
import { narrowed, queryOf, selectionIn } from '../../../renderer/views/run/useSelection'

describe('what is selected', () => {
  const all = {
    snapshot: 3, layer: 'support2', channel: 5, unit: 741, example: 17, with: 23, label: 2, examples: [3, 17, 900]
  }

  it('comes back from the address', () => {
    expect(selectionIn(queryOf(all))).toEqual(all)
    expect(queryOf({ ...all, channel: null, unit: null, example: null, with: null, examples: null })).toEqual({
      snapshot: '3', layer: 'support2', label: '2'
    })
  })

  it('takes nothing from an address that is no number', () => {
    expect(selectionIn({ snapshot: '-1', channel: ['1', '2'], unit: '1e3', layer: null })).toEqual({
      snapshot: null, layer: null, channel: null, unit: null, example: null, with: null, label: null, examples: null
    })
    expect(selectionIn({ examples: '3,17' })).toMatchObject({ examples: null })
    expect(queryOf({ ...all, examples: [] })).not.toHaveProperty('examples')
  })

  it('loses what is inside a layer or a channel that is left', () => {
    expect(narrowed(all, { layer: 'support3' })).toEqual({ ...all, layer: 'support3', channel: null, unit: null })
    expect(narrowed(all, { channel: 6 })).toEqual({ ...all, channel: 6, unit: null })
    expect(narrowed(all, { layer: null })).toEqual({ ...all, layer: null, channel: null, unit: null })
    expect(narrowed(all, { layer: 'support3', channel: 1, unit: 9 })).toEqual({
      ...all, layer: 'support3', channel: 1, unit: 9
    })
    expect(narrowed(all, { snapshot: null })).toEqual({ ...all, snapshot: null })
  })

  it('has an example beside another only', () => {
    expect(selectionIn({ example: '5', with: '5' })).toMatchObject({ example: 5, with: null })
    expect(selectionIn({ with: '5' })).toMatchObject({ example: null, with: null })
    expect(narrowed(all, { example: 4 })).toEqual({ ...all, example: 4 })
    expect(narrowed(all, { example: null })).toEqual({ ...all, example: null, with: null })
    expect(narrowed(all, { example: 23 })).toEqual({ ...all, example: 23, with: null })
    expect(narrowed(all, { with: 17 })).toEqual({ ...all, with: null })
    expect(narrowed(all, { example: 23, with: 17 })).toEqual({ ...all, example: 23, with: 17 })
  })
})
