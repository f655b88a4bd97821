/** Work beside each other, but not more of it than there are cores for. */

/**
 * Begins each in its turn, as soon as fewer than so many are under way.
 * @template T @param {number} atOnce @param {(() => Promise<T>)[]} all @returns {Promise<T[]>} in their order
 */
export async function sideBySide(atOnce, all) {
  /** @type {T[]} */
  const results = []
  const left = all.entries()
  const inTurn = async () => { for (const [place, work] of left) results[place] = await work() }
  await Promise.all(Array.from({ length: atOnce }, inTurn))
  return results
}
