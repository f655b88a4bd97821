/** What a filter can ask of a run in the list: one table for the page, its completion, and the command line. */
import { runMethodNames } from './configuration'
import { listed } from './methods/texts'
import { runStatusSchema, type RunListEntry, type RunSummary } from './run'

/**
 * `share`: a fraction of 1, also written in per cent; `bytes` and `seconds`: also with a unit; `instant`: ISO 8601, or
 * its beginning: a day, a month.
 */
export type FieldKind = 'text' | 'number' | 'share' | 'bytes' | 'seconds' | 'instant'
export type FieldValue = string | number | null

export interface RunField {
  readonly kind: FieldKind
  readonly meaning: string
  /** Null where the run has no such value, or is damaged. */
  readonly of: (entry: RunListEntry) => FieldValue
}

const field = (kind: FieldKind, meaning: string, of: (run: RunSummary) => FieldValue): RunField =>
  ({ kind, meaning, of: (entry) => (entry.state === 'damaged' ? null : of(entry)) })

export const runFields = {
  status: {
    kind: 'text', meaning: listed([...runStatusSchema.options, 'damaged']),
    of: (entry) => (entry.state === 'damaged' ? 'damaged' : entry.status)
  },
  name: field('text', 'The run’s name, or a word of it', ({ name }) => name),
  id: { kind: 'text', meaning: 'The run’s id', of: ({ id }) => id },
  method: field('text', listed(runMethodNames), ({ method }) => method),
  pruning: field('text', 'What chooses connections of a run that prunes', ({ pruning }) => pruning?.choice ?? null),
  format: field('text', 'The format of an imported model', ({ importedFrom }) => importedFrom),
  network: field('text', 'The network', ({ network }) => network),
  data: field('text', 'The data set', ({ dataset }) => dataset),
  augmentation: field('text', 'How training images are changed', ({ augmentation }) => augmentation),
  backend: field('text', 'What it was computed with', ({ backend }) => backend),
  seed: field('number', 'The seed of its random numbers', ({ seed }) => seed),
  examples: field('number', 'Training examples', ({ trainExamples }) => trainExamples),
  batch: field('number', 'Examples per update', ({ batchSize }) => batchSize),
  rate: field('number', 'The learning rate at the start', ({ learningRate }) => learningRate),
  epochs: field('number', 'Epochs that were asked for', ({ epochs }) => epochs),
  done: field('number', 'Epochs that are done', ({ epochsDone }) => epochsDone),
  alternations: field('number', 'Alternations so far', ({ alternations }) => alternations),
  snapshots: field('number', 'Mask snapshots, alternations among them', ({ snapshots }) => snapshots),
  error: field('share', 'The latest test error', ({ testError }) => testError),
  sparsity: field('share', 'Zeros among all mask bits, in the latest snapshot', ({ sparsity }) => sparsity),
  churn: field('share', 'Mask bits that flipped up to the latest snapshot', ({ churn }) => churn),
  gap: field('share', 'Error with MaskT minus error with ReLU, of the latest checkpoint', ({ maskTGap }) => maskTGap),
  duration: field('seconds', 'Time of its epochs', ({ trainingSeconds }) => trainingSeconds),
  masks: field('bytes', 'Size of its stored masks', ({ maskBytes }) => maskBytes),
  file: { kind: 'bytes', meaning: 'Size of its file', of: ({ fileBytes }) => fileBytes },
  created: field('instant', 'When it was started', ({ createdAt }) => createdAt),
  ended: field('instant', 'When it ended', ({ finishedAt }) => finishedAt)
} satisfies Record<string, RunField>

export type RunFieldName = keyof typeof runFields
export const runFieldNames = Object.keys(runFields) as RunFieldName[]
export const fieldOf = (name: RunFieldName): RunField => runFields[name]
