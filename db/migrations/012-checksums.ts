/**
 * What tells of every row whether it is what was written (db/checksums.ts). Null of rows that were written before this
 * version; the run's own is null in a file that was made before, in which others may be missing.
 */
const tables = [
  'run', 'support_layers', 'curve', 'test_curve', 'epochs', 'snapshots', 'snapshot_layers', 'mask_rows', 'mask_changes',
  'training_set', 'tensor_shapes', 'checkpoints', 'checkpoint_tensors', 'evaluations', 'test_set', 'rule_evaluations',
  'predictions', 'example_images', 'prunings', 'weight_masks', 'sensitivity'
]

export const checksums = tables.map((table) => `ALTER TABLE ${table} ADD COLUMN checksum INTEGER;`).join('\n')
