/**
 * Refits classifiers: what each head's last layer has to be for the features that the network gives now. No mask comes
 * after it, so that it is a convex problem of few numbers, whose optimum is found. Nothing before it changes.
 */
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import type { ExampleSource } from '../datasets/dataset'
import { forwardBatchSize } from '../evaluation/evaluate'
import type { Executor } from '../executors/executor'
import { demandClassifiers, type Classifier } from '../networks/classifiers'
import { valuesOf, type Weights } from '../networks/weights'
import { minimise } from '../numerics/minimise'
import { random } from '../random'
import type { ForwardSupport } from '../support/forward'
import { crossEntropy, errorOf, type ClassifierShape, type LabelledFeatures } from './cross-entropy'
import { inverseCurvature } from './curvature'

/** β of the penalty. */
export const penalty = 1e-3
const refitExamples = 4000
/** Of all-cnn-mini's classifier a fit takes some thirty evaluations. */
const wanted = { tolerance: 1e-4, evaluations: 500 }
/** Multiplications of an evaluation, and of a fortieth of the curvature: half a second of one thread. */
const mostWork = 2 ** 28
const workOf = ({ width, classes }: Classifier, examples: number): number =>
  examples * width * Math.max(2 * classes, width / 40)

export interface Refitter {
  classifiers: readonly Classifier[]
  /** Training examples to which classifiers are fitted: the same ones for the whole run. */
  sample: Int32Array
}

/** Before and after, of the network's answer, on the examples that it is fitted to. */
export interface Refit {
  weights: Weights
  examples: number
  before: { objective: number; error: number }
  after: { objective: number; error: number }
  /** The largest component of the gradient at the end. */
  slope: number
  evaluations: number
}

/**
 * @param examples training examples that there are
 * @throws Failure when the network has no classifier that can be refitted, or one too large
 */
export function refitterOf(network: Network, seed: number, examples: number): Refitter {
  const classifiers = demandClassifiers(network)
  const sample = random(seed, 'classifier').permutation(examples).subarray(0, refitExamples).sort()
  const tooLarge = classifiers.find((classifier) => workOf(classifier, sample.length) > mostWork)
  if (tooLarge === undefined) return { classifiers, sample }
  const { width, classes } = tooLarge
  throw new Failure(
    `The classifier of this network, ${width} × ${classes}, is too large to be refitted; train without refitting.`
  )
}

export async function refit(
  executor: Executor, { classifiers, sample }: Refitter, source: ExampleSource, support: ForwardSupport
): Promise<Refit> {
  const weights = new Map(await executor.weights())
  const data = await featuresOf(executor, classifiers, source, sample, support)
  const fits = classifiers.map((classifier, head) => fitted(classifier, weights, data[head]))
  for (const { values } of fits) for (const [name, own] of values) weights.set(name, own)
  const { before, after, slope, evaluations } = fits[fits.length - 1]
  return { weights, examples: sample.length, before, after, slope, evaluations }
}

function fitted({ layer, classes }: Classifier, weights: Weights, data: LabelledFeatures) {
  const shape: ClassifierShape = { classes, bias: layer.bias }
  const names = [`${layer.name}/kernel`, ...(layer.bias ? [`${layer.name}/bias`] : [])]
  const start = Float64Array.from(names.flatMap((name) => [...valuesOf(weights, name)]))
  const objective = crossEntropy(data, shape, penalty)
  const precondition = inverseCurvature(data, shape, penalty)
  const fit = minimise(objective, start, { ...wanted, precondition })
  const inputs = data.width * classes
  const figures = (at: Float64Array, value: number) => ({ objective: value, error: errorOf(at, data, shape) })
  return {
    values: names.map((name, i): [string, Float32Array] =>
      [name, Float32Array.from(i === 0 ? fit.at.subarray(0, inputs) : fit.at.subarray(inputs))]),
    before: figures(start, fit.begun),
    after: figures(fit.at, fit.value),
    slope: fit.slope,
    evaluations: fit.evaluations
  }
}

async function featuresOf(
  executor: Executor, classifiers: readonly Classifier[], source: ExampleSource, sample: Int32Array,
  support: ForwardSupport
): Promise<LabelledFeatures[]> {
  const data = classifiers.map(({ width }): LabelledFeatures => ({
    values: new Float64Array(sample.length * width), width, labels: new Int32Array(sample.length)
  }))
  for (let first = 0; first < sample.length; first += forwardBatchSize) {
    const batch = source.read(sample.subarray(first, first + forwardBatchSize))
    const features = await executor.features(batch, support)
    data.forEach(({ values, width, labels }, head) => {
      values.set(features[head], first * width)
      labels.set(batch.labels, first)
    })
  }
  return data
}
