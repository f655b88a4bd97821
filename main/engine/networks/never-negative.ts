/** Values that the ReLU network never has below zero, so that zeros around them are never the largest of a window. */
import type { NetworkNode } from '../../../preload/schema/network'

/** Of a kind whose output has no value below zero where its inputs have none. */
const passesOn: ReadonlySet<NetworkNode['type']> = new Set([
  'max-pool', 'average-pool', 'global-mean', 'sum', 'concatenation', 'channels', 'flatten', 'dropout'
])

/** @param nodes in topological order. @returns the names of those that are never negative */
export function neverNegative(nodes: readonly NetworkNode[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { type, name, inputs } of nodes)
    if (type === 'support' || passesOn.has(type) && inputs.every((input) => found.has(input))) found.add(name)
  return found
}
