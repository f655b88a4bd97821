/** The best last two layers for the masks of a snapshot (main/engine/theory/last-layers). */
import { readLastLayers } from '../../engine/theory/last-layers/reading'
import type { Means } from './means'
import type { Answer, Given } from './questions'
import { underStoredMasks } from './stored-masks'

/** Null when it was stopped. @throws Failure when the snapshot lacks masks or weights, or there are no such layers */
export async function lastLayers(means: Means, given: Given<'last layers'>): Promise<Answer<'last layers'>> {
  const begun = performance.now()
  const { snapshot, seed, backend, network, weights, data, values } = await underStoredMasks(means, given)
  const { examples, beta } = given
  const reading = await readLastLayers(
    { ...values, backend, network, weights, data, examples, beta, seed, tell: means.tell })
  return reading && { ...reading, snapshot, beta, seconds: (performance.now() - begun) / 1000 }
}
