/**
 * The state of a training may have averaged weights beside those that move. Which parts there are is said by a check,
 * which SQLite cannot alter: the table is made anew.
 */
export const averagedWeights = `
  CREATE TABLE training_state_tensors_anew (
    state INTEGER NOT NULL REFERENCES training_states (number) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (part IN ('weights', 'velocities', 'weight masks', 'estimator', 'average')),
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (state, part, name)
  ) STRICT;
  INSERT INTO training_state_tensors_anew SELECT * FROM training_state_tensors ORDER BY rowid;
  DROP TABLE training_state_tensors;
  ALTER TABLE training_state_tensors_anew RENAME TO training_state_tensors;
`
