/** Looking at a store as pages and commands do: the list, each run, its masks, checkpoints and evaluations. */
import { Catalogue } from '../../db/catalogue'
import { readCheckpoint, readEvaluations } from '../../db/checkpoints'
import { readDetail } from '../../db/details'
import { MaskReader } from '../../db/masks'
import type { RunStore } from '../../db/store'
import { readRun } from '../../main/api/store-reader'
import { reading, smallLayout } from '../fixtures/small-run'

/** What of looking at a store does not work on it; null where all does. */
export function unusable(store: RunStore): string | null {
  try {
    const catalogue = new Catalogue(store)
    const list = catalogue.list()
    catalogue.close()
    const damaged = list.find(({ state }) => state === 'damaged')
    if (damaged !== undefined) return `the list says ${JSON.stringify(damaged)}`
    for (const { id } of list) lookAt(store, id)
    return null
  } catch (error) {
    return `looking at it: ${String(error)}`
  }
}

function lookAt(store: RunStore, id: string): void {
  const { snapshots } = readRun(store, id, readDetail).detail
  reading(store.runPath(id), (database) => {
    const { evaluations } = readEvaluations(database, 0)
    for (const { at } of evaluations) readCheckpoint(database, at)
    const masks = new MaskReader(database, smallLayout.bytesPerExample)
    for (const { index, examples } of snapshots) masks.read(index, Int32Array.from({ length: examples }, (_, i) => i))
  })
}
