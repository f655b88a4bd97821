/** What each node of a network makes and costs. */
import type { Model } from '../../../preload/schema/model'
import type { Network } from '../../../preload/schema/network'
import { costByNode, mainHeadCost } from './cost'
import { countedPart } from './main-head'
import { inferShapes } from './shapes'

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
