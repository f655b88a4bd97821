import { describe, expect, it } from 'vitest'
import { draftFrom, judge, warnings } from '../../../renderer/figures/trainingDraft'
import { alternationConfiguration, dsdConfiguration, sgdConfiguration } from './records'
import type { DsdConfiguration, PruningSettings, TrainingConfiguration } from '../../../preload/contract'

const phase = {
  warmup: 3,
  warmupError: 0.4,
  maskedLearningRate: 0.02,
  maskedMomentum: 0.8,
  form: 'linear',
  gate: 'gated'
} as const
const shared: [string, TrainingConfiguration][] = [
  ['B-alternation', { ...sgdConfiguration, method: 'b-alternation', batchAlternation: { ...phase, beta: 4 } }],
  ['majority vote', { ...sgdConfiguration, method: 'majority', majority: phase }]
]
const triggered = (trigger: object, beta: object): TrainingConfiguration => {
  if (alternationConfiguration.method !== 'i-alternation') throw new Error('not an alternation')
  return {
    ...alternationConfiguration,
    alternation: { ...alternationConfiguration.alternation, trigger, beta }
  } as TrainingConfiguration
}

const pruned = (part: Partial<PruningSettings>): DsdConfiguration => ({
  ...dsdConfiguration,
  pruning: { ...dsdConfiguration.pruning, ...part }
})
const storedMasks = {
  trigger: { kind: 'plateau', tolerance: 0.2 },
  consistency: 0.3,
  consistencySchedule: 'constant',
  rule: 'energy',
  beta: { kind: 'fixed', value: 0.5 },
  form: 'linear',
  gate: 'gated',
  keepMasks: 'ends'
} as const

describe('a draft of Dense → Sparse → Dense', () => {
  it.each([
    ['magnitude', dsdConfiguration],
    [
      'magnitude of all layers together',
      pruned({
        choice: { kind: 'magnitude', degree: 0.9, scope: 'global', degrees: {} },
        exempt: [],
        sensitivity: false
      })
    ],
    ['DSD(I)', pruned({ choice: { kind: 'i-alternation', floor: 0.01, masks: storedMasks }, exempt: ['first'] })],
    [
      'DSD(B)',
      pruned({
        choice: { kind: 'b-alternation', floor: 0, beta: 10, form: 'affine', gate: 'gated' },
        exempt: ['first', 'classifier']
      })
    ],
    ['a run to begin with', { ...pruned({ from: { run: '20260714-094100-abcd', at: 'alternation-3' } }), epochs: 7 }],
    [
      'an import to begin with',
      {
        ...pruned({ from: { run: '20260714-094100-abcd', at: 'final' } }),
        network: { format: 'onnx', file: 'model.onnx' }
      }
    ]
  ] satisfies [string, TrainingConfiguration][])(
    'gives back the configuration it was made from: %s',
    (_, configuration) => {
      expect(judge(draftFrom(configuration)).configuration).toEqual(configuration)
    }
  )

  it('leaves an imported network to a run to begin with', () => {
    const draft = { ...draftFrom(dsdConfiguration), network: { format: 'onnx', file: 'model.onnx' } as const }
    expect(judge(draft)).toMatchObject({
      configuration: null,
      other: 'A setting is not accepted. network an imported network comes with a run to begin with'
    })
    expect(judge({ ...draft, fromRun: '20260714-094100-abcd' }).configuration?.network).toEqual(draft.network)
  })

  it('adds the stages up to the epochs of the run', () => {
    const draft = draftFrom(dsdConfiguration)
    expect([draft.denseEpochs, draft.sparseEpochs, draft.finalEpochs]).toEqual([5, 4, 3])
    expect(judge({ ...draft, denseEpochs: 2, finalEpochs: 0 }).configuration?.epochs).toBe(6)
  })

  it('wants something to prune: a first Dense stage, or a run to begin with', () => {
    const draft = { ...draftFrom(dsdConfiguration), denseEpochs: 0 }
    expect(Object.keys(judge(draft).sentences)).toEqual(['denseEpochs'])
    expect(judge({ ...draft, fromRun: '20260714-094100-abcd' }).configuration?.epochs).toBe(7)
    expect(Object.keys(judge({ ...draft, denseEpochs: -1, fromRun: '20260714-094100-abcd' }).sentences)).toEqual([
      'denseEpochs'
    ])
  })

  it.each([
    [{ sparseEpochs: 0 }, 'sparseEpochs'],
    [{ sparseEpochs: 1.5 }, 'sparseEpochs'],
    [{ finalEpochs: null }, 'finalEpochs'],
    [{ denseEpochs: null }, 'denseEpochs'],
    [{ sparseLearningRate: 0 }, 'sparseLearningRate'],
    [{ finalLearningRate: null }, 'finalLearningRate'],
    [{ degree: 1 }, 'degree'],
    [{ degrees: 'conv2: 0.7' }, 'degrees'],
    [{ degrees: 'conv2=1.5' }, 'degrees'],
    [{ choice: 'b-alternation', batchBeta: -1 }, 'batchBeta'],
    [{ choice: 'i-alternation', floor: 2 }, 'floor'],
    [{ choice: 'i-alternation', beta: 'often' }, 'beta'],
    [{ choice: 'i-alternation', gap: 0 }, 'gap'],
    [{ choice: 'i-alternation', triggerKind: 'drift', driftBound: 7 }, 'driftBound']
  ] as const)('says at its field what is wrong with %o', (part, field) => {
    const { configuration, sentences } = judge({ ...draftFrom(dsdConfiguration), ...part })
    expect(configuration).toBeNull()
    expect(Object.keys(sentences)).toEqual([field])
  })

  it('does not mind settings that the choice has no use for', () => {
    expect(judge({ ...draftFrom(dsdConfiguration), floor: 7, batchBeta: null, gap: null }).configuration).toEqual(
      dsdConfiguration
    )
    expect(judge({ ...draftFrom(dsdConfiguration), scope: 'global', degrees: 'nonsense' }).configuration).toMatchObject(
      { pruning: { choice: { scope: 'global', degrees: {} } } }
    )
  })
})

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
    const { configuration, sentences } = judge({
      ...draftFrom(alternationConfiguration),
      epochs: -3,
      momentum: 1,
      gap: null
    })
    expect(configuration).toBeNull()
    expect(Object.keys(sentences).sort()).toEqual(['epochs', 'gap', 'momentum'])
  })

  it('does not mind settings of alternation while the method is SGD', () => {
    expect(judge({ ...draftFrom(sgdConfiguration), gap: null }).configuration).toEqual(sgdConfiguration)
  })

  it('keeps the settings of alternation of the preset when an SGD run is turned into I-alternation', () => {
    const draft = draftFrom(
      sgdConfiguration,
      alternationConfiguration.method === 'i-alternation' ? alternationConfiguration.alternation : undefined
    )
    expect(judge({ ...draft, method: 'i-alternation' }).configuration).toEqual(alternationConfiguration)
  })

  it('keeps settings that the form does not know, and says when one of them is refused', () => {
    const later = { ...alternationConfiguration, later: 5 }
    expect(judge(draftFrom(later)).other).toContain('later')
  })

  it('names the field of the form, whatever the configuration calls it', () => {
    const { sentences } = judge({
      ...draftFrom(triggered({ kind: 'drift', bound: 0.1 }, { kind: 'learned' })),
      driftBound: 2,
      beta: 'often'
    })
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
