/**
 * Pruning by magnitude (Han et al., ICLR 2017): sparsity is the fraction of a layer's connections that go, the
 * smallest |w| first.
 */
import type { PruningChoice } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import { valuesOf, type Weights } from '../networks/parameters'
import { kernelsOf, type WeightMasks } from '../networks/weight-masks'

type MagnitudeChoice = Extract<PruningChoice, { kind: 'magnitude' }>

/**
 * Exactly round(sparsity × weights) connections go, of every layer or, in the scope `global`, of all that have no
 * sparsity of their own together. Among equal magnitudes the later ones stay.
 * @param exempt nodes that keep everything
 */
export function magnitudeMasks(
  network: Network,
  weights: Weights,
  { degree, scope, degrees }: MagnitudeChoice,
  exempt: ReadonlySet<string>
): WeightMasks {
  const masks = new Map<string, Uint8Array>()
  const together: { name: string; values: Float32Array }[] = []
  for (const { name, node } of kernelsOf(network)) {
    const values = valuesOf(weights, name)
    if (exempt.has(node)) masks.set(name, new Uint8Array(values.length).fill(1))
    else if (scope === 'layer' || Object.hasOwn(degrees, node))
      masks.set(name, largest([values], Object.hasOwn(degrees, node) ? degrees[node] : degree)[0])
    else together.push({ name, values })
  }
  const left = largest(
    together.map(({ values }) => values),
    degree
  )
  together.forEach(({ name }, i) => masks.set(name, left[i]))
  return masks
}

/** @throws Failure when a sparsity is given for a layer that is not there or is never pruned */
export function demandDegreesFit(network: Network, { degrees }: MagnitudeChoice, exempt: ReadonlySet<string>): void {
  const names = kernelsOf(network).map(({ node }) => node).filter((node) => !exempt.has(node))
  const stray = Object.keys(degrees).find((name) => !names.includes(name))
  if (stray !== undefined)
    throw new Failure(
      `There is no layer "${stray}" that may be pruned; a sparsity can be given for ${names.join(', ')}.`
    )
}

/** Masks of several arrays that together lose a fraction of their values, the smallest magnitudes. */
function largest(arrays: readonly Float32Array[], degree: number): Uint8Array[] {
  const magnitudes = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const values of arrays) {
    values.forEach((value, i) => { magnitudes[at + i] = Math.abs(value) })
    at += values.length
  }
  const gone = Math.round(degree * magnitudes.length)
  if (gone === 0) return arrays.map(({ length }) => new Uint8Array(length).fill(1))
  magnitudes.sort()
  const bound = magnitudes[gone - 1]
  // Values of exactly this magnitude go until the number is reached.
  let equals = gone - magnitudes.indexOf(bound)
  return arrays.map((values) => Uint8Array.from(values, (value) => {
    const magnitude = Math.abs(value)
    if (magnitude === bound) return equals-- > 0 ? 0 : 1
    return magnitude < bound ? 0 : 1
  }))
}
