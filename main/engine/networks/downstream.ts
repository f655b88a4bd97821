/** Which nodes depend on what a node gives. */
import type { Network } from '../../../preload/schema/network'

/** The node itself, and every node that it reaches. */
export function downstreamOf({ nodes }: Network, name: string): ReadonlySet<string> {
  const reached = new Set([name])
  for (const node of nodes) if (node.inputs.some((input) => reached.has(input))) reached.add(node.name)
  return reached
}
