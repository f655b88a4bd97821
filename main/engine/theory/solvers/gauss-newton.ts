/**
 * Hessian-free optimisation of all layers at once (Martens): conjugate gradients in (G + λ) d = −g, where G = Jᵀ H J is
 * the Gauss–Newton matrix, known by its products alone. A product counts as 1.5 passes: J v runs two networks forwards,
 * the values and their changes, and Jᵀ one backwards. λ follows how well the quadratic model foretold what a step does
 * (Levenberg and Marquardt).
 */
import { consecutive } from '../../datasets/dataset'
import { forwardBatchSize } from '../../evaluation/evaluate'
import type { MaskedBatch } from '../../executors/eager/masked-layers'
import { atLogits, curved, slopesOf } from '../../layerwise/newton'
import type { Weights } from '../../networks/weights'
import { conjugateGradients } from '../../numerics/conjugate-gradients'
import { random } from '../../random'
import { scheduleFactor } from '../../training/schedule'
import type { Course } from './course'
import type { Problem } from './problem'
import { dot, joined, parted, plus } from './vectors'

const [passesOfProduct, passesOfLoss] = [1.5, 1 / 3]
const tolerance = 1e-3

/** The masked loss of some examples around some weights. */
export interface Around {
  loss: number
  gradient: Float64Array
  /** G v */
  product: (direction: Float64Array) => Promise<Float64Array>
  /** At other weights. */
  lossAt: (weights: Weights) => Promise<number>
}

/** @param batches together these are the examples */
export async function around(
  { jacobian, trained, start }: Pick<Problem, 'jacobian' | 'trained' | 'start'>, batches: readonly MaskedBatch[],
  weights: Weights
): Promise<Around> {
  const all = batches.reduce((sum, { examples }) => sum + examples.count, 0)
  const size = joined(start, trained).length
  const here: { batch: MaskedBatch; logits: Float32Array }[] = []
  jacobian.setWeights(weights)
  let loss = 0
  let gradient: Float64Array = new Float64Array(size)
  for (const batch of batches) {
    const { labels, count } = batch.examples
    const logits = await jacobian.logits(batch)
    const at = atLogits(logits, labels)
    loss += count / all * at.loss
    gradient = plus(gradient, joined(await jacobian.pulledBack(batch, slopesOf(at, labels)), trained), count / all)
    here.push({ batch, logits })
  }
  return {
    loss, gradient,
    product: async (direction) => {
      jacobian.setWeights(weights)
      const along = parted(direction, trained, start)
      let sum: Float64Array = new Float64Array(size)
      for (const { batch, logits } of here) {
        const { labels, count } = batch.examples
        const changes = Float64Array.from(await jacobian.along(batch, along))
        const turned = curved(atLogits(logits, labels), changes, count)
        sum = plus(sum, joined(await jacobian.pulledBack(batch, turned), trained), count / all)
      }
      return sum
    },
    lossAt: async (there) => {
      jacobian.setWeights(there)
      let sum = 0
      for (const { batch } of here)
        sum += batch.examples.count / all * atLogits(await jacobian.logits(batch), batch.examples.labels).loss
      return sum
    }
  }
}

const batchOf = ({ batch }: Problem, indices: Int32Array): MaskedBatch => {
  const { examples, packed } = batch(indices)
  return { examples, packed }
}

const damped = (product: Around['product'], damping: number): Around['product'] =>
  async (direction) => plus(await product(direction), direction, damping)

const negative = (values: Float64Array): Float64Array => values.map((value) => -value)

const [firstDamping, mostHalvings, armijo] = [0.1, 6, 1e-4]
const mostDamping = 1e4

