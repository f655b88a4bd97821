/** Everything about the last two layers under stored masks: the optimum, and what each step towards it does. */
import { Failure } from '../../../../preload/schema/failure'
import {
  solvedGap, type LastLayersReading, type Reached, type SolverStep
} from '../../../../preload/schema/last-layers'
import type { Network } from '../../../../preload/schema/network'
import type { Backend } from '../../backends/backend'
import { consecutive, type DataSet, type Examples, type ExampleSource } from '../../datasets/dataset'
import { valuesOf, type Weights } from '../../networks/weights'
import { unpackBits } from '../../bits/bits'
import { layerOf, type SupportLayout } from '../../support/layout'
import { addFeatures, type Features } from './features'
import { lastLayersOf, type LastLayers } from './layers'
import { ownFactors, solveProgram, stepwise, type OwnLayers } from './optimum'
import { productsOn } from './products'
import { blocksOf, type Factors, type Program } from './program'
import { asReluNetwork } from './relu-network'

export interface Asked {
  backend: Backend
  network: Network
  layout: SupportLayout
  weights: Weights
  data: DataSet
  /** What nodes give with ReLU, by their names. */
  valuesOf: (batch: Examples, nodes: readonly string[]) => Promise<ReadonlyMap<string, Float32Array>>
  /** Packed masks of training examples. */
  masks: (examples: Int32Array) => Uint8Array
  examples: number
  beta: number
  seed: number
  /** Thousandths of the work. */
  tell: (done: number, of: number) => void
  stopped: () => boolean
}

export type Reading = Omit<LastLayersReading, 'snapshot' | 'beta' | 'seconds'>

/** Above the optimum's: 2.1 to 2.5 in the mean over 32 channels, where it was measured. */
const rank = 6
const mostIterations = 6000
const mostSeconds = 60
/** Steps of L-BFGS after which the network is looked at. */
const lookedAt = [0, 10, 50, 200, 800]
const batchSize = 250
/** Bytes of features of the fitted examples. */
const mostBytes = 2 ** 30
/** Thousandths of the work, about: features of training and test examples, the optimum, the steps. */
const work = { features: 200, optimum: 600, steps: 200 }
const all = work.features + work.optimum + work.steps

/** Null when it was stopped. @throws Failure when the network has no such layers, or the features need too much room */
export async function readLastLayers(asked: Asked): Promise<Reading | null> {
  const layers = lastLayersOf(asked.network)
  const { channels, width, classifier: { classes } } = layers
  demandRoom(layers, asked.examples)
  const own = ownLayers(asked.weights, layers)
  const fitted = await featuresOf(asked, layers, asked.data.train, asked.examples, asked.masks)
  if (fitted === null) return null
  const test = await featuresOf(asked, layers, asked.data.test, asked.data.test.count, null)
  if (test === null) return null
  const products = productsOn(asked.backend, fitted.features)
  const program: Program = { products, labels: fitted.labels, channels, width, classes, beta: asked.beta }
  try {
    const found = await optimumOf(asked, program, own)
    if (found === null) return null
    const steps = await stepsOf(asked, { layers, program, own, fitted, test })
    if (steps === null) return null
    return {
      hidden: layers.hidden.name, support: layers.support.name, classifier: layers.classifier.layer.name,
      channels, examples: asked.examples, testExamples: asked.data.test.count,
      optimum: found.reached,
      optimumTestError: await gatedError(asked.backend, program, test, found.factors),
      steps
    }
  } finally {
    products.dispose()
  }
}

function demandRoom({ channels, width }: LastLayers, examples: number): void {
  if (examples * channels * width * 4 <= mostBytes) return
  throw new Failure(
    `${examples} examples have ${examples * channels * width} features, more than are held in memory; ` +
      `ask for at most ${Math.floor(mostBytes / (channels * width * 4))} examples.`
  )
}

/** w_c with its bias last, a_c, and the classifier's bias, in Float64. */
function ownLayers(weights: Weights, { hidden, classifier, channels, width }: LastLayers): OwnLayers {
  const { layer, classes } = classifier
  const kernel = valuesOf(weights, `${hidden.name}/kernel`)
  const biases = hidden.bias ? valuesOf(weights, `${hidden.name}/bias`) : null
  const rows = kernel.length / channels
  const own = new Float64Array(channels * width)
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < rows; i++) own[c * width + i] = kernel[i * channels + c]
    if (biases !== null) own[(c + 1) * width - 1] = biases[c]
  }
  return {
    hidden: own,
    classifier: Float64Array.from(valuesOf(weights, `${layer.name}/kernel`)),
    bias: layer.bias ? Float64Array.from(valuesOf(weights, `${layer.name}/bias`)) : new Float64Array(classes)
  }
}

