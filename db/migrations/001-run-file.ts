/** The first run file: docs/run-file.md describes every table. */
export const runFile = `
  CREATE TABLE run (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'stopped', 'failed')),
    failure TEXT,
    backend TEXT NOT NULL,
    configuration TEXT NOT NULL,
    topology TEXT NOT NULL,
    environment TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    train_examples INTEGER NOT NULL,
    test_examples INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    finished_at TEXT,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    heartbeat_at TEXT NOT NULL,
    progress TEXT
  ) STRICT;

  CREATE TABLE support_layers (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    shape TEXT NOT NULL,
    units INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    byte_length INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE curve (
    iteration INTEGER PRIMARY KEY,
    epoch REAL NOT NULL,
    loss REAL NOT NULL,
    error REAL NOT NULL,
    learning_rate REAL NOT NULL
  ) STRICT;

  CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY,
    iterations INTEGER NOT NULL,
    phase TEXT NOT NULL,
    learning_rate REAL NOT NULL,
    train_loss REAL NOT NULL,
    train_error REAL NOT NULL,
    test_loss REAL NOT NULL,
    test_error REAL NOT NULL,
    drift REAL,
    seconds REAL NOT NULL
  ) STRICT;

  CREATE TABLE alternations (
    alternation INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    examples INTEGER NOT NULL,
    masks_kept TEXT NOT NULL CHECK (masks_kept IN ('all', 'probe')),
    seconds REAL NOT NULL
  ) STRICT;

  CREATE TABLE alternation_layers (
    alternation INTEGER NOT NULL REFERENCES alternations (alternation),
    position INTEGER NOT NULL REFERENCES support_layers (position),
    bits_on INTEGER NOT NULL,
    on_to_off INTEGER,
    off_to_on INTEGER,
    dead INTEGER NOT NULL,
    always_on INTEGER NOT NULL,
    on_per_unit BLOB NOT NULL,
    PRIMARY KEY (alternation, position)
  ) STRICT;

  CREATE TABLE masks (
    alternation INTEGER NOT NULL,
    example INTEGER NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (alternation, example)
  ) STRICT;

  CREATE TABLE checkpoints (
    checkpoint INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE checkpoint_tensors (
    checkpoint INTEGER NOT NULL REFERENCES checkpoints (checkpoint) ON DELETE CASCADE,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (checkpoint, name)
  ) STRICT;

  CREATE TABLE evaluations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    checkpoint_name TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    examples INTEGER NOT NULL,
    relu_error REAL NOT NULL,
    relu_loss REAL NOT NULL,
    maskt_error REAL NOT NULL,
    maskt_loss REAL NOT NULL
  ) STRICT;

  CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
`
