/**
 * What an interrupted training is gone on with beside its state: how far each table was when the state was saved, so
 * that what was written after it is found (null of a state that was saved before this version); a checksum, so that a
 * damaged state is; and the means of a few images, by which the data set is known again.
 */
export const resumption = `
  ALTER TABLE training_states ADD COLUMN marks TEXT;
  ALTER TABLE training_states ADD COLUMN checksum INTEGER;
  ALTER TABLE training_set ADD COLUMN image_means TEXT;
`
