/** The values of a network's parameters. */
import { Failure } from '../../../preload/schema/failure'

/** A value for every parameter, by name, in row-major order. */
export type Weights = ReadonlyMap<string, Float32Array>

/** @throws Failure when they are not there */
export function valuesOf(weights: Weights, name: string): Float32Array {
  const values = weights.get(name)
  if (!values) throw new Failure(`The weights have no "${name}", which the network needs.`)
  return values
}
