/** The CSV of the list of runs: the rows that are shown, in their order. */
import type { RunListEntry } from '../../preload/contract'
import type { Cell, Table } from './csv'
import { statusOf } from '../../preload/schema/titles'
import { prunedFraction } from '../../preload/schema/run-figures'

export function runsTable(entries: readonly RunListEntry[]): Table {
  return {
    columns: [
      'id', 'status', 'name', 'method', 'pruned_by', 'dataset', 'network', 'seed', 'epochs_done', 'epochs',
      'test_error', 'sparsity', 'churn', 'maskt_gap', 'seconds', 'pruned', 'alternations', 'snapshots', 'mask_bytes',
      'file_bytes', 'created_at', 'tags', 'note', 'pinned', 'reason'
    ],
    rows: entries.map((entry): Cell[] => (entry.state === 'damaged'
      ? [
          entry.id, statusOf(entry), ...Array.from({ length: 17 }, () => null), entry.fileBytes, null, null, null, null,
          entry.reason
        ]
      : [
          entry.id, statusOf(entry), entry.name, entry.method, entry.pruning?.choice ?? null, entry.dataset,
          entry.network, entry.seed, entry.epochsDone, entry.epochs, entry.testError, entry.sparsity, entry.churn,
          entry.maskTGap, entry.trainingSeconds, prunedFraction(entry), entry.alternations, entry.snapshots,
          entry.maskBytes, entry.fileBytes, entry.createdAt, entry.tags.join(' '), entry.note,
          entry.pinned ? 'yes' : 'no', entry.failure
        ]))
  }
}
