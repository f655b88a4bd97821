/** Columns of the Runs table: widths in pixels, explanations as tooltips. The name takes what is left. */
import { glossary } from '../../figures/glossary'
import type { SortKey } from '../../figures/runList'

export interface RunColumn {
  readonly key: SortKey
  readonly title: string
  readonly width: number | null
  readonly number?: boolean
  readonly explanation: string
}

export const runColumns: readonly RunColumn[] = [
  {
    key: 'status',
    title: 'Status',
    width: 116,
    explanation: 'What the run’s training process is doing, or how it ended.'
  },
  { key: 'name', title: 'Name', width: null, explanation: 'Given at the start; change it with the pencil.' },
  {
    key: 'method',
    title: 'Method',
    width: 148,
    explanation:
      'SGD: ordinary ReLU network. I-alternation: stored instance-wise masks in place of ReLU. DSD: ' +
      'Dense–Sparse–Dense, by what chooses connections. Imported: trained by another program.'
  },
  { key: 'dataset', title: 'Data', width: 84, explanation: 'Data set the network was trained on.' },
  {
    key: 'network',
    title: 'Network',
    width: 98,
    explanation: 'Preset the network was built from, or the file it was imported from.'
  },
  { key: 'seed', title: 'Seed', width: 48, number: true, explanation: glossary.seed },
  { key: 'epochs', title: 'Epochs', width: 76, number: true, explanation: glossary.epochs },
  { key: 'testError', title: 'Test error', width: 86, number: true, explanation: glossary.testError },
  { key: 'maskBytes', title: 'Masks', width: 74, number: true, explanation: glossary.maskBytes },
  { key: 'fileBytes', title: 'File', width: 76, number: true, explanation: glossary.fileBytes },
  { key: 'createdAt', title: 'Created', width: 104, number: true, explanation: 'When the run was started, local time.' }
]
