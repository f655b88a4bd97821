/**
 * What the form of Dense → Sparse → Dense has beside its settings: the run to begin with, and the first Dense stage,
 * which is what the others leave of the run's epochs.
 */
import type { DsdConfiguration, TrainingConfiguration } from '../../preload/contract'
import { dsd } from '../../preload/schema/methods/dsd'
import { valueAt, withValueAt } from '../../preload/schema/settings/fields'
import { candidateFrom, draftFrom, judge, type Draft, type Judgement } from './draft'
import { nameRow, rowGroups, withRows, type Choice, type Row, type RowGroup } from './formRows'
import { networkRow, originRows } from './originRows'

export interface PruningDraft extends Draft {
  readonly method: 'dsd'
  readonly base: DsdConfiguration
  readonly denseEpochs: number | null
}

/** @param configuration of any method: of another than this one it is what the methods share */
export function pruningDraftFrom(configuration: TrainingConfiguration): PruningDraft {
  const begun = { ...draftFrom(configuration), method: 'dsd' as const }
  const base = candidateFrom(dsd, begun) as DsdConfiguration
  const { sparse, final } = base.pruning
  return { ...begun, base, denseEpochs: base.epochs - sparse.epochs - final.epochs }
}

/** Epochs of the whole run; what is wrong in a stage of its own is told there, and not of the first one too. */
function completed(denseEpochs: number | null, candidate: object): object {
  const whole = (stage: string): number => {
    const epochs = valueAt(candidate, ['pruning', stage, 'epochs'])
    return Number.isInteger(epochs) ? Number(epochs) : 1
  }
  const epochs = denseEpochs === null ? null : denseEpochs + whole('sparse') + whole('final')
  return withValueAt(candidate, ['epochs'], epochs)
}

const denseSentence =
  'The first Dense stage needs a whole number of epochs: at least 1, or 0 where the training begins with a run.'

export const judgePruning = (draft: PruningDraft): Judgement =>
  judge(dsd, draft, {
    complete: (candidate) => completed(draft.denseEpochs, candidate),
    sentences: { epochs: { row: 'denseEpochs', sentence: denseSentence } }
  })

/** What an earlier run was trained on stays as it was where the training begins with it. */
const fixedByOrigin = ['dataset', 'imageSize', 'preprocessing', 'augmentation', 'limit']

/** @param runs those of the store to begin with. @param checkpoints of the one that is chosen */
export function pruningGroups(
  draft: PruningDraft,
  runs: readonly Choice[],
  checkpoints: readonly Choice[]
): RowGroup[] {
  const { base: { network, pruning: { from } } } = draft
  const groups = rowGroups(dsd, draft, candidateFrom(dsd, draft))
  const own = {
    data: [
      nameRow(draft), ...originRows(from, draft.base.dataset, { runs, checkpoints }), networkRow(network, from !== null)
    ],
    stages: [denseRow(draft.denseEpochs)]
  }
  return withRows(groups, own, ['epochs', ...from === null ? [] : fixedByOrigin])
}

const denseRow = (value: number | null): Row => ({
  key: 'denseEpochs',
  name: 'denseEpochs',
  label: 'Dense epochs',
  explanation: 'Epochs with every connection, before any is pruned. 0 where the training begins with a run.',
  control: { kind: 'number', value, step: 1, unit: 'epochs', placeholder: '' }
})
