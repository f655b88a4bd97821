/** The best last two layers for the masks of a snapshot (main/engine/theory/last-layers). */
import { Failure } from '../../../preload/schema/failure'
import { nodeValues } from '../../engine/executors/eager/node-values'
import { readLastLayers } from '../../engine/theory/last-layers/reading'
import { lookAt, type LookedAt } from './looked-at'
import type { Means } from './means'
import type { Answer, Given } from './questions'

/** Null when it was stopped. @throws Failure when the snapshot lacks masks or weights, or there are no such layers */
export async function lastLayers(means: Means, given: Given<'last layers'>): Promise<Answer<'last layers'>> {
  const begun = performance.now()
  const look = <T>(read: (at: LookedAt) => T): T => lookAt(means.place, means.networks, given, read)
  const { run, record, layout, stored, weights } = look((at) => ({
    run: at.run, record: at.record, layout: at.layout, stored: at.stored(), weights: at.weights()
  }))
  if (given.examples > stored)
    throw new Failure(
      `Snapshot ${record.index} holds the masks of ${stored} examples, fewer than ${given.examples}; ` +
      'choose a snapshot that holds all, or fewer examples.'
    )
  const data = await means.networks.data(run.configuration, given.dataFolder)
  const { backend } = means.networks
  const reading = await readLastLayers({
    backend, network: run.topology, layout, weights, data,
    valuesOf: (batch, nodes) => nodeValues(backend, run.topology, weights, batch, nodes),
    masks: (examples) =>
      lookAt(means.place, means.networks, { id: given.id, snapshot: record.index }, (at) => at.masksOfAll(examples)),
    examples: given.examples, beta: given.beta, seed: run.configuration.seed,
    tell: means.tell, stopped: means.stopped
  })
  if (reading === null) return null
  return { ...reading, snapshot: record.index, beta: given.beta, seconds: (performance.now() - begun) / 1000 }
}
