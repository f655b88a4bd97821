/** Dense → Sparse → Dense by each choice of connections beside the SGD baseline, network by network, as the paper's table 8 has it. */
import type { RunListEntry, RunSummary, TrainingScale } from '../../preload/contract'

export const comparedMethods = ['baseline', 'magnitude', 'i-alternation', 'b-alternation'] as const
export type ComparedMethod = (typeof comparedMethods)[number]

/** Small siblings of the published networks, which every comparison has a place for. */
export const siblingNetworks = ['resnet-mini', 'vgg-mini', 'googlenet-mini', 'all-cnn-mini'] as const

/** What runs have to have in common to stand in one table. */
export interface Condition extends TrainingScale {
  readonly key: string
  readonly dataset: string
  readonly runs: readonly RunSummary[]
}

export interface ComparedCell {
  /** The newest finished run of each seed. */
  readonly runs: readonly RunSummary[]
  /** Mean over them. */
  readonly error: number
  /** Mean fraction of connections that the Sparse stage did without; null for the baseline. */
  readonly pruned: number | null
}

/** null: such a run has no row. One that began with another run's weights has had more training than its epochs tell. */
export function comparedMethod({ method, pruning }: Pick<RunSummary, 'method' | 'pruning'>): ComparedMethod | null {
  if (method === 'sgd') return 'baseline'
  if (pruning === null || pruning.continues || pruning.choice === 'loaded') return null
  return pruning.choice
}

export function prunedFraction({ pruning }: Pick<RunSummary, 'pruning'>): number | null {
  const latest = pruning?.latest
  return latest ? 1 - latest.kept / latest.weights : null
}

/** A run that was trained. */
type TrainedRun = RunSummary & { batchSize: number; learningRate: number }

const isComparable = (run: RunListEntry): run is TrainedRun =>
  run.state === 'readable' && run.batchSize !== null && run.learningRate !== null && run.status === 'finished' && run.testError !== null && run.epochs >= 3 && comparedMethod(run) !== null

const conditionKey = ({ dataset, epochs, trainExamples, augmentation, batchSize, learningRate }: Omit<Condition, 'key' | 'runs'>): string =>
  [dataset, epochs, trainExamples, augmentation, batchSize, learningRate].join(' ')

/** Every group of runs that can be compared: first those with most kinds of run, then the newest. */
export function conditionsOf(entries: readonly RunListEntry[]): Condition[] {
  const groups = new Map<string, TrainedRun[]>()
  for (const run of entries.filter(isComparable)) {
    const key = conditionKey(run)
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  const kinds = ({ runs }: Condition): number => new Set(runs.map((run) => `${run.network} ${comparedMethod(run)}`)).size
  const newest = ({ runs }: Condition): string => runs.reduce((latest, { id }) => (id > latest ? id : latest), '')
  return [...groups].map(([key, runs]): Condition => {
    const [{ dataset, epochs, trainExamples, augmentation, batchSize, learningRate }] = runs as [TrainedRun, ...TrainedRun[]]
    return { key, dataset, epochs, trainExamples, augmentation, batchSize, learningRate, runs }
  }).sort((one, other) => kinds(other) - kinds(one) || (newest(one) < newest(other) ? 1 : -1))
}

/** The siblings, and whichever other networks were trained. */
export function comparedNetworks(condition: Condition | null): string[] {
  return [...new Set<string>([...siblingNetworks, ...(condition?.runs ?? []).map(({ network }) => network)])]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** null where no run of it is finished. */
export function comparedCell(condition: Condition | null, network: string, method: ComparedMethod): ComparedCell | null {
  const bySeed = new Map<number, RunSummary>()
  for (const run of condition?.runs ?? []) {
    if (run.network !== network || comparedMethod(run) !== method) continue
    const known = bySeed.get(run.seed)
    if (known === undefined || run.id > known.id) bySeed.set(run.seed, run)
  }
  const runs = [...bySeed.values()].sort((one, other) => one.seed - other.seed)
  if (runs.length === 0) return null
  const pruned = runs.flatMap((run) => prunedFraction(run) ?? [])
  return { runs, error: mean(runs.map(({ testError }) => testError ?? 0)), pruned: pruned.length === 0 ? null : mean(pruned) }
}
