/** What a person says about runs: changed here, or asked of whoever writes their files. */
import { annotate, carryOutLeftChanges } from '../../db/annotations'
import { settleLeft } from '../../db/left-behind'
import { RunStore } from '../../db/store'
import type { AnnotationChange } from '../../preload/schema/annotations'
import type { Refused } from '../../preload/schema/refused'
import { refusedOf } from './refused'
import type { ReadableWorkbench, Workbench } from './workbench'

/** `waiting`: those whose file another command adds to just now; the change is carried out when that has ended. */
export async function annotateRuns(
  { store, catalogue }: Workbench, ids: readonly string[], change: AnnotationChange
): Promise<{ refused: Refused; waiting: string[] }> {
  const waiting: string[] = []
  const refused = await refusedOf(ids, async (id) => {
    await catalogue.examine(id)
    if (!await annotate(store, id, change)) waiting.push(id)
  })
  return { refused, waiting }
}

/**
 * Carries out what a training that was killed had been asked and left, and moves its log into its file; nothing in a
 * store that is only looked at.
 * @param ids of runs; all for which something lies there, unless told otherwise
 */
export function carryOutLeft({ store, readOnly }: ReadableWorkbench, ids?: readonly string[]): void {
  if (readOnly !== null || !(store instanceof RunStore)) return
  carryOutLeftChanges(store, ids)
  settleLeft(store, ids)
}
