/** What a checkpoint answers to every test example, under any rule of test time. */
export const ruleEvaluations = `
  CREATE TABLE test_set (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    examples INTEGER NOT NULL,
    classes INTEGER NOT NULL,
    labels BLOB NOT NULL
  ) STRICT;

  CREATE TABLE rule_evaluations (
    number INTEGER PRIMARY KEY,
    checkpoint_name TEXT NOT NULL REFERENCES checkpoints (name) ON DELETE CASCADE,
    rule TEXT NOT NULL CHECK (rule IN ('relu', 'maskt', 'threshold', 'energy')),
    form TEXT NOT NULL CHECK (form IN ('affine', 'linear')),
    beta_kind TEXT NOT NULL CHECK (beta_kind IN ('fixed', 'quantile')),
    beta REAL NOT NULL,
    examples INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    loss REAL NOT NULL,
    units_on INTEGER NOT NULL,
    UNIQUE (checkpoint_name, rule, form, beta_kind, beta)
  ) STRICT;

  CREATE TABLE predictions (
    evaluation INTEGER PRIMARY KEY REFERENCES rule_evaluations (number) ON DELETE CASCADE,
    classes BLOB NOT NULL,
    probabilities BLOB NOT NULL,
    label_probabilities BLOB NOT NULL
  ) STRICT;

  CREATE TABLE example_images (
    example INTEGER PRIMARY KEY,
    height INTEGER NOT NULL,
    width INTEGER NOT NULL,
    channels INTEGER NOT NULL CHECK (channels IN (1, 3)),
    pixels BLOB NOT NULL
  ) STRICT;
`
