/** Columns of the Runs table: widths in pixels, explanations as tooltips. The name takes what is left. */
import {
  columnTitle, isFigure, isSetting, settingColumns, type RunColumnName
} from '../../../preload/schema/run-columns'
import { fieldOf, type RunFieldName } from '../../../preload/schema/run-fields'
import { glossary } from '../../figures/glossary'

export interface RunColumn {
  readonly key: RunColumnName
  readonly title: string
  readonly width: number | null
  readonly number: boolean
  readonly explanation: string
}

const widths: Partial<Record<RunFieldName, number | null>> = {
  status: 104, name: null, id: 178, tag: 130, note: 190, pinned: 70, method: 148, pruning: 100, format: 86,
  network: 98, data: 84, augmentation: 104, backend: 128, seed: 52, batch: 60, rate: 64, epochs: 106, done: 76,
  error: 86, alternations: 100, snapshots: 92, masks: 74, file: 76, gap: 92, created: 104, ended: 128
}
const usualWidth = { field: 88, setting: 132 }

/** What more there is to say of a column than what a filter finds by it. */
const explanations: Partial<Record<RunFieldName, string>> = {
  status: 'What the run’s training process is doing, or how it ended.',
  name: 'Given at the start; change it with the pencil.',
  method:
    'SGD: ordinary ReLU network. I-alternation: stored instance-wise masks in place of ReLU. DSD: ' +
    'Dense–Sparse–Dense, by what chooses connections. Imported: trained by another program.',
  data: 'Data set the network was trained on.',
  network: 'Preset the network was built from, or the file it was imported from.',
  seed: glossary.seed, done: glossary.epochs, error: glossary.testError, sparsity: glossary.sparsityOverall,
  churn: glossary.churn, masks: glossary.maskBytes, file: glossary.fileBytes, alternations: glossary.alternationCount,
  snapshots: glossary.snapshotCount, created: 'When the run was started, local time.'
}

export function runColumn(key: RunColumnName): RunColumn {
  const title = columnTitle(key)
  if (isSetting(key)) {
    const { explanation = '' } = settingColumns.get(key) ?? {}
    return { key, title, width: usualWidth.setting, number: false, explanation }
  }
  const { [key]: width = usualWidth.field } = widths
  const { meaning } = fieldOf(key)
  return { key, title, width, number: isFigure(key), explanation: explanations[key] ?? `${meaning}.` }
}
