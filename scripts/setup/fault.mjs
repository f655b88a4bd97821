/** A part of set-up that cannot be done: what and why in one sentence, and what a person can do about it. */
export class SetupFault extends Error {
  /** @param {string} sentence @param {string} advice */
  constructor(sentence, advice) {
    super(sentence)
    this.advice = advice
  }
}

/**
 * The last line of a program's output that says something, without its "error:" prefix and full stop. @param {string}
 * output
 */
export function lastLine(output) {
  const lines = output.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean)
  return (lines.at(-1) ?? 'it said nothing').replace(/^(npm )?error:?\s*/i, '').replace(/\.$/, '')
}

/** The first line that tells of an error, or the last one, as `lastLine` gives it. @param {string} output */
export const errorLine = (output) => lastLine(output.split('\n').find((text) => /error/i.test(text)) ?? output)
