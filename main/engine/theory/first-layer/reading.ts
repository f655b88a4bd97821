/**
 * Theorem 1's three numbers for the first masked layer of a stored run: of the network that ends behind it, with a mean
 * over positions and a classifier. Its rows of U are φ_c = mean over positions of m_c [patch; 1] for each channel c, so
 * that logits = Σ_c φ_cᵀ w_c a_cᵀ. In the paper's form every output has these columns, and a column of each pair of
 * two channels is zero for every input.
 */
import { Failure } from '../../../../preload/schema/failure'
import type { FirstLayerReading } from '../../../../preload/schema/first-layer'
import type { Network } from '../../../../preload/schema/network'
import { mostColumns, theorem1Bounds } from '../../../../preload/schema/theory/theorem1'
import type { ExampleSource } from '../../datasets/dataset'
import { mainHead } from '../../networks/main-head'
import { inferShapes } from '../../networks/shapes'
import { featuresOf, type RunValues } from '../masked-layer/features'
import { maskedLayerOf, type MaskedLayer } from '../masked-layer/masked-layer'
import { isMet, isMetScaled, squaredCondition } from '../theorem1/condition'
import { spectra } from '../theorem1/spectrum'

export interface Asked extends RunValues {
  network: Network
  train: ExampleSource
  examples: number
  classes: number
  epsilon: number
  tell: (done: number) => void
}

export type Reading = Omit<FirstLayerReading, 'snapshot' | 'seconds'>

/** Null when it was stopped. @throws Failure when there is no such layer, or U has too many columns */
export async function readFirstLayer(asked: Asked): Promise<Reading | null> {
  const { network, train, examples, classes, epsilon, masks, tell } = asked
  const layer = firstLayerOf(network)
  const { hidden, support, channels, width } = layer
  const found = await featuresOf(asked, layer, train, examples, masks, tell)
  if (found === null) return null
  const design = { count: examples, units: channels, width, values: Float64Array.from(found.features.values) }
  const [eigenvalues] = await spectra(design, [examples])
  const own = { least: eigenvalues[0], largest: eigenvalues[eigenvalues.length - 1] }
  // UᵀU is (Σ φ φᵀ) ⊗ I over the outputs: it grows with the examples, m with both.
  const stated = { least: channels > 1 ? 0 : own.least / classes, largest: own.largest / classes }
  const condition = squaredCondition(own)
  return {
    hidden: hidden.name, support: support.name, channels, outputs: classes, examples, columns: channels * width, width,
    epsilon, ...stated, condition: Number.isFinite(condition) ? condition : null,
    most: theorem1Bounds(epsilon).condition,
    eigenvalues: [...eigenvalues], isMet: isMet(epsilon, stated), isMetScaled: isMetScaled(epsilon, own)
  }
}

/** @throws Failure with the node that is in the way */
export function firstLayerOf(whole: Network): MaskedLayer {
  const network = mainHead(whole)
  const shapes = inferShapes(network)
  const support = network.nodes.find((node) => node.type === 'support')
  const found = support ? maskedLayerOf(network, support, (name) => shapes.get(name) ?? []) : 'it has no support'
  if (typeof found === 'string')
    throw new Failure(
      `Theorem 1’s numbers are known of a first layer whose values go into its support alone: ${found}.`
    )
  const columns = found.channels * found.width
  if (columns <= mostColumns) return found
  throw new Failure(
    `"${found.hidden.name}" makes U of ${columns} columns (${found.channels} channels of ${found.width} values), and ` +
      `at most ${mostColumns} are decomposed.`
  )
}
