/**
 * What a person says about a run: tags, a note, whether it stands above the others. Beside it what finds a run again:
 * the key of its configuration, null of runs made before; and the shape of every tensor that checkpoints hold flat,
 * none in a file made before.
 */
export const annotations = `
  ALTER TABLE run ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT '';
  ALTER TABLE run ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
  ALTER TABLE run ADD COLUMN configuration_key TEXT;

  CREATE TABLE tensor_shapes (
    name TEXT PRIMARY KEY,
    shape TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`
