// @vitest-environment happy-dom
/** The draft of a training that is kept: it comes back as it was, and nothing else does. */
import { beforeEach, describe, expect, it } from 'vitest'
import { draftFrom, judge, withEdit } from '../../../renderer/figures/draft'
import { forgetDraft, keepDraft, keptDraft, type KeptDraft } from '../../../renderer/figures/keptDraft'
import type { TrainingDraft } from '../../../renderer/figures/trainingForm'
import { methodOf } from '../../../preload/schema/configuration'
import { sgdConfiguration } from './records'

const { localStorage } = window
const key = 'maskscope-training-draft'
const kept: KeptDraft = {
  address: '/train?from=x', preset: null, size: 'full',
  draft: {
    ...withEdit(withEdit(draftFrom(sgdConfiguration), 'epochs', 40), 'batchSize', null), name: 'long'
  } as TrainingDraft
}
const drafted = (draft: object): string => JSON.stringify({ ...kept, draft: { ...kept.draft, ...draft } })
beforeEach(() => { localStorage.clear() })

describe('a kept draft', () => {
  it('comes back as it was, with what is wrong in it', () => {
    expect(keptDraft(localStorage)).toBeNull()
    keepDraft(localStorage, kept)
    const back = keptDraft(localStorage)!
    expect(back).toEqual(kept)
    expect(judge(methodOf(back.draft.method), back.draft).sentences).toHaveProperty('batchSize')
    forgetDraft(localStorage)
    expect(keptDraft(localStorage)).toBeNull()
  })

  it.each([
    ['no JSON', '{'],
    ['another form', '{"draft":1}'],
    ['a method that there is not', drafted({ method: 'magic' })],
    ['a configuration of another version', drafted({ base: { method: 'sgd' } })]
  ])('is none where there is %s', (_, text) => {
    localStorage.setItem(key, text)
    expect(keptDraft(localStorage)).toBeNull()
  })

  it('is not kept where a browser keeps nothing, and nothing fails', () => {
    const full = { setItem: () => { throw new DOMException('full', 'QuotaExceededError') } } as unknown as Storage
    expect(() => keepDraft(full, kept)).not.toThrow()
  })
})
