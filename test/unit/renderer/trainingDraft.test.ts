import { describe, expect, it } from 'vitest'
import { draftFrom, judge, warnings } from '../../../renderer/figures/trainingDraft'
import { alternationConfiguration, sgdConfiguration } from './records'
import type { TrainingConfiguration } from '../../../preload/contract'

const phase = { warmup: 3, maskedLearningRate: 0.02, maskedMomentum: 0.8, form: 'linear', gate: 'gated' } as const
const shared: [string, TrainingConfiguration][] = [
  ['B-alternation', { ...sgdConfiguration, method: 'b-alternation', batchAlternation: { ...phase, beta: 4 } }],
  ['majority vote', { ...sgdConfiguration, method: 'majority', majority: phase }]
]
const triggered = (trigger: object, beta: object): TrainingConfiguration => {
  if (alternationConfiguration.method !== 'i-alternation') throw new Error('not an alternation')
  return { ...alternationConfiguration, alternation: { ...alternationConfiguration.alternation, trigger, beta } } as TrainingConfiguration
}

describe('a draft of a training', () => {
  it.each([
    ['SGD', sgdConfiguration], ['I-alternation', alternationConfiguration], ...shared,
    ['plateau', triggered({ kind: 'plateau', tolerance: 0.2 }, { kind: 'fixed', value: 0.5 })],
    ['drift', triggered({ kind: 'drift', bound: 0.1 }, { kind: 'quantile', fraction: 0.7 })]
  ])('gives back the configuration it was made from: %s', (_, configuration) => {
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

  it('names the field of the form, whatever the configuration calls it', () => {
    const { sentences } = judge({ ...draftFrom(triggered({ kind: 'drift', bound: 0.1 }, { kind: 'learned' })), driftBound: 2, beta: 'often' })
    expect(Object.keys(sentences).sort()).toEqual(['beta', 'driftBound'])
    expect(Object.keys(judge({ ...draftFrom(shared[0][1]), batchBeta: -1 }).sentences)).toEqual(['batchBeta'])
  })

  it('refuses a name that is too long', () => {
    expect(judge({ ...draftFrom(sgdConfiguration), name: 'x'.repeat(121) }).configuration).toBeNull()
  })

  it('warns when no alternation, or only one, would take place', () => {
    expect(warnings({ ...draftFrom(alternationConfiguration), warmup: 12 }).warmup).toContain('no masks')
    expect(warnings({ ...draftFrom(alternationConfiguration), gap: 10 }).gap).toContain('Only one')
    expect(warnings(draftFrom(alternationConfiguration))).toEqual({})
  })
})
