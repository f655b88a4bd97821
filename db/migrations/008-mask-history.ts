/**
 * Snapshots before the newest as what changes in their masks until a later one, a tenth of the masks themselves (see
 * db/mask-history.ts). Beside them what a look at one unit or one example would otherwise count from all masks: flips
 * by unit and by example, and the labels of the training examples.
 */
export const maskHistory = `
  ALTER TABLE snapshots ADD COLUMN changes_until INTEGER REFERENCES snapshots (snapshot);

  CREATE TABLE mask_changes (
    snapshot INTEGER NOT NULL REFERENCES snapshots (snapshot),
    position INTEGER NOT NULL REFERENCES support_layers (position),
    first INTEGER NOT NULL,
    examples INTEGER NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (snapshot, position, first)
  ) STRICT;

  ALTER TABLE snapshot_layers ADD COLUMN on_to_off_per_unit BLOB;
  ALTER TABLE snapshot_layers ADD COLUMN off_to_on_per_unit BLOB;
  ALTER TABLE snapshot_layers ADD COLUMN flips_per_example BLOB;

  CREATE TABLE training_set (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    labels BLOB NOT NULL
  ) STRICT;
`
