/** Theorem 1's numbers for the first masked layer under the masks of a snapshot (main/engine/theory/first-layer). */
import { readFirstLayer } from '../../engine/theory/first-layer/reading'
import type { Means } from './means'
import type { Answer, Given } from './questions'
import { underStoredMasks } from './stored-masks'

/** Null when it was stopped. @throws Failure when the snapshot lacks masks or weights, or there is no such layer */
export async function firstLayer(means: Means, given: Given<'first layer'>): Promise<Answer<'first layer'>> {
  const begun = performance.now()
  const { snapshot, network, data, values } = await underStoredMasks(means, given)
  const reading = await readFirstLayer({
    ...values, network, train: data.train, examples: given.examples, classes: data.classes, epsilon: given.epsilon,
    tell: (done) => { means.tell(done, given.examples) }
  })
  return reading && { ...reading, snapshot, seconds: (performance.now() - begun) / 1000 }
}
