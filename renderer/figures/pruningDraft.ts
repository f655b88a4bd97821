/**
 * What the form of Dense → Sparse → Dense has beside its settings: the run to begin with, and the first Dense stage,
 * which is what the others leave of the run's epochs.
 */
import {
  nameOfNetwork,
  networkPresetNames,
  type DsdConfiguration,
  type TrainingConfiguration
} from '../../preload/contract'
import { dsd } from '../../preload/schema/methods/dsd'
import { valueAt, withValueAt } from '../../preload/schema/settings/fields'
import { candidateFrom, draftFrom, judge, type Draft, type Judgement } from './draft'
import { nameRow, rowGroups, withRows, type Choice, type Row, type RowGroup } from './formRows'

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

/** Small ones first: they suit a CPU. */
const networks = [...networkPresetNames].sort(
  (one, other) => Number(other.endsWith('-mini')) - Number(one.endsWith('-mini'))
)

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
  const origin = from === null ? [] : [checkpointRow(draft, from.at, checkpoints)]
  const own = {
    data: [nameRow(draft), originRow(from?.run ?? '', runs), ...origin, networkRow(network, from !== null)],
    stages: [denseRow(draft.denseEpochs)]
  }
  return withRows(groups, own, ['epochs', ...from === null ? [] : fixedByOrigin])
}

const originRow = (run: string, runs: readonly Choice[]): Row => ({
  key: 'fromRun',
  name: 'fromRun',
  label: 'Begin with',
  explanation:
    'Random weights, or those of a trained or imported run of the store. Then data, network and limit are that ' +
    'run’s, and the first Dense stage may be left out.',
  control: { kind: 'choice', value: run, choices: [{ value: '', label: 'Random weights' }, ...runs] }
})

const checkpointRow = ({ base }: PruningDraft, at: string, choices: readonly Choice[]): Row => ({
  key: 'fromAt',
  name: 'fromAt',
  label: 'Checkpoint',
  explanation: `Which of that run’s weights, for ${base.dataset}.`,
  control: { kind: 'choice', value: at, choices }
})

const networkRow = (network: DsdConfiguration['network'], isFixed: boolean): Row => ({
  key: 'network',
  name: 'network',
  label: 'Network',
  explanation: isFixed
    ? 'The network that the weights are of; it comes with the run.'
    : 'The mini networks are siblings of the paper’s, with some ten thousand parameters for a CPU; the others want ' +
      'a GPU.',
  control: isFixed
    ? { kind: 'fixed', text: nameOfNetwork(network) }
    : {
        kind: 'choice',
        value: nameOfNetwork(network),
        choices: networks.map((value) => ({ value, label: value }))
      }
})

const denseRow = (value: number | null): Row => ({
  key: 'denseEpochs',
  name: 'denseEpochs',
  label: 'Dense epochs',
  explanation: 'Epochs with every connection, before any is pruned. 0 where the training begins with a run.',
  control: { kind: 'number', value, step: 1, unit: 'epochs', placeholder: '' }
})
