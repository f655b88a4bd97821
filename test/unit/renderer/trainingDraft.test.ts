import { describe, expect, it } from 'vitest'
import { draftFrom, judge, warnings } from '../../../renderer/figures/trainingDraft'
import { alternationConfiguration, sgdConfiguration } from './records'

describe('a draft of a training', () => {
  it.each([['SGD', sgdConfiguration], ['I-alternation', alternationConfiguration]])('gives back the configuration it was made from: %s', (_, configuration) => {
    expect(judge(draftFrom(configuration)).configuration).toEqual(configuration)
  })

  it('reads the epochs of a step schedule from text', () => {
    const draft = { ...draftFrom(sgdConfiguration), scheduleKind: 'step' as const, scheduleEpochs: '200, 250 300' }
    expect(judge(draft).configuration?.schedule).toEqual({ kind: 'step', epochs: [200, 250, 300] })
    expect(judge({ ...draft, scheduleEpochs: 'soon' }).sentences.scheduleEpochs).toContain('whole epochs')
    expect(judge({ ...draft, scheduleEpochs: '' }).configuration).toBeNull()
  })

  it('says one sentence for each field that is wrong, and only for those', () => {
    const { configuration, sentences } = judge({ ...draftFrom(alternationConfiguration), epochs: -3, momentum: 1, gap: null })
    expect(configuration).toBeNull()
    expect(Object.keys(sentences).sort()).toEqual(['epochs', 'gap', 'momentum'])
  })

  it('does not mind settings of alternation while the method is SGD', () => {
    expect(judge({ ...draftFrom(sgdConfiguration), gap: null }).configuration).toEqual(sgdConfiguration)
  })

  it('keeps the settings of alternation of the preset when an SGD run is turned into I-alternation', () => {
    const draft = draftFrom(sgdConfiguration, alternationConfiguration.method === 'i-alternation' ? alternationConfiguration.alternation : undefined)
    expect(judge({ ...draft, method: 'i-alternation' }).configuration).toEqual(alternationConfiguration)
  })

  it('keeps settings that the form does not know, and says when one of them is refused', () => {
    const later = { ...alternationConfiguration, later: 5 }
    expect(judge(draftFrom(later)).other).toContain('later')
  })

  it('refuses a name that is too long', () => {
    expect(judge({ ...draftFrom(sgdConfiguration), name: 'x'.repeat(121) }).configuration).toBeNull()
  })

  it('warns when no alternation, or only one, would take place', () => {
    expect(warnings({ ...draftFrom(alternationConfiguration), warmup: 12 }).warmup).toContain('no alternation')
    expect(warnings({ ...draftFrom(alternationConfiguration), gap: 10 }).gap).toContain('Only one')
    expect(warnings(draftFrom(alternationConfiguration))).toEqual({})
  })
})
