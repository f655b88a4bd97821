/** What a format of what runs tell over their training is called, and what it is good for. */
import type { HistoryFormatName } from '../../preload/contract'

export const historyFormats: Readonly<Record<HistoryFormatName, { title: string; explanation: string }>> = {
  tensorboard: {
    title: 'TensorBoard',
    explanation:
      'An event file: curves, sparsity and churn by layer, on-rates as histograms and images, settings as HParams.'
  },
  csv: {
    title: 'CSV',
    explanation: 'metrics.csv with one measurement a row, for pandas and R, and configuration.json.'
  }
}
