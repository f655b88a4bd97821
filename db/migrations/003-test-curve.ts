/** Test loss and error in the middle of an epoch, for runs that measure them more often than once per epoch. */
export const testCurve = `
  CREATE TABLE test_curve (
    iteration INTEGER PRIMARY KEY,
    epoch REAL NOT NULL,
    loss REAL NOT NULL,
    error REAL NOT NULL
  ) STRICT;
`
