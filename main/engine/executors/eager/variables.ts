/** A network's weights and their momentum as variables of a backend. */
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../../preload/schema/network'
import type { Backend, Tfjs } from '../../backends/backend'
import { isTrained, parametersOf, valuesOf, type Parameter, type Weights } from '../../networks/parameters'
import { copiesOf, scoped } from '../../tensors'
import type { UpdateRule } from '../executor'

export interface VariableParameter extends Parameter { value: Variable; velocity: Variable }

type Kept = 'value' | 'velocity'

export class EagerVariables {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #parameters: Map<string, VariableParameter>

  constructor(backend: Backend, network: Network, weights: Weights) {
    const { tf } = backend
    this.#backend = backend
    this.#tf = tf
    this.#parameters = scoped(backend, () => new Map(
      parametersOf(network).map((parameter) => {
        const shape = [...parameter.shape]
        const value = tf.variable(this.#tensor(valuesOf(weights, parameter.name), shape), parameter.trained)
        return [parameter.name, { ...parameter, value, velocity: tf.variable(tf.zeros(shape), false) }]
      })
    ))
  }

  value(name: string): Variable {
    const parameter = this.#parameters.get(name)
    if (!parameter) throw new Error(`no parameter named ${name}`)
    return parameter.value
  }

  trainedIn(form: 'affine' | 'linear'): VariableParameter[] {
    return [...this.#parameters.values()].filter((parameter) => isTrained(parameter, form))
  }

  /** In memory of its own. */
  read(kept: Kept): Promise<Weights> {
    const tensors = this.#with(kept).map((parameter) => [parameter.name, parameter[kept]])
    return copiesOf(this.#backend, Object.fromEntries(tensors))
  }

  assign(kept: Kept, values: Weights): void {
    scoped(this.#backend, () => {
      for (const parameter of this.#with(kept))
        parameter[kept].assign(this.#tensor(valuesOf(values, parameter.name), parameter.shape))
    })
  }

  forgetMomentum(): void {
    scoped(this.#backend, () => {
      for (const { velocity } of this.#parameters.values()) velocity.assign(this.#tf.zerosLike(velocity))
    })
  }

  /** v ← momentum · v + g, w ← w − learningRate · v. Call inside `computed`. */
  update(parameter: VariableParameter, gradient: Tensor, { learningRate, momentum, weightDecay }: UpdateRule): void {
    const { value, velocity, role } = parameter
    const decayed = role === 'kernel' && weightDecay > 0 ? gradient.add(value.mul(weightDecay)) : gradient
    velocity.assign(velocity.mul(momentum).add(decayed))
    value.assign(value.sub(velocity.mul(learningRate)))
  }

  dispose(): void {
    for (const { value, velocity } of this.#parameters.values()) this.#tf.dispose([value, velocity])
    this.#parameters.clear()
  }

  /** Running statistics follow the data without momentum. */
  #with(kept: Kept): VariableParameter[] {
    return [...this.#parameters.values()].filter(({ trained }) => trained || kept === 'value')
  }

  /** tfjs may keep the array that it is given, and the array is the caller's. */
  #tensor(values: Float32Array, shape: readonly number[]): Tensor {
    return this.#tf.tensor(values.slice(), [...shape])
  }
}
