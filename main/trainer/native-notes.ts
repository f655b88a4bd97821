/**
 * What TensorFlow writes to standard error though nothing is wrong. Its setting for that, TF_CPP_MIN_LOG_LEVEL, does
 * not reach what it logs by Abseil ("MLIR V1 optimization pass is not enabled", at the first run of every graph), and
 * Abseil's own threshold can be set only from C++.
 */

/** Abseil's notice, and lines of the severities information and warning: `I0000 00:00:1795.3 236 pass.cc:401] …`. */
const notes = [
  /^WARNING: All log messages before absl::InitializeLog\(\) is called/,
  /^[IW]\d{4} \d\d:\d\d:\S+ +\d+ \S+:\d+\] /
]

/** The text without such lines; errors, and whatever else was written, stay. */
export const withoutNotes = (text: string): string =>
  text.split('\n').filter((line) => !notes.some((note) => note.test(line))).join('\n')
