/** What each node of a run's network makes and costs. */
import { readRunRow } from '../../db/runs'
import type { Model } from '../../preload/schema/model'
import type { Network } from '../../preload/schema/network'
import { costByNode, mainHeadCost } from '../engine/networks/cost'
import { countedPart } from '../engine/networks/main-head'
import { inferShapes } from '../engine/networks/shapes'
import { readRun } from './store-reader'
import type { ReadableWorkbench } from './workbench'

/** @throws Failure when the run is not there */
export const runModel = ({ store }: ReadableWorkbench, id: string): Model =>
  readRun(store, id, (database) => modelOf(readRunRow(database).topology))

export function modelOf(network: Network): Model {
  const shapes = inferShapes(network)
  const costs = costByNode(network)
  const needed = new Set(countedPart(network).nodes.map(({ name }) => name))
  const { parameters, macs } = mainHeadCost(network)
  return {
    nodes: network.nodes.map(({ name }) => ({
      name,
      shape: [...shapes.get(name) ?? []],
      parameters: costs.get(name)?.parameters ?? 0,
      macs: costs.get(name)?.macs ?? 0,
      inMainHead: needed.has(name)
    })),
    parameters,
    macs
  }
}
