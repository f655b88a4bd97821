/** Names out of foreign files, made fit for a sentence. */
const longestShown = 60

/**
 * A foreign name between quotation marks would break a sentence by its length, by a new line or by what a terminal does
 * with it.
 */
export const shown = (name: string): string =>
  (name.length > longestShown ? `${name.slice(0, longestShown)}…` : name).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"]/gu, '�')
