/** What a group of checks came to. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {boolean} success @returns {Counts} */
export const oneCheck = (success) => ({ passed: success ? 1 : 0, failed: success ? 0 : 1, skipped: 0 })

/** @param {Counts[]} counts @returns {Counts} */
export function sum(counts) {
  return counts.reduce((left, right) => ({
    passed: left.passed + right.passed, failed: left.failed + right.failed, skipped: left.skipped + right.skipped
  }), { passed: 0, failed: 0, skipped: 0 })
}

/** With CI=true nothing may be skipped. @param {Counts} counts @param {boolean} strict @returns {Counts} */
export const judge = (counts, strict) =>
  strict ? { passed: counts.passed, failed: counts.failed + counts.skipped, skipped: 0 } : counts

/** The last line of `npm test`. @param {Counts} counts */
export const lastLineOf = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/**
 * A run that failed without a failed test (a file that cannot be loaded, a time limit) is one failure.
 * @param {Counts} counts @param {boolean} success
 */
export const withExit = (counts, success) => success || counts.failed > 0 ? counts : { ...counts, failed: 1 }
