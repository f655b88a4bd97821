/** The rows of a form by which a training begins with another run: which one, which of its weights, whose network. */
import {
  nameOfNetwork, networkPresetNames, originTexts, type DataSetName, type Origin, type RunListEntry, type TrainedNetwork
} from '../../preload/contract'
import type { Choice, Row } from './formRows'

/** The run's key in a form for random weights. */
export const randomWeights = ''

/** Runs with final weights, newest first. */
export const originChoices = (entries: readonly RunListEntry[]): Choice[] =>
  entries
    .flatMap((entry) =>
      entry.state === 'readable' && (entry.status === 'finished' || entry.status === 'stopped')
        ? [{ value: entry.id, label: `${entry.name} (${entry.network}, ${entry.dataset})` }]
        : []
    )
    .sort((one, other) => (one.value < other.value ? 1 : -1))

/** @param runs those of the store to begin with. @param checkpoints of the one that is chosen */
export function originRows(
  from: Origin | null, dataset: DataSetName,
  { runs, checkpoints }: { runs: readonly Choice[]; checkpoints: readonly Choice[] }
): Row[] {
  const { label, empty, explanation } = originTexts
  const run: Row = {
    key: 'fromRun', name: 'fromRun', label, explanation,
    control: {
      kind: 'choice', value: from?.run ?? randomWeights, choices: [{ value: randomWeights, label: empty }, ...runs]
    }
  }
  if (from === null) return [run]
  return [run, {
    key: 'fromAt', name: 'fromAt', label: 'Checkpoint', explanation: `Which of that run’s weights, for ${dataset}.`,
    control: { kind: 'choice', value: from.at, choices: checkpoints }
  }]
}

/** Small ones first: they suit a CPU. */
const networks = [...networkPresetNames].sort(
  (one, other) => Number(other.endsWith('-mini')) - Number(one.endsWith('-mini'))
)

export const networkRow = (network: TrainedNetwork, isFixed: boolean): Row => ({
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
