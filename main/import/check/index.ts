/**
 * Holds the network that was made of a file against the file itself, run as it is by its own runtime: one that gives
 * other logits was read wrongly, and is refused.
 */
import { percentWithUnit } from '../../../preload/schema/format'
import type { Backend } from '../../engine/backends/backend'
import type { Executor } from '../../engine/executors/executor'
import { nodeValues } from '../../engine/executors/eager/node-values'
import { imageShapeOf } from '../../engine/networks/shapes'
import { shown, type Fault } from '../fault'
import type { ImportedModel } from '../model'
import type { TracedValue } from '../original'
import { mostDifference, mostRoundedDifference, relativeDifference } from './difference'
import { asHere, asInFile } from './layout'
import { ranAsKeras } from './keras'
import { ranInThread } from './onnx-thread/thread'
import { CannotRun, type Ran } from './runtime'

export { checkImages } from './images'

export interface Check {
  model: Pick<ImportedModel, 'network' | 'weights' | 'original'>
  /** Prepared as the run's are, height × width × channels each. */
  images: readonly Float32Array[]
  /** One that computes in float32 throughout; it runs the network node by node, where that is asked for. */
  backend: Backend
  /** Of the network. */
  executor: Pick<Executor, 'logits'>
  fault: Fault
}

/**
 * @returns what came of it, as it stands in the run's environment: a file may also be one that cannot be run
 * @throws Failure which names the first layer or operator whose output differs, where logits do
 */
export async function checkedAgainstItsRuntime(check: Check): Promise<string> {
  const { model, fault } = check
  try {
    const answer = answerOf(model)
    const compared = await comparison(check, answer, true)
    const { runtime, difference } = compared
    if (difference <= mostDifference) return passed(compared) + await asItIs(check, answer)
    const { layer, kind } = await firstDifferent(check, compared.worst) ?? answer
    throw fault(
      `it would be another network here: ${runtime} computes other values from "${shown(layer)}" ` +
        `(${shown(kind)}) on, and ${differingBy(difference)}`
    )
  } catch (error) {
    if (error instanceof CannotRun) return failed(error.message)
    throw error
  }
}

interface Comparison {
  runtime: string
  difference: number
  /** The image whose logits are farthest apart. */
  worst: Float32Array
  /** How many images were run, of how many. */
  images: number
  of: number
}

async function comparison(check: Check, answer: TracedValue, inFloat32: boolean): Promise<Comparison> {
  const { images, executor } = check
  const ran = await run(check, images, [answer], inFloat32)
  const theirs = ran.images.map(([logits]) => {
    if (!logits) throw new CannotRun(`${ran.runtime} does not tell what "${shown(answer.layer)}" gives`)
    return asHere(logits, answer.channelsFirst)
  })
  const count = theirs.length
  const examples = { count, images: joined(images.slice(0, count)), labels: new Int32Array(count) }
  const ours = await executor.logits(examples)
  return {
    runtime: ran.runtime, difference: relativeDifference(ours, joined(theirs)), worst: images[worstOf(ours, theirs)],
    images: count, of: images.length
  }
}

/**
 * What the file gives where its values are rounded to less than float32, as they are there; empty where they are not.
 */
async function asItIs(check: Check, answer: TracedValue): Promise<string> {
  const { model: { original: { program } }, fault } = check
  if (program.kind !== 'onnx' || program.computing.length === 0) return ''
  const types = program.computing.join(' and ')
  try {
    const { runtime, difference } = await comparison(check, answer, false)
    if (difference <= mostRoundedDifference)
      return `, computed in float32, and ${figure(difference)} in ${types}, as the file has it`
    throw fault(
      `it would be another network here: in ${types}, as the file has it, ${runtime} computes ` +
        `${differingBy(difference)}, more than its rounding explains`
    )
  } catch (error) {
    if (error instanceof CannotRun) return `, computed in float32; in ${types} it ${failed(error.message)}`
    throw error
  }
}

/** The value of the file that is the network's answer, before any softmax. @throws CannotRun where there is none */
function answerOf({ network, original: { program, values } }: Check['model']): TracedValue {
  if (program.kind === 'none') throw new CannotRun(program.why)
  const { inputs: [node] } = network.nodes[network.nodes.length - 1]
  const found = values.find((value) => value.node === node)
  if (!found) throw new CannotRun('none of its values is the network’s answer')
  return found
}

/** The file itself, as it is or, where it rounds its values to other types, without that. */
function run(
  { model, backend }: Check, images: readonly Float32Array[], wanted: readonly TracedValue[], inFloat32: boolean
): Promise<Ran> {
  const { network, original: { program } } = model
  const values = wanted.map(({ value }) => value)
  switch (program.kind) {
    case 'none': throw new CannotRun(program.why)
    case 'onnx': {
      const { bytes, beside, input: { name, shape, channelsFirst }, output, computing } = program
      const fed = images.map((image) => asInFile(image, channelsFirst))
      return ranInThread({
        bytes, beside, input: name, output, shape, images: fed, values, asFloat32: inFloat32 && computing.length > 0
      })
    }
    case 'layers': {
      const shape = imageShapeOf(network)
      const lying = program.isChannelsFirst ? shape : null
      const fed = images.map((image) => asInFile(image.map((value) => value * program.scale), lying))
      return ranAsKeras(backend, program, { shape, images: fed, values })
    }
  }
}

/** Null where the runtime cannot tell, though it gave logits. */
async function firstDifferent(check: Check, image: Float32Array): Promise<TracedValue | null> {
  const { model: { network, weights, original }, backend } = check
  const traced = new Map(original.values.map((value) => [value.node, value]))
  const inOrder = network.nodes.flatMap(({ name }) => traced.get(name) ?? [])
  const nodes = inOrder.map(({ node }) => node)
  const ours = await nodeValues(backend, network, weights, { count: 1, images: image }, nodes)
  const theirs = await run(check, [image], inOrder, true).catch((error: unknown) => {
    if (error instanceof CannotRun) return null
    throw error
  })
  const differs = ({ node, channelsFirst }: TracedValue, i: number): boolean => {
    const [here, there] = [ours.get(node), theirs?.images[0][i]]
    return here !== undefined && there !== undefined && there !== null &&
      relativeDifference(here, asHere(there, channelsFirst)) > mostDifference
  }
  return inOrder.find(differs) ?? null
}

/** The image whose logits are farthest apart. */
function worstOf(ours: Float32Array, theirs: readonly Float32Array[]): number {
  const classes = ours.length / theirs.length
  const distances = theirs.map((logits, i) => relativeDifference(ours.subarray(i * classes, (i + 1) * classes), logits))
  return distances.indexOf(Math.max(...distances))
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  arrays.reduce((at, array) => {
    whole.set(array, at)
    return at + array.length
  }, 0)
  return whole
}

const figure = (difference: number): string => (difference === 0 ? '0' : difference.toExponential(0))

function passed({ runtime, difference, images, of }: Comparison): string {
  const some = images < of ? `, on ${images} of ${of} images, for which there was time` : ''
  return `checked against ${runtime}: largest difference ${figure(difference)} of the logits’ range${some}`
}

const longestReason = 300

const failed = (reason: string): string =>
  `could not be checked: ${reason.replace(/[\p{C}\p{Z}]+/gu, ' ').trim().slice(0, longestReason).replace(/[ .]+$/, '')}`

const differingBy = (difference: number): string =>
  (Number.isFinite(difference)
    ? `logits that differ by ${percentWithUnit(difference)} of their range`
    : 'logits that are numbers only here or only there')
