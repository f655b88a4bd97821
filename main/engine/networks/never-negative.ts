/** Values that the network never has below zero, so that zeros around them are never the largest of a window. */
import type { NetworkNode } from '../../../preload/schema/network'
import { isHard } from './hard-thresholds'

/** Of a kind whose output has no value below zero where its inputs have none. */
const passesOn: ReadonlySet<NetworkNode['type']> = new Set([
  'max-pool', 'average-pool', 'global-mean', 'sum', 'concatenation', 'channels', 'flatten', 'dropout'
])

/** @param nodes in topological order. @returns the names of those that are never negative */
export function neverNegative(nodes: readonly NetworkNode[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of nodes) {
    const passes = passesOn.has(node.type) && node.inputs.every((input) => found.has(input))
    if (passes || node.type === 'support' && !isHard(node)) found.add(node.name)
  }
  return found
}
