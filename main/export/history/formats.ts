/** Every format that what a run tells over its training can be written in. */
import type { HistoryFormatName } from '../../../preload/schema/export'
import { csvFormat } from './csv'
import type { HistoryFormat } from './run-history'
import { tensorboardFormat } from './tensorboard/format'

export const historyFormats: Record<HistoryFormatName, HistoryFormat> = {
  tensorboard: tensorboardFormat,
  csv: csvFormat
}
