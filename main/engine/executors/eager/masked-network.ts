/**
 * A network that is only run, with masks that a person chooses: stored ones, its own, some of them forced off or on.
 * With masks fixed (and the choices of max pooling) it is linear in the image, and its gradients are that linear map.
 */
import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../../preload/schema/failure'
import type { Network } from '../../../../preload/schema/network'
import type { Backend, Tfjs } from '../../backends/backend'
import type { Examples } from '../../datasets/dataset'
import { firstHardThreshold, isHard } from '../../networks/hard-thresholds'
import { kindOfNode } from '../../networks/kinds'
import { parametersOf, valuesOf, type Parameter, type Weights } from '../../networks/parameters'
import { roles } from '../../networks/roles'
import { imageShapeOf } from '../../networks/shapes'
import type { ChosenMasks } from '../../support/chosen-masks'
import { supportLayout, type SupportLayout } from '../../support/layout'
import { computed, scoped } from '../../tensors'
import { forward } from './forward'
import { packedMasks, unpackedMask } from './masks'
import type { Pass } from './nodes'
import { EagerOperations } from './operations'

/** What a network gives, and the masks that it was run with. */
export interface MaskedRun {
  /** [examples, classes]. */
  logits: Float32Array
  /** Packed one example after the other. */
  masks: Uint8Array
}

/** One class's logit as a linear map of the image. */
export interface LinearMap {
  logits: Float32Array
  /** d logit / d pixel. */
  weights: Float32Array
  /** What each constant term comes to in the logit: gradient times value, by the node that it belongs to. */
  terms: { node: string; value: number }[]
}

/** No node is called so: names have no blanks. */
const answer = 'the answer'

function demandLinear(network: Network): void {
  const hard = firstHardThreshold(network)
  if (hard) throw new Failure(
    `The hard threshold "${hard.name}" passes its mask alone: given the masks no class depends on the image, ` +
      'so there is no linear map to show.'
  )
  const bent = network.nodes.find((node) => kindOfNode(node).nonlinear)
  if (!bent) return
  throw new Failure(
    `The network is not linear given its masks: "${bent.name}" has no mask and ` +
      'is no linear map, so none stands for the whole.'
  )
}

type Images = Pick<Examples, 'count' | 'images'>
interface ConstantTerm extends Parameter { values: Float32Array }

export class MaskedNetwork {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #operations: EagerOperations
  readonly #network: Network
  readonly #layout: SupportLayout
  readonly #variables: ReadonlyMap<string, Variable>
  readonly #terms: readonly ConstantTerm[]

  constructor(backend: Backend, network: Network, weights: Weights) {
    const { tf } = backend
    this.#backend = backend
    this.#tf = tf
    this.#operations = new EagerOperations(backend)
    this.#network = network
    this.#layout = supportLayout(network)
    const parameters = parametersOf(network)
    // tfjs may keep the array that it is given, and the array is the caller's.
    const variableOf = ({ name, shape }: Parameter): Variable =>
      tf.variable(tf.tensor(valuesOf(weights, name).slice(), [...shape]), false)
    this.#variables = scoped(backend, () => new Map(parameters.map((one) => [one.name, variableOf(one)])))
    this.#terms = parameters
      .filter(({ role }) => roles[role].constantTerm)
      .map((parameter) => ({ ...parameter, values: valuesOf(weights, parameter.name) }))
  }

  run(examples: Images, chosen: ChosenMasks): Promise<MaskedRun> {
    const seen: Record<string, Tensor> = {}
    const observe = (name: string, mask: Tensor): void => { seen[name] = this.#tf.cast(mask, 'bool') }
    return computed(
      this.#backend,
      () => ({ [answer]: this.#logits(this.#images(examples), this.#pass(chosen, examples.count, observe)), ...seen }),
      async ({ [answer]: logits, ...masks }) => ({
        logits: (await this.#backend.read(logits)).slice(),
        masks: await packedMasks(this.#backend, this.#layout, masks, examples.count)
      })
    )
  }

  /** Of one image. @throws Failure where the network is not linear, whatever its masks */
  async linearMap(image: Float32Array, chosen: ChosenMasks, label: number): Promise<LinearMap> {
    demandLinear(this.#network)
    const tf = this.#tf
    return computed(
      this.#backend,
      () => {
        const images = this.#images({ count: 1, images: image })
        const seen: { logits?: Tensor } = {}
        const { grads } = tf.engine().gradients(
          () => {
            const logits = this.#logits(images, this.#pass(chosen, 1, () => undefined))
            seen.logits = tf.keep(logits.clone())
            return tf.slice(logits, [0, label], [1, 1]).asScalar()
          },
          [images, ...this.#terms.map(({ name }) => this.#variable(name))],
          undefined,
          true
        ) as { grads: (Tensor | undefined)[] }
        if (!seen.logits) throw new Error('gradients did not run its function')
        const [weights = tf.zerosLike(images), ...slopes] = grads
        const reached = this.#terms.flatMap(({ name }, i): [string, Tensor][] => (slopes[i] ? [[name, slopes[i]]] : []))
        return { ...Object.fromEntries(reached), logits: seen.logits, weights }
      },
      async ({ logits, weights, ...slopes }: Record<'logits' | 'weights' | string, Tensor>) => ({
        logits: (await this.#backend.read(logits)).slice(),
        weights: (await this.#backend.read(weights)).slice(),
        terms: await Promise.all(this.#terms.map((term) => this.#valueOf(term, slopes[term.name])))
      })
    )
  }

  dispose(): void {
    this.#tf.dispose([...this.#variables.values()])
  }

  /** Summed in float64. A term that no gradient reaches comes to nothing. */
  async #valueOf({ node, values }: ConstantTerm, slopes: Tensor | undefined): Promise<LinearMap['terms'][number]> {
    let value = 0
    if (slopes) (await this.#backend.read(slopes)).forEach((slope, i) => { value += slope * values[i] })
    return { node, value }
  }

  #variable(name: string): Variable {
    const variable = this.#variables.get(name)
    if (!variable) throw new Error(`no parameter named ${name}`)
    return variable
  }

  #images({ count, images }: Images): Tensor {
    return this.#tf.tensor(images.slice(), [count, ...imageShapeOf(this.#network)])
  }

  /** The network's answer, [examples, classes]. */
  #logits(images: Tensor, pass: Pass): Tensor2D {
    const { heads } = forward(this.#tf, this.#network, pass, images)
    return heads[heads.length - 1].logits as Tensor2D
  }

  #pass(chosen: ChosenMasks, examples: number, observe: (name: string, mask: Tensor) => void): Pass {
    return {
      training: false,
      variable: (name) => this.#variable(name),
      dropout: (_node, value) => value,
      support: (node, q, linearPart) => {
        const mask = this.#mask(node.name, q, chosen, examples)
        observe(node.name, mask)
        if (isHard(node)) return this.#operations.signOf(mask)
        return this.#tf.mul(chosen.form === 'linear' ? linearPart : q, mask)
      }
    }
  }

  #mask(name: string, q: Tensor, { stored, forced }: ChosenMasks, examples: number): Tensor {
    const mask = stored === null
      ? this.#operations.ownMask(q)
      : unpackedMask(this.#tf, this.#layout, name, stored, examples)
    if (forced === null) return mask
    const [off, on] = [forced.off, forced.on].map((units) => unpackedMask(this.#tf, this.#layout, name, units, 1))
    return this.#tf.maximum(this.#tf.mul(mask, this.#tf.sub(1, off)), on)
  }
}