/** Over all examples; as many steps of conjugate gradients as passes are left for. */
export async function stepTogether(problem: Problem, steps: number, course: Course): Promise<void> {
  const { trained, start, labels } = problem
  const batches: MaskedBatch[] = []
  for (let first = 0; first < labels.length; first += forwardBatchSize)
    batches.push(batchOf(problem, consecutive(first, Math.min(forwardBatchSize, labels.length - first))))
  let weights = start
  let damping = firstDamping
  while (damping <= mostDamping && !course.isStopped) {
    const affordable = Math.floor((course.left - 1 - passesOfLoss) / passesOfProduct)
    if (affordable < 1) return
    const at = await course.work(1, () => around(problem, batches, weights))
    const product = (direction: Float64Array) => course.work(passesOfProduct, () => at.product(direction))
    const right = negative(at.gradient)
    const direction = await conjugateGradients(
      damped(product, damping), right, { steps: Math.min(steps, affordable), tolerance })
    const values = joined(weights, trained)
    const moved = (length: number): Weights =>
      new Map([...weights, ...parted(plus(values, direction, length), trained, start)])
    const reached = await searched(at, course, -dot(right, direction), moved)
    // Of conjugate gradients (G + λ) d and −g have the same product with d, so that no other product is needed.
    const foretold = -(dot(right, direction) + damping * dot(direction, direction)) / 2
    const ratio = reached?.length === 1 ? (reached.loss - at.loss) / foretold : 0
    damping *= ratio > 0.75 ? 2 / 3 : ratio < 0.25 ? 3 / 2 : 1
    if (reached === null) continue
    weights = moved(reached.length)
    await course.point(weights, reached.loss)
  }
}

/** The first of the lengths 1, ½, … that lowers the loss enough; null where none does, or passes run out. */
async function searched(
  at: Around, course: Course, slope: number, moved: (length: number) => Weights
): Promise<{ length: number; loss: number } | null> {
  for (let halving = 0; halving < mostHalvings && course.left >= passesOfLoss; halving++) {
    const length = 2 ** -halving
    const loss = await course.work(passesOfLoss, () => at.lossAt(moved(length)))
    if (loss < at.loss + armijo * length * slope) return { length, loss }
  }
  return null
}

export interface BatchSettings { batch: number; steps: number; damping: number }

/** Of the step before this share is where the next begins to look. */
const kept = 0.7
const [leastDamping, largestDamping, leastFactor] = [1e-4, 10, 0.1]

/** On a batch after the other, a step each, whose length falls by cosine. */
export async function stepByBatches(problem: Problem, settings: BatchSettings, course: Course): Promise<void> {
  const { trained, start, labels: { length: count }, passes, seed } = problem
  const size = Math.min(settings.batch, count)
  const share = size / count
  let state: BatchState = { weights: start, before: null, damping: settings.damping }
  for (let pass = 0, nextPoint = 1; ; pass++) {
    const order = random(seed, 'solvers', pass).permutation(count)
    for (let first = 0; first + size <= count; first += size) {
      const products = settings.steps + (state.before === null ? 0 : 1)
      const cost = share * (1 + products * passesOfProduct + passesOfLoss)
      if (course.isStopped || cost > course.left) return
      const batch = batchOf(problem, order.slice(first, first + size))
      const length = Math.max(leastFactor, scheduleFactor({ kind: 'cosine' }, passes - course.left, passes))
      state = await course.work(cost, async () =>
        stepped(await around(problem, [batch], state.weights), state, settings.steps, length, { trained, start }))
      if (passes - course.left < nextPoint) continue
      await course.point(state.weights, null)
      nextPoint = Math.floor(passes - course.left) + 1
    }
  }
}

interface BatchState { weights: Weights; before: Float64Array | null; damping: number }

/** Foretold is the change by a direction which solves the model. A step that raises the loss much is not taken. */
async function stepped(
  at: Around, { weights, before, damping }: BatchState, steps: number, length: number,
  { trained, start }: Pick<Problem, 'trained' | 'start'>
): Promise<BatchState> {
  const product = damped(at.product, damping)
  const first = before?.map((value) => kept * value) ?? new Float64Array(at.gradient.length)
  const right = before === null ? negative(at.gradient) : plus(negative(at.gradient), await product(first), -1)
  const direction = plus(first, await conjugateGradients(product, right, { steps, tolerance }), 1)
  const moved = plus(joined(weights, trained), direction, length)
  const there: Weights = new Map([...weights, ...parted(moved, trained, start)])
  const loss = await at.lossAt(there)
  const slope = dot(at.gradient, direction)
  const foretold = length * slope - length ** 2 * slope / 2
  const ratio = (loss - at.loss) / (foretold < 0 ? foretold : -1e-12)
  const next = damping * (ratio > 0.75 ? 0.9 : ratio < 0.25 ? 1.3 : 1)
  const isTaken = Number.isFinite(loss) && loss < 1.5 * at.loss + 0.01
  return {
    weights: isTaken ? there : weights, before: isTaken ? direction : null,
    damping: Math.min(largestDamping, Math.max(leastDamping, next))
  }
}
