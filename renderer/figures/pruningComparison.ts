/**
 * Dense → Sparse → Dense by each choice of connections beside the SGD baseline, network by network, as the paper's
 * table 8 has it. An imported network has no baseline of as many epochs: it is compared with its own error at import.
 */
import type { RunListEntry, RunSummary, TrainingScale } from '../../preload/contract'
import { prunedFraction } from '../../preload/schema/run-figures'

export const comparedMethods = ['baseline', 'magnitude', 'i-alternation', 'b-alternation'] as const
export type ComparedMethod = (typeof comparedMethods)[number]

/** Small siblings of the published networks, which every comparison has a place for. */
export const siblingNetworks = ['resnet-mini', 'vgg-mini', 'googlenet-mini', 'all-cnn-mini'] as const

/** A column: a preset, or one import, for two models may lie in files of one name. */
export interface ComparedNetwork {
  /** The preset's name, or the import's id. */
  readonly key: string
  readonly title: string
  readonly imported: RunSummary | null
}

/** What runs have to have in common to stand in one table. */
export interface Condition extends TrainingScale {
  readonly key: string
  readonly dataset: string
  readonly runs: readonly ComparedRun[]
}

/** A run that was trained, with its place in the table. */
export type ComparedRun = RunSummary & {
  batchSize: number
  learningRate: number
  place: ComparedNetwork
  row: ComparedMethod
}

export interface ComparedCell {
  /** The newest finished run of each seed. */
  readonly runs: readonly RunSummary[]
  /** Mean over them. */
  readonly error: number
  /** Mean fraction of connections that the Sparse stage did without; null for the baseline. */
  readonly pruned: number | null
}

/** null: such a run has no row. */
export function comparedMethod({ method, pruning }: Pick<RunSummary, 'method' | 'pruning'>): ComparedMethod | null {
  if (method === 'sgd') return 'baseline'
  return pruning === null || pruning.choice === 'loaded' ? null : pruning.choice
}

/**
 * null: such a run has no column. One that began with weights that were trained here has had more training than its
 * epochs tell.
 */
function placeOf({ network, pruning }: RunSummary, imports: ReadonlyMap<string, RunSummary>): ComparedNetwork | null {
  const from = pruning?.from ?? null
  if (from === null) return { key: network, title: network, imported: null }
  const imported = imports.get(from)
  return imported === undefined ? null : { key: from, title: imported.name, imported }
}

function comparedRuns(entries: readonly RunListEntry[]): ComparedRun[] {
  const readable = entries.flatMap((entry) => (entry.state === 'readable' ? [entry] : []))
  const imports = new Map(readable.filter(({ method }) => method === 'imported').map((run) => [run.id, run]))
  return readable.flatMap((run) => {
    const { batchSize, learningRate, status, testError, epochs } = run
    const [place, row] = [placeOf(run, imports), comparedMethod(run)]
    const fits = place !== null && row !== null && batchSize !== null && learningRate !== null
    return fits && status === 'finished' && testError !== null && epochs >= 3
      ? [{ ...run, batchSize, learningRate, place, row }]
      : []
  })
}

const conditionKey = ({
  dataset,
  epochs,
  trainExamples,
  augmentation,
  batchSize,
  learningRate
}: Omit<Condition, 'key' | 'runs'>): string =>
  [dataset, epochs, trainExamples, augmentation, batchSize, learningRate].join(' ')

/** Every group of runs that can be compared: first those with most kinds of run, then the newest. */
export function conditionsOf(entries: readonly RunListEntry[]): Condition[] {
  const groups = new Map<string, ComparedRun[]>()
  for (const run of comparedRuns(entries)) {
    const key = conditionKey(run)
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  const kinds = ({ runs }: Condition): number => new Set(runs.map(({ place, row }) => `${place.key} ${row}`)).size
  const newest = ({ runs }: Condition): string => runs.reduce((latest, { id }) => (id > latest ? id : latest), '')
  return [...groups].map(([key, runs]): Condition => {
    const [{ dataset, epochs, trainExamples, augmentation, batchSize, learningRate }] = runs as [
      ComparedRun,
      ...ComparedRun[]
    ]
    return { key, dataset, epochs, trainExamples, augmentation, batchSize, learningRate, runs }
  }).sort((one, other) => kinds(other) - kinds(one) || (newest(one) < newest(other) ? 1 : -1))
}

/** The siblings, whichever other networks were trained, and the imports that were pruned. */
export function comparedNetworks(condition: Condition | null): ComparedNetwork[] {
  const siblings = siblingNetworks.map((title): ComparedNetwork => ({ key: title, title, imported: null }))
  return [
    ...new Map(
      [...siblings, ...(condition?.runs ?? []).map(({ place }) => place)].map((network) => [network.key, network])
    ).values()
  ]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** null where no run of it is finished, and for an import that was looked at with other data. */
export function comparedCell(
  condition: Condition | null,
  { key, imported }: ComparedNetwork,
  method: ComparedMethod
): ComparedCell | null {
  if (imported !== null && method === 'baseline') {
    const { testError } = imported
    return testError === null || imported.dataset !== condition?.dataset
      ? null
      : { runs: [imported], error: testError, pruned: null }
  }
  const bySeed = new Map<number, RunSummary>()
  for (const run of condition?.runs ?? []) {
    if (run.place.key !== key || run.row !== method) continue
    const known = bySeed.get(run.seed)
    if (known === undefined || run.id > known.id) bySeed.set(run.seed, run)
  }
  const runs = [...bySeed.values()].sort((one, other) => one.seed - other.seed)
  if (runs.length === 0) return null
  const pruned = runs.flatMap((run) => prunedFraction(run) ?? [])
  return {
    runs,
    error: mean(runs.map(({ testError }) => testError ?? 0)),
    pruned: pruned.length === 0 ? null : mean(pruned)
  }
}

/** What can be trained for a column and is not there; an import is its own baseline. */
export const missingMethods = (condition: Condition | null, network: ComparedNetwork): ComparedMethod[] =>
  comparedMethods.filter(
    (method) =>
      comparedCell(condition, network, method) === null && !(method === 'baseline' && network.imported !== null)
  )