/** @param masks null for the network's own, m = [q > 0] */
async function featuresOf(
  { valuesOf: valuesIn, layout, tell, stopped, data, examples }: Asked, layers: LastLayers,
  source: ExampleSource, count: number, masks: Asked['masks'] | null
): Promise<Features | null> {
  const { hidden, support, channels, positions, width } = layers
  const units = positions * channels
  const place = layerOf(layout, support.name)
  const columns = channels * width
  const features = new Float32Array(count * columns)
  const labels = new Int32Array(count)
  const on = new Uint8Array(count * units)
  let inputs = new Float32Array(0)
  for (let first = 0; first < count; first += batchSize) {
    if (stopped()) return null
    const some = consecutive(first, Math.min(batchSize, count - first))
    const batch = source.read(some)
    const found = await valuesIn(batch, [hidden.inputs[0], hidden.name])
    const [values, q] = [found.get(hidden.inputs[0]), found.get(hidden.name)]
    if (!values || !q) throw new Error('a node has no values')
    const size = values.length / batch.count
    if (first === 0) inputs = new Float32Array(count * size)
    inputs.set(values, first * size)
    const packed = masks?.(some)
    const mask = new Float32Array(units)
    for (let n = 0; n < batch.count; n++) {
      if (packed) unpackBits(packed, n * layout.bytesPerExample + place.byteOffset, units, mask, 0)
      else for (let unit = 0; unit < units; unit++) mask[unit] = Number(q[n * units + unit] > 0)
      on.set(mask, (first + n) * units)
      const to = features.subarray((first + n) * columns, (first + n + 1) * columns)
      addFeatures(layers, values.subarray(n * size, (n + 1) * size), mask, to)
    }
    labels.set(batch.labels, first)
    const before = masks === null ? examples : 0
    tell(Math.round(work.features * (before + first + some.length) / (examples + data.test.count)), all)
  }
  return { features: { values: features, rows: count, columns }, labels, inputs, on }
}

async function optimumOf(
  { seed, tell, stopped }: Asked, program: Program, own: OwnLayers
): Promise<{ reached: Reached[]; factors: Factors } | null> {
  const wanted = { gap: solvedGap, iterations: mostIterations, seconds: mostSeconds }
  return solveProgram(program, ownFactors(program, own, rank, seed), wanted, {
    tell: ({ iterations, seconds }) => {
      const share = Math.max(iterations / mostIterations, seconds / mostSeconds)
      tell(work.features + Math.round(work.optimum * Math.min(1, share)), all)
    },
    stopped
  })
}

/** On test examples, whose masks stay those of the snapshot's weights. */
async function gatedError(backend: Backend, program: Program, test: Features, factors: Factors): Promise<number> {
  const { classes } = program
  const products = productsOn(backend, test.features)
  const outputs = await products.times(blocksOf(program, factors), classes)
  products.dispose()
  const bias = factors.values.subarray(factors.values.length - classes)
  let wrong = 0
  for (const [n, label] of test.labels.entries()) {
    const row = Float64Array.from({ length: classes }, (_, k) => outputs[n * classes + k] + bias[k])
    if (row.indexOf(Math.max(...row)) !== label) wrong++
  }
  return wrong / test.labels.length
}

interface Compared { layers: LastLayers; program: Program; own: OwnLayers; fitted: Features; test: Features }

async function stepsOf(asked: Asked, { layers, program, own, fitted, test }: Compared): Promise<SolverStep[] | null> {
  const { backend, tell, stopped, seed } = asked
  const start = ownFactors(program, own, 1, seed)
  const found: SolverStep[] = []
  const look = async (steps: number, values: Float64Array, objective: number): Promise<void> => {
    const factors = { rank: 1, values }
    const [onFitted, onTest] = [fitted, test].map((of) => asReluNetwork(layers, program, factors, of))
    found.push({
      steps, objective,
      gatedError: await gatedError(backend, program, test, factors),
      reluError: onTest.error,
      drift: onFitted.drift
    })
  }
  let steps = 0
  let isStopped = false
  const most = lookedAt[lookedAt.length - 1]
  const end = await stepwise(program, start, most, async ({ at, value, begun }) => {
    if (steps === 0) await look(0, start.values, begun)
    steps++
    isStopped = stopped()
    if (lookedAt.includes(steps)) {
      await look(steps, at, value)
      tell(work.features + work.optimum + Math.round(work.steps * steps / most), all)
    }
    return isStopped || steps >= most ? 'enough' : 'more'
  })
  if (isStopped) return null
  if (!found.some((step) => step.steps === steps)) await look(steps, end.at, end.value)
  return found
}
