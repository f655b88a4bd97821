/** What a filter can ask of a run in the list, and a column show: one table for the page and the command line. */
import { runMethodNames } from './configuration'
import { listed } from './methods/texts'
import { runStatusSchema, type RunListEntry, type RunSummary } from './run'

/**
 * `share`: a fraction of 1, also written in per cent; `bytes` and `seconds`: also with a unit; `instant`: ISO 8601, or
 * its beginning: a day, a month.
 */
export type FieldKind = 'text' | 'number' | 'share' | 'bytes' | 'seconds' | 'instant'
export type FieldValue = string | number | null
/** Of several texts a filter finds any. */
export type FieldContent = FieldValue | readonly string[]

export interface RunField {
  readonly kind: FieldKind
  /** Of its column. */
  readonly title: string
  readonly meaning: string
  /** Null where the run has no such value, or is damaged. */
  readonly of: (entry: RunListEntry) => FieldContent
}

const field = (kind: FieldKind, title: string, meaning: string, of: (run: RunSummary) => FieldContent): RunField =>
  ({ kind, title, meaning, of: (entry) => (entry.state === 'damaged' ? null : of(entry)) })

export const runFields = {
  status: {
    kind: 'text', title: 'Status', meaning: listed([...runStatusSchema.options, 'damaged']),
    of: (entry) => (entry.state === 'damaged' ? 'damaged' : entry.status)
  },
  name: field('text', 'Name', 'The run’s name, or a word of it', ({ name }) => name),
  id: { kind: 'text', title: 'Run', meaning: 'The run’s id', of: ({ id }) => id },
  tag: field('text', 'Tags', 'A tag that it was given', ({ tags }) => tags),
  note: field('text', 'Note', 'What was noted about it, or a word of that', ({ note }) => (note === '' ? null : note)),
  pinned: field('text', 'Pinned', 'yes or no: whether it stands on top', ({ pinned }) => (pinned ? 'yes' : 'no')),
  method: field('text', 'Method', listed(runMethodNames), ({ method }) => method),
  pruning: field('text', 'Pruned by', 'What chooses connections to prune', ({ pruning }) => pruning?.choice ?? null),
  format: field('text', 'Format', 'The format of an imported model', ({ importedFrom }) => importedFrom),
  network: field('text', 'Network', 'The network', ({ network }) => network),
  data: field('text', 'Data', 'The data set', ({ dataset }) => dataset),
  augmentation: field('text', 'Augmentation', 'How training images are changed', ({ augmentation }) => augmentation),
  backend: field('text', 'Backend', 'What it was computed with', ({ backend }) => backend),
  seed: field('number', 'Seed', 'The seed of its random numbers', ({ seed }) => seed),
  examples: field('number', 'Examples', 'Training examples', ({ trainExamples }) => trainExamples),
  batch: field('number', 'Batch', 'Examples per update', ({ batchSize }) => batchSize),
  rate: field('number', 'Rate', 'The learning rate at the start', ({ learningRate }) => learningRate),
  epochs: field('number', 'Epochs asked', 'Epochs that were asked for', ({ epochs }) => epochs),
  done: field('number', 'Epochs', 'Epochs that are done', ({ epochsDone }) => epochsDone),
  alternations: field('number', 'Alternations', 'Alternations so far', ({ alternations }) => alternations),
  snapshots: field('number', 'Snapshots', 'Mask snapshots, alternations among them', ({ snapshots }) => snapshots),
  error: field('share', 'Test error', 'The latest test error', ({ testError }) => testError),
  sparsity: field('share', 'Sparsity', 'Zeros among all mask bits, in the latest snapshot', ({ sparsity }) => sparsity),
  churn: field('share', 'Churn', 'Mask bits that flipped up to the latest snapshot', ({ churn }) => churn),
  gap: field(
    'share', 'MaskT gap', 'Error with MaskT minus error with ReLU, of the latest checkpoint', ({ maskTGap }) => maskTGap
  ),
  duration: field('seconds', 'Duration', 'Time of its epochs', ({ trainingSeconds }) => trainingSeconds),
  masks: field('bytes', 'Masks', 'Size of its stored masks', ({ maskBytes }) => maskBytes),
  file: { kind: 'bytes', title: 'File', meaning: 'Size of its file', of: ({ fileBytes }) => fileBytes },
  created: field('instant', 'Created', 'When it was started', ({ createdAt }) => createdAt),
  ended: field('instant', 'Ended', 'When it ended', ({ finishedAt }) => finishedAt)
} satisfies Record<string, RunField>

export type RunFieldName = keyof typeof runFields
export const runFieldNames = Object.keys(runFields) as RunFieldName[]
export const fieldOf = (name: RunFieldName): RunField => runFields[name]

/** As one value; several texts with blanks between them, none of them as none. */
export function fieldValue(name: RunFieldName, entry: RunListEntry): FieldValue {
  const value = fieldOf(name).of(entry)
  return typeof value === 'object' && value !== null ? value.join(' ') || null : value
}
