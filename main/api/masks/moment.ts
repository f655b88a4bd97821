/** How much of a network is used at a snapshot: weights that are not zero, and MACs whose input is on. */
import { checkpointNames, readTensors } from '../../../db/checkpoints'
import type { ReadableDatabase } from '../../../db/database'
import { readRunRow } from '../../../db/runs'
import { newestSnapshot } from '../../../db/snapshots'
import type { ModelMoment, MomentNode } from '../../../preload/schema/model'
import type { Network } from '../../../preload/schema/network'
import {
  costByNode, effectiveMacs, mainHeadCost, nonZeroByRow, nonZeroIn, type Counted
} from '../../engine/networks/cost'
import { hasKernel, kernelKind } from '../../engine/networks/kinds'
import { countedPart } from '../../engine/networks/main-head'
import { parametersOf } from '../../engine/networks/parameters'
import { kernelsOf } from '../../engine/networks/weight-masks'
import { inferShapes, sizeOf } from '../../engine/networks/shapes'
import { LayerActivities, type LayerActivity } from '../../engine/pruning/layer-activity'
import { SnapshotMasks } from './snapshot-masks'

/**
 * Most masks that are counted: half a second on one core. A share of 1,024 examples is known to ±0.2 percentage points
 * (two standard errors where a layer's share varies by 3 points from example to example).
 */
const mostExamples = 1024
const mostBytes = 8 * 2 ** 20

/** @throws Failure when the run has no such snapshot */
export function modelMoment(database: ReadableDatabase, snapshot: number | null): ModelMoment {
  const { topology } = readRunRow(database)
  const masks = snapshot === null && newestSnapshot(database) === 0 ? null : new SnapshotMasks(database, snapshot)
  const checkpoint = masks?.record.checkpoint ?? checkpointNames(database).at(-1) ?? null
  const counted = masks === null ? null : countActivity(topology, masks)
  const moment = {
    checkpoint,
    snapshot: masks?.record.index ?? null,
    examples: counted?.examples ?? 0,
    stored: masks?.examples ?? 0
  }
  const left = checkpoint === null ? null : remainingIn(database, topology, checkpoint)
  if (left === null)
    return { ...moment, nodes: [], nonZeroParameters: null, nonZeroMacs: null, effectiveMacs: null }
  const nodes = momentNodes(topology, left, counted?.activity ?? null)
  const cost = mainHeadCost(topology, left.counted)
  return {
    ...moment, nodes, nonZeroParameters: cost.parameters, nonZeroMacs: cost.macs,
    effectiveMacs: counted === null ? null : effectiveInMainHead(topology, nodes)
  }
}

interface Remaining {
  counted: Counted
  /** By node with a kernel, and in it by row. */
  rows: ReadonlyMap<string, Uint32Array>
}

/** What is not zero in a checkpoint; an array that it lacks counts for nothing. */
function remainingIn(database: ReadableDatabase, network: Network, checkpoint: string): Remaining {
  const layers = new Map(network.nodes.filter(hasKernel).map((node) => [node.name, node]))
  const kernels = new Map(kernelsOf(network).map((kernel) => [kernel.name, kernel]))
  const counts = new Map<string, number>()
  const rows = new Map<string, Uint32Array>()
  for (const [name, values] of readTensors(database, checkpoint)) {
    counts.set(name, nonZeroIn(values))
    const kernel = kernels.get(name)
    const layer = layers.get(kernel?.node ?? '')
    if (kernel && layer) rows.set(layer.name, nonZeroByRow(values, kernel.shape, kernelKind(layer).groups(layer)))
  }
  return { counted: ({ name }) => counts.get(name) ?? 0, rows }
}

interface Activity { activity: ReadonlyMap<string, LayerActivity>; examples: number }

function countActivity(network: Network, masks: SnapshotMasks): Activity {
  const activities = new LayerActivities(network)
  const examples = evenlySpaced(masks.examples, Math.min(mostExamples, Math.floor(mostBytes / masks.bytesPerExample)))
  for (const { count, packed } of masks.rows(examples)) activities.add(packed, count)
  return { activity: activities.result(), examples: examples.length }
}

/** Some data sets hold one class after the other, so that the first examples would be of the first class. */
function evenlySpaced(of: number, most: number): Int32Array {
  const step = Math.max(1, Math.ceil(of / Math.max(1, most)))
  return Int32Array.from({ length: Math.ceil(of / step) }, (_, at) => at * step)
}

function momentNodes(
  network: Network,
  left: Remaining,
  activity: ReadonlyMap<string, LayerActivity> | null
): MomentNode[] {
  const shapes = inferShapes(network)
  const costs = costByNode(network, left.counted)
  const kernels = new Map(parametersOf(network).filter(({ role }) => role === 'kernel')
    .map((kernel) => [kernel.node, { whole: sizeOf(kernel.shape), kept: left.counted(kernel) }]))
  return network.nodes.flatMap((node): MomentNode[] => {
    const cost = costs.get(node.name)
    if (cost === undefined) return []
    const kernel = kernels.get(node.name)
    const own = activity?.get(node.name)
    return [{
      name: node.name,
      nonZeroParameters: cost.parameters,
      nonZeroMacs: cost.macs,
      weightSparsity: kernel === undefined ? null : 1 - kernel.kept / kernel.whole,
      effectiveMacs: own === undefined || !hasKernel(node)
        ? null
        : effectiveMacs(node, shapes.get(node.inputs[0]) ?? [], left.rows.get(node.name) ?? [], own.inputRate),
      coactivation: own?.coactivation ?? null
    }]
  })
}

function effectiveInMainHead(network: Network, nodes: readonly MomentNode[]): number {
  const needed = new Set(countedPart(network).nodes.map(({ name }) => name))
  return nodes.reduce((sum, node) => sum + (needed.has(node.name) ? node.effectiveMacs ?? 0 : 0), 0)
}
