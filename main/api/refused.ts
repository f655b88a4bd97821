/** Doing the same to several runs: one to which it cannot be done keeps no other from it. */
import { sentenceOf } from '../../preload/schema/failure'
import type { Refused } from '../../preload/schema/refused'

export async function refusedOf(ids: readonly string[], work: (id: string) => unknown): Promise<Refused> {
  const refused: Refused = []
  for (const id of new Set(ids)) {
    try {
      await work(id)
    } catch (error) {
      refused.push({ id, sentence: sentenceOf(error) })
    }
  }
  return refused
}
