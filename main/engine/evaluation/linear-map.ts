/** What a linear map says of its image: what every pixel and every constant term add to a logit, and their sum. */
import type { ClassMap, Outcome } from '../../../preload/schema/linear'
import { Failure } from '../../../preload/schema/failure'

/** One class's logit as it was computed of an image, and its map (executors/eager/masked-network.ts). */
export interface Explained {
  label: number
  logits: Float32Array
  weights: Float32Array
  terms: readonly { node: string; value: number }[]
}

/** The products are summed in float64, so that only the network's own rounding is left in the difference. */
export function classMap({ label, logits, weights, terms }: Explained, image: Float32Array): ClassMap {
  const contributions = weights.map((weight, i) => weight * image[i])
  const pixels = weights.reduce((sum, weight, i) => sum + weight * image[i], 0)
  const layers = byLayer(terms)
  const biases = layers.reduce((sum, { value }) => sum + value, 0)
  const logit = logits[label]
  const difference = pixels + biases - logit
  const largest = Math.max(Math.abs(pixels), Math.abs(biases), Math.abs(logit))
  return {
    label, logit, pixels, biases, layers, difference,
    relative: largest === 0 ? 0 : Math.abs(difference) / largest,
    weights: bytesOf(weights),
    contributions: bytesOf(contributions)
  }
}

function byLayer(terms: Explained['terms']): ClassMap['layers'] {
  const sums = new Map<string, number>()
  for (const { node, value } of terms) sums.set(node, (sums.get(node) ?? 0) + value)
  return [...sums].map(([layer, value]) => ({ layer, value }))
}

/** @throws Failure when a logit is no finite number: such weights say nothing */
export function outcomeOf(logits: Float32Array): Outcome {
  if (!logits.every(Number.isFinite))
    throw new Failure('The network’s answer to this image is not finite under these weights; choose another snapshot.')
  const largest = Math.max(...logits)
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return {
    logits: [...logits],
    probabilities: powers.map((power) => power / total),
    predicted: logits.indexOf(largest)
  }
}

/** Of several examples, [examples, classes]. @throws Failure like `outcomeOf` */
export function outcomesIn(logits: Float32Array, examples: number): Outcome[] {
  const classes = logits.length / examples
  return Array.from({ length: examples }, (_, n) => outcomeOf(logits.subarray(n * classes, (n + 1) * classes)))
}

/** Cross-entropy, log Σ exp(logit) − logit of the label: finite, however small the label's probability is. */
export function lossOf({ logits }: Outcome, label: number): number {
  const largest = Math.max(...logits)
  return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) + largest - logits[label]
}

/** Memory of its own: what holds it may be taken again. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength))
