/** What the Train page asks for beside the settings of the chosen method: which one, and the run to begin with. */
import {
  continuedSettings, defaultConfiguration, methodOf, originOf, plainMethods, type Origin, type PlainTraining,
  type RunConfiguration, type TrainMethodName
} from '../../preload/contract'
import { candidateFrom, draftFrom, type Draft } from './draft'
import { nameRow, rowGroups, withRows, type Choice, type Row, type RowGroup } from './formRows'
import { networkRow, originRows } from './originRows'

export interface TrainingDraft extends Draft {
  readonly method: TrainMethodName
  readonly base: PlainTraining
}

const begun = defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')

/**
 * Null for an import, which is no training. Stages have a page of their own: here such a run is taken up with what it
 * shares with the others, and with the run that it began with.
 */
export function trainingDraftOf(configuration: RunConfiguration): TrainingDraft | null {
  if (configuration.method === 'imported') return null
  if (configuration.method !== 'dsd') return draftFrom(configuration)
  const shared = candidateFrom(methodOf('sgd'), draftFrom(configuration)) as PlainTraining
  const { network } = configuration
  return draftFrom({ ...shared, network, from: originOf(configuration) })
}

/** With another beginning; what was edited of the settings that it brings is forgotten. */
function basedOn(draft: TrainingDraft, part: Partial<PlainTraining>): TrainingDraft {
  const values = Object.fromEntries(Object.entries(draft.values).filter(([key]) => !(key in part)))
  return { ...draft, values, base: { ...draft.base, ...part } as PlainTraining }
}

/** @param configuration of the run to begin with */
export const beginningWith = (draft: TrainingDraft, from: Origin, configuration: RunConfiguration): TrainingDraft =>
  basedOn(draft, { ...continuedSettings(configuration), from })

export const fromCheckpoint = (draft: TrainingDraft, at: string): TrainingDraft => {
  const { from } = draft.base
  return from === null ? draft : basedOn(draft, { from: { ...from, at } })
}

/** An imported network has no random weights: in its place comes the one that the form begins with. */
export function fromRandomWeights(draft: TrainingDraft): TrainingDraft {
  const { network } = draft.base
  return basedOn(draft, { from: null, network: typeof network === 'string' ? network : begun.network })
}

const methodRow = (method: TrainMethodName): Row => ({
  key: 'method',
  name: 'method',
  label: 'Method',
  explanation: methodOf(method).explanation,
  control: {
    kind: 'choice',
    value: method,
    choices: plainMethods.map(({ name, title }) => ({ value: name, label: title }))
  }
})

/** What the run to begin with was trained on, or looked at with. */
const fixedByOrigin = ['network', 'dataset', 'imageSize', 'preprocessing']

/** @param runs those of the store to begin with. @param checkpoints of the one that is chosen */
export function trainingGroups(
  draft: TrainingDraft, runs: readonly Choice[], checkpoints: readonly Choice[]
): RowGroup[] {
  const definition = methodOf(draft.method)
  const { from, dataset, network } = draft.base
  const groups = rowGroups(definition, draft, candidateFrom(definition, draft))
  const own = [
    nameRow(draft), methodRow(draft.method), ...originRows(from, dataset, { runs, checkpoints }),
    ...from === null ? [] : [networkRow(network, true)]
  ]
  return withRows(groups, { data: own }, from === null ? [] : fixedByOrigin)
}
