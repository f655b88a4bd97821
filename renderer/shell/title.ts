/** What the window's title and its tab say. */
const program = 'Maskscope'

/** @param parts from the narrowest to the widest */
export const titleOf = (...parts: readonly (string | null)[]): string =>
  [...parts.filter((part) => part !== null), program].join(' · ')
