/** What a run's environment says of how it used the machine, by name. */

/** Why what computed was not native TensorFlow. */
export const whyBackend = 'why this backend'

/** Why there was one tower where more were asked for. */
export const whyOneTower = 'why one tower'

/** Parts of a batch that the CPU computed at once, and threads of each operation: sums are added in their order. */
export const towersUsed = 'towers'
export const threadsUsed = 'threads per operation'

/** What came of holding an imported network against the file's own runtime, as a sentence that begins small. */
export const importCheck = 'import check'

/** What of an imported file is otherwise here ("weights were float16 and are kept as float32"), with no full stop. */
export const importNotes = 'import notes'

/** Which array of an imported file is which of the network's, where its names do not say it. */
export const importMapping = 'import mapping'

/** As settings of a run that is to come to the same numbers: null where the environment says nothing. */
export function threadsIn(
  environment: Readonly<Record<string, string>>
): { towers: number | null; threads: number | null } {
  const numberAt = (name: string): number | null => {
    const value = Number(environment[name])
    return Number.isInteger(value) && value > 0 ? value : null
  }
  return { towers: numberAt(towersUsed), threads: numberAt(threadsUsed) }
}
