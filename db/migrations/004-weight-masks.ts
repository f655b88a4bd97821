/**
 * Choices of connections in the Sparse stage of DSD: weight masks, the counts that decided, and scans of sensitivity.
 */
export const weightMasks = `
  CREATE TABLE prunings (
    pruning INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    alternation INTEGER REFERENCES alternations (alternation),
    seconds REAL NOT NULL
  ) STRICT;

  CREATE TABLE weight_masks (
    pruning INTEGER NOT NULL REFERENCES prunings (pruning),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    weights INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    exempt INTEGER NOT NULL CHECK (exempt IN (0, 1)),
    bits BLOB NOT NULL,
    opportunities REAL,
    mean REAL,
    never INTEGER,
    histogram TEXT,
    PRIMARY KEY (pruning, position)
  ) STRICT;

  CREATE TABLE sensitivity (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    checkpoint_name TEXT NOT NULL,
    layer TEXT NOT NULL,
    degree REAL NOT NULL,
    error REAL NOT NULL,
    loss REAL NOT NULL,
    UNIQUE (checkpoint_name, layer, degree)
  ) STRICT;

  ALTER TABLE checkpoints ADD COLUMN pruning INTEGER REFERENCES prunings (pruning);
`
