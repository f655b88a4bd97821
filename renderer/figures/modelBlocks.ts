/**
 * What is drawn as one box: a layer with what only changes its values in place (batch-norm, its support, dropout), or,
 * when every node is asked for, one node.
 */
import type { Model, Network, NetworkNode } from '../../preload/contract'
import { count } from '../../preload/schema/format'

export const groupings = { layers: 'Layers', nodes: 'Every node' } as const
export type Grouping = keyof typeof groupings

export interface Block {
  /** Its first node, which gives it its name. */
  readonly head: NetworkNode
  /** In order; the last one's output is the block's. */
  readonly nodes: readonly NetworkNode[]
  /** Heads of the blocks that it takes its input from. */
  readonly inputs: readonly string[]
  readonly shape: readonly number[]
  readonly units: number
  /** Auxiliary heads serve training only. */
  readonly inMainHead: boolean
}

const followers: readonly NetworkNode['type'][] = ['batch-norm', 'support', 'dropout']

export function blocksOf({ nodes }: Network, model: Model, grouping: Grouping): Block[] {
  const takers = new Map<string, number>()
  for (const name of nodes.flatMap(({ inputs }) => inputs)) takers.set(name, (takers.get(name) ?? 0) + 1)
  const headOf = new Map<string, string>()
  const members = new Map<string, NetworkNode[]>()
  for (const node of nodes) {
    const [before] = node.inputs
    const joins = grouping === 'layers' && before !== undefined && followers.includes(node.type) &&
      takers.get(before) === 1
    const head = joins ? headOf.get(before) ?? node.name : node.name
    headOf.set(node.name, head)
    members.set(head, [...members.get(head) ?? [], node])
  }
  const known = new Map(model.nodes.map((node) => [node.name, node]))
  return [...members.values()].flatMap((own): Block[] => {
    const [head, last] = [own[0], own[own.length - 1]]
    const output = last === undefined ? undefined : known.get(last.name)
    if (head === undefined || output === undefined) return []
    return [{
      head, nodes: own,
      inputs: head.inputs.map((name) => headOf.get(name) ?? name),
      shape: output.shape,
      units: output.shape.reduce((product, length) => product * length, 1),
      inMainHead: output.inMainHead
    }]
  })
}

/** The support whose masks are the block's, under whose name all other views have it. */
export const supportOf = ({ nodes }: Block): string | null =>
  nodes.find(({ type }) => type === 'support')?.name ?? null

/** What a selection of the block is called: its support, or, as it has none, its first node. */
export const selectionName = (block: Block): string => supportOf(block) ?? block.head.name

export const namesOf = ({ nodes }: Block): string[] => nodes.map(({ name }) => name)

/** A layer's support has a name of its own, which the other views go by. */
export function fullNameOf(block: Block): string {
  const support = supportOf(block)
  return support === null || support === block.head.name ? block.head.name : `${block.head.name} · ${support}`
}

export const holds = (block: Block, name: string | null): boolean => block.nodes.some((node) => node.name === name)

/** What the width of a box means, from the fewest to the most units. */
export function widthNote(blocks: readonly Block[]): string {
  const units = blocks.map((block) => block.units)
  return `A box is the wider, the more units its output has: from ${count(Math.min(...units))} to ` +
    `${count(Math.max(...units))}, logarithmically.`
}
