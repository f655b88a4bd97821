/**
 * An alternation is one kind of snapshot: the masks of any moment of any method stand in the tables that held those of
 * alternations. Snapshots are numbered as alternations were, so that rows of masks, which are nearly all of a file,
 * stay where they are. What read alternations by SQL reads them as views.
 *
 * Beside them: why a run failed, as a word for programs; and the iteration of an evaluation, because a run that was
 * stopped has two checkpoints of one epoch.
 */

/** An import stored the masks of its one checkpoint as alternation 1, though nothing was ever trained with them. */
const imported = "(SELECT configuration ->> '$.method' FROM run) IS 'imported'"

/** What stands in the place of `snapshots` in a file of an older version: its alternations. */
export const alternationsAsSnapshots = `
  SELECT alternation AS snapshot,
    CASE WHEN ${imported} THEN 'requested' ELSE 'alternation' END AS kind,
    CASE WHEN ${imported} THEN NULL ELSE alternation END AS alternation,
    CASE WHEN ${imported} THEN 'final' ELSE 'alternation-' || alternation END AS checkpoint_name,
    epoch, iteration, examples,
    (SELECT max(alternation) FROM alternations AS b WHERE b.alternation < a.alternation) AS compared_with,
    (SELECT examples FROM alternations AS b WHERE b.alternation < a.alternation ORDER BY alternation DESC LIMIT 1)
      AS compared_examples,
    masks_kept, seconds
  FROM alternations AS a
`

/** Files of older versions say why they failed in a sentence only. */
export const failureKindFromSentence = `
  CASE WHEN failure IS NULL THEN NULL
    WHEN failure LIKE 'Training diverged: %' THEN 'diverged'
    WHEN failure LIKE 'The disk of the store is full%' THEN 'disk-full'
    WHEN failure LIKE 'Maskscope met an error it did not expect%' THEN 'defect'
    ELSE 'error' END
`

/** Of an evaluation of an older version: that of its checkpoint, or where that is gone of the epoch's end. */
export const iterationOfEvaluation = `
  coalesce(
    (SELECT iteration FROM checkpoints WHERE name = checkpoint_name AND checkpoints.epoch = evaluations.epoch),
    (SELECT iterations FROM epochs WHERE epochs.epoch = evaluations.epoch),
    0)
`

export const snapshots = `
  CREATE TABLE snapshots (
    snapshot INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('alternation', 'scheduled', 'requested')),
    alternation INTEGER UNIQUE CHECK ((kind = 'alternation') = (alternation IS NOT NULL)),
    checkpoint_name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    examples INTEGER NOT NULL,
    compared_with INTEGER REFERENCES snapshots (snapshot),
    compared_examples INTEGER CHECK ((compared_with IS NULL) = (compared_examples IS NULL)),
    masks_kept TEXT NOT NULL CHECK (masks_kept IN ('all', 'probe')),
    seconds REAL NOT NULL
  ) STRICT;
  INSERT INTO snapshots ${alternationsAsSnapshots};

  CREATE TABLE snapshot_layers (
    snapshot INTEGER NOT NULL REFERENCES snapshots (snapshot),
    position INTEGER NOT NULL REFERENCES support_layers (position),
    bits_on INTEGER NOT NULL,
    on_to_off INTEGER,
    off_to_on INTEGER,
    dead INTEGER NOT NULL,
    always_on INTEGER NOT NULL,
    on_per_unit BLOB NOT NULL,
    PRIMARY KEY (snapshot, position)
  ) STRICT;
  INSERT INTO snapshot_layers SELECT * FROM alternation_layers;

  CREATE TABLE new_prunings (
    pruning INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    alternation INTEGER REFERENCES snapshots (alternation),
    seconds REAL NOT NULL
  ) STRICT;
  INSERT INTO new_prunings SELECT * FROM prunings;
  DROP TABLE prunings;
  ALTER TABLE new_prunings RENAME TO prunings;

  DROP TABLE alternation_layers;
  DROP TABLE alternations;
  DROP VIEW masks;

  CREATE VIEW alternations AS
    SELECT alternation, epoch, iteration, examples, masks_kept, seconds FROM snapshots WHERE alternation IS NOT NULL;
  CREATE VIEW alternation_layers AS
    SELECT alternation, position, bits_on, on_to_off, off_to_on, dead, always_on, on_per_unit
    FROM snapshots JOIN snapshot_layers USING (snapshot) WHERE alternation IS NOT NULL;
  CREATE VIEW masks AS
    SELECT snapshot, alternation, key & 4294967295 AS example, bits
    FROM snapshots JOIN mask_rows ON key >= snapshot << 32 AND key < (snapshot + 1) << 32;

  ALTER TABLE evaluations ADD COLUMN iteration INTEGER NOT NULL DEFAULT 0;
  UPDATE evaluations SET iteration = ${iterationOfEvaluation};

  ALTER TABLE run ADD COLUMN failure_kind TEXT
    CHECK (failure_kind IN ('diverged', 'disk-full', 'error', 'defect'));
  UPDATE run SET failure_kind = ${failureKindFromSentence};
`
