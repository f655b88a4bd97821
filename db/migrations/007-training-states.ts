/** Where an interrupted training stands: the numbers of its newest states, and weights and momentum beside them. */
export const trainingStates = `
  CREATE TABLE training_states (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    saved_at TEXT NOT NULL,
    position TEXT NOT NULL,
    method TEXT NOT NULL
  ) STRICT;

  CREATE TABLE training_state_tensors (
    state INTEGER NOT NULL REFERENCES training_states (number) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (part IN ('weights', 'velocities', 'weight masks', 'estimator')),
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (state, part, name)
  ) STRICT;
`
