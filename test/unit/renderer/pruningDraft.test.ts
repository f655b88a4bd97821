/** Drafts of Dense → Sparse → Dense: stages, the run to begin with, and what each choice of connections asks for. */
import { describe, expect, it } from 'vitest'
import type { DsdConfiguration, PruningSettings, TrainingConfiguration } from '../../../preload/contract'
import { dsd } from '../../../preload/schema/methods/dsd'
import type { DraftValue } from '../../../renderer/figures/draft'
import {
  judgePruning,
  pruningDraftFrom,
  pruningGroups,
  type PruningDraft
} from '../../../renderer/figures/pruningDraft'
import { edited } from '../../fixtures/edited-draft'
import { dsdConfiguration, sgdConfiguration } from './records'

const pruned = (part: Partial<PruningSettings>): DsdConfiguration => ({
  ...dsdConfiguration,
  pruning: { ...dsdConfiguration.pruning, ...part }
})
const storedMasks = {
  trigger: { kind: 'plateau', tolerance: 0.2 },
  consistency: 0.3,
  consistencyLoss: 'perceptron',
  consistencySchedule: 'constant',
  rule: 'energy',
  beta: { kind: 'fixed', value: 0.5 },
  form: 'linear',
  gate: 'gated',
  keepMasks: 'ends'
} as const
const from = { run: '20260714-094100-abcd', at: 'final' }

const plain = pruningDraftFrom(dsdConfiguration)
const beginning = (draft: PruningDraft): PruningDraft => ({
  ...draft,
  base: { ...draft.base, pruning: { ...draft.base.pruning, from } }
})

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
      expect(judgePruning(pruningDraftFrom(configuration)).configuration).toEqual(configuration)
    }
  )

  it('leaves an imported network to a run to begin with', () => {
    const network = { format: 'onnx', file: 'model.onnx' } as const
    const draft = { ...plain, base: { ...plain.base, network } }
    expect(judgePruning(draft)).toMatchObject({
      configuration: null,
      other: 'A setting is not accepted. network an imported network comes with a run to begin with'
    })
    expect(judgePruning(beginning(draft)).configuration?.network).toEqual(network)
  })

  it('adds the stages up to the epochs of the run', () => {
    expect(plain.denseEpochs).toBe(5)
    expect(judgePruning({ ...edited(dsd, plain, { finalEpochs: 0 }), denseEpochs: 2 }).configuration?.epochs).toBe(6)
  })

  it('takes up a run of another method with what they share', () => {
    const { configuration } = judgePruning(pruningDraftFrom({ ...sgdConfiguration, epochs: 9, batchSize: 32 }))
    expect(configuration).toMatchObject({ method: 'dsd', epochs: 9, batchSize: 32, pruning: { sparse: { epochs: 3 } } })
  })

  it('prunes by magnitude where the masks that were given are not at hand', () => {
    expect(judgePruning(pruningDraftFrom(pruned({ choice: { kind: 'loaded' } }))).configuration).toMatchObject({
      pruning: { choice: { kind: 'magnitude', degree: 0.5 } }
    })
  })

  it('wants something to prune: a first Dense stage, or a run to begin with', () => {
    const draft = { ...plain, denseEpochs: 0 }
    expect(Object.keys(judgePruning(draft).sentences)).toEqual(['denseEpochs'])
    expect(judgePruning(beginning(draft)).configuration?.epochs).toBe(7)
    expect(Object.keys(judgePruning({ ...beginning(draft), denseEpochs: -1 }).sentences)).toEqual(['denseEpochs'])
    expect(Object.keys(judgePruning({ ...plain, denseEpochs: null }).sentences)).toEqual(['denseEpochs'])
  })

  it.each<[Record<string, DraftValue>, string]>([
    [{ sparseEpochs: 0 }, 'sparseEpochs'],
    [{ sparseEpochs: 1.5 }, 'sparseEpochs'],
    [{ finalEpochs: null }, 'finalEpochs'],
    [{ sparseLearningRate: 0 }, 'sparseLearningRate'],
    [{ finalLearningRate: null }, 'finalLearningRate'],
    [{ sparsity: 1 }, 'sparsity'],
    [{ layerSparsity: 'conv2: 0.7' }, 'layerSparsity'],
    [{ layerSparsity: 'conv2=1.5' }, 'layerSparsity'],
    [{ prune: 'b-alternation', batchBeta: -1 }, 'batchBeta'],
    [{ prune: 'i-alternation', floor: 2 }, 'floor'],
    [{ prune: 'i-alternation', beta: 'fixed', betaValue: -1 }, 'betaValue'],
    [{ prune: 'i-alternation', gap: 0 }, 'gap'],
    [{ prune: 'i-alternation', trigger: 'drift', driftBound: 7 }, 'driftBound']
  ])('says at its field what is wrong with %o', (edits, field) => {
    const { configuration, sentences } = judgePruning(edited(dsd, plain, edits))
    expect(configuration).toBeNull()
    expect(Object.keys(sentences)).toEqual([field])
  })

  it('does not mind settings that the choice has no use for', () => {
    const wrong = edited(dsd, plain, { prune: 'b-alternation', floor: 7, batchBeta: null })
    expect(judgePruning(edited(dsd, wrong, { prune: 'magnitude' })).configuration).toEqual(dsdConfiguration)
    const global = edited(dsd, plain, { layerSparsity: 'nonsense', scope: 'global' })
    expect(judgePruning(global).configuration).toMatchObject({
      pruning: { choice: { scope: 'global', degrees: {} } }
    })
  })
})

describe('the form of Dense → Sparse → Dense', () => {
  const shown = (draft: PruningDraft) =>
    pruningGroups(draft, [], []).flatMap(({ rows }) => rows.map(({ name, control }) => [name, control] as const))
  const names = (draft: PruningDraft) => shown(draft).map(([name]) => name)

  it('begins each choice of connections with what belongs to it, and comes back to what was edited', () => {
    const stored = edited(dsd, plain, { prune: 'i-alternation', gate: 'gated' })
    const shared = edited(dsd, stored, { prune: 'b-alternation' })
    expect(Object.fromEntries(shown(shared))).toMatchObject({ batchBeta: { value: 10 }, gate: { value: 'gated' } })
    expect(names(shared)).not.toContain('gap')
    const again = Object.fromEntries(shown(edited(dsd, shared, { prune: 'i-alternation' })))
    expect(again).toMatchObject({ gate: { value: 'gated' }, gap: { value: 1 }, beta: { value: 'learned' } })
    expect(names(plain)).not.toContain('gate')
  })

  it('shows Dense epochs in the place of those of the run', () => {
    expect(Object.fromEntries(shown(plain)).denseEpochs).toMatchObject({ value: 5 })
    expect(names(plain)).not.toContain('epochs')
  })

  it('has network and data of the run to begin with, which cannot be changed', () => {
    expect(names(plain)).toEqual(expect.arrayContaining(['dataset', 'limit', 'network']))
    const begun = shown(beginning(plain))
    expect(Object.fromEntries(begun)).toMatchObject({ network: { kind: 'fixed', text: 'all-cnn-mini' }, fromAt: {} })
    for (const name of ['dataset', 'preprocessing', 'augmentation', 'limit'])
      expect(begun.map(([own]) => own)).not.toContain(name)
  })
})
