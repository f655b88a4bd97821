/** What a run begins with: random weights, or those of another run's checkpoint; and weight masks from a file. */
import { basename } from 'node:path'
import { readCheckpoint } from '../../db/checkpoints'
import { readingRun } from '../../db/open'
import type { RunFiles } from '../../db/run-files'
import {
  methodOf, networkNameOf, originOf, type DsdConfiguration, type TrainingConfiguration
} from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { networkSchema, type Network } from '../../preload/schema/network'
import { demandFinite } from '../engine/networks/finite'
import { hasHardThresholds } from '../engine/networks/hard-thresholds'
import { initialWeights, parametersOf, type Weights } from '../engine/networks/parameters'
import { sizeOf } from '../engine/networks/shapes'
import { demandDegreesFit } from '../engine/pruning/magnitude'
import { exemptNodes, kernelsOf, type WeightMasks } from '../engine/networks/weight-masks'
import { readByteArrays } from '../interchange/npz/read'
import { readOrigin } from './network'

/** @throws Failure when the other run is not there, or is of another network */
export function firstWeights(store: RunFiles, configuration: TrainingConfiguration, network: Network): Weights {
  const from = originOf(configuration)
  if (from === null) return initialWeights(network, configuration.seed)
  const row = readOrigin(store, from)
  demandSameSupports(configuration, from.run, row.topology)
  if (JSON.stringify(row.topology) !== JSON.stringify(networkSchema.parse(network))) {
    throw new Failure(
      `Run ${from.run} trained another network ` +
        `(${networkNameOf(row.configuration)} on ${row.configuration.dataset}); ` +
        `begin with a run of ${networkNameOf(configuration)} on ${configuration.dataset}.`
    )
  }
  return readingRun(store.runPath(from.run), (database) => {
    const { weights } = readCheckpoint(database, from.at)
    for (const { name, shape } of parametersOf(network)) {
      if (weights.get(name)?.length !== sizeOf(shape))
        throw new Failure(`The checkpoint "${from.at}" of run ${from.run} holds no complete "${name}".`)
    }
    demandFinite(weights, from.at)
    return weights
  })
}

/** @throws Failure where one has ReLU and the other hard thresholds */
function demandSameSupports(configuration: TrainingConfiguration, run: string, network: Network): void {
  const isHard = hasHardThresholds(network)
  if (isHard && configuration.method === 'dsd')
    throw new Failure(
      `Run ${run} trained a network of hard thresholds, whose units are never zero, ` +
        'so that masks prune nothing; begin with a run of a ReLU network.'
    )
  const { title, hardThresholds = false } = methodOf(configuration.method)
  if (isHard === hardThresholds) return
  const names = (hard: boolean): string => hard ? 'hard thresholds' : 'ReLU'
  throw new Failure(
    `Run ${run} has a network of ${names(isHard)}, and "${title}" trains networks of ${names(hardThresholds)}; ` +
      'begin with another run, or choose another method.'
  )
}

/**
 * @throws Failure when a choice finds nothing that may be pruned, or a sparsity is given for a layer that cannot
 * have one
 */
export function demandPruningFits({ pruning: { choice, exempt } }: DsdConfiguration, network: Network): void {
  if (choice.kind === 'loaded') return
  const exempted = exemptNodes(network, exempt)
  if (kernelsOf(network).every(({ node }) => exempted.has(node))) {
    throw new Failure(
      `Every layer of the network is exempt from pruning (${[...exempted].join(', ')}); exempt fewer, or none.`
    )
  }
  if (choice.kind === 'magnitude') demandDegreesFit(network, choice, exempted)
}

/** Bytes of an archive beyond its values: headers and the table of contents. */
const overheadPerArray = 4096

/**
 * Weight masks as `maskscope weight-masks` writes them: an array `<node>/kernel` of 0 and 1 in the kernel's own shape;
 * a kernel that the file does not name stays whole.
 * @throws Failure when a name, shape or value is not right
 */
export async function weightMasksFrom(path: string, network: Network): Promise<WeightMasks> {
  const kernels = new Map(kernelsOf(network).map(({ name, shape }) => [name, shape]))
  const values = [...kernels.values()].reduce((sum, shape) => sum + sizeOf(shape), 0)
  const arrays = await readByteArrays(path, { bytes: values + kernels.size * overheadPerArray, arrays: kernels.size })
  const refuse = (why: string): Failure => new Failure(`${basename(path)} does not fit the network: ${why}.`)
  if (arrays.length === 0) throw refuse('it holds no arrays')
  const masks = new Map<string, Uint8Array>()
  for (const { name, shape, values: mask } of arrays) {
    const wanted = kernels.get(name)
    if (!wanted) throw refuse(`there is no kernel "${name.slice(0, 80)}" in it`)
    if (masks.has(name)) throw refuse(`it holds "${name}" twice`)
    if (shape.join('×') !== wanted.join('×'))
      throw refuse(`"${name}" is ${shape.join('×')}, but has to be ${wanted.join('×')}`)
    if (mask.some((value) => value > 1)) throw refuse(`"${name}" holds other values than 0 and 1`)
    masks.set(name, mask)
  }
  return new Map([...kernels].map(([name, shape]) => [name, masks.get(name) ?? new Uint8Array(sizeOf(shape)).fill(1)]))
}
