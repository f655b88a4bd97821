/**
 * Co-activation: how often the unit that a connection comes from and the unit that it goes to are both on. For kernel
 * entry (dy, dx, ci, co) of a convolution, over a batch, that is Σ_n Σ_positions m_in · m_out, exactly the filter
 * gradient Conv2DBackpropFilter with masks in the place of data; for a dense layer it is m_inᵀ m_out.
 */
import type { Coactivation } from '../../../preload/schema/pruning'
import type { Network } from '../../../preload/schema/network'
import { hasKernel, kernelKind, kindOfNode } from '../networks/kinds'
import { parametersOf, type Parameter } from '../networks/parameters'
import { inferShapes, sizeOf } from '../networks/shapes'
import { kernelsOf, type WeightMasks } from '../networks/weight-masks'

/** Bins of the stored histogram of count / opportunities. */
const bins = 20

/** Adds counts up over many batches. */
export class CoactivationTotals {
  readonly #kernels: readonly Parameter[]
  readonly #uses: ReadonlyMap<string, number>
  /** Float64: sums stay exact up to 2⁵³, where a float32 sum would end at 2²⁴. */
  readonly #counts: ReadonlyMap<string, Float64Array>
  #examples = 0

  constructor(network: Network) {
    const shapes = inferShapes(network)
    this.#kernels = kernelsOf(network)
    this.#uses = new Map(
      network.nodes
        .filter(hasKernel)
        .map((node) => [`${node.name}/kernel`, kernelKind(node).uses(shapes.get(node.name) ?? [])])
    )
    this.#counts = new Map(this.#kernels.map(({ name, shape }) => [name, new Float64Array(sizeOf(shape))]))
  }

  /** `examples`: how many multi-layer masks these counts are of. */
  add(counts: ReadonlyMap<string, Float32Array>, examples: number): void {
    this.#examples += examples
    for (const [name, some] of counts) {
      const totals = this.#of(name)
      some.forEach((count, i) => { totals[i] += count })
    }
  }

  /**
   * Keeps the connections whose count is more than `floor` of the most that it could be; layers in `exempt` keep all.
   */
  masks(floor: number, exempt: ReadonlySet<string>): WeightMasks {
    return new Map(this.#kernels.map(({ name, node }) => {
      const least = floor * this.opportunities(name)
      return [name, Uint8Array.from(this.#of(name), (count) => (exempt.has(node) || count > least ? 1 : 0))]
    }))
  }

  /** The most that a count could be: masks × positions (at the border of a padded convolution it is a little less). */
  opportunities(name: string): number {
    return this.#examples * (this.#uses.get(name) ?? 1)
  }

  summary(name: string): Coactivation {
    const counts = this.#of(name)
    const opportunities = this.opportunities(name)
    const histogram = new Array<number>(bins).fill(0)
    let sum = 0
    let never = 0
    for (const count of counts) {
      sum += count
      if (count === 0) never++
      histogram[Math.min(bins - 1, Math.floor(count / opportunities * bins))]++
    }
    return { opportunities, mean: sum / opportunities / counts.length, never, histogram }
  }

  #of(name: string): Float64Array {
    const counts = this.#counts.get(name)
    if (!counts) throw new Error(`no kernel named ${name}`)
    return counts
  }
}

/**
 * The supports that decide whether a layer's outputs are on: those that its value reaches through kinds alone that pass
 * activity. null where it goes anywhere else, or nowhere: such outputs count as always on.
 */
export function supportsAfter(network: Network): ReadonlyMap<string, readonly string[] | null> {
  const followers = Map.groupBy(
    network.nodes.flatMap((node) => node.inputs.map((input) => ({ input, node }))),
    ({ input }) => input
  )
  const after = new Map<string, readonly string[] | null>()
  for (const { name } of network.nodes.toReversed()) {
    const reached = (followers.get(name) ?? []).map(({ node }) => {
      if (node.type === 'support') return [node.name]
      return kindOfNode(node).passes.activity ? after.get(node.name) ?? null : null
    })
    const open = reached.length === 0 || reached.includes(null)
    after.set(name, open ? null : [...new Set(reached.flatMap((names) => names ?? []))])
  }
  return new Map(parametersOf(network).map(({ node }) => [node, after.get(node) ?? null]))
}
