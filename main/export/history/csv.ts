/** `metrics.csv`, one measurement a row, and `configuration.json`, for pandas, R and whatever reads tables. */
import { csvLines } from '../../../preload/schema/csv'
import { bytesFile, jsonFile } from '../formats/format'
import { measurementsOf } from './metrics'
import type { HistoryFormat, RunHistory } from './run-history'

export const csvFormat: HistoryFormat = (history) => [
  jsonFile('configuration.json', history.facts),
  bytesFile('metrics.csv', () => csvOf(history))
]

function* csvOf({ facts: { id }, instantAt, pieces }: RunHistory): Generator<Uint8Array> {
  yield Buffer.from(csvLines([['run', 'iteration', 'epoch', 'time', 'tag', 'value']]))
  for (const records of pieces()) {
    const rows = measurementsOf(records).map(({ tag, iteration, epoch, value }) =>
      [id, iteration, epoch, new Date(instantAt(iteration)).toISOString(), tag, value])
    yield Buffer.from(csvLines(rows))
  }
}
