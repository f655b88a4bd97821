/** Whether a stored state is one of this network: a run file may come from elsewhere. */
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import { parametersOf, type Parameter } from '../networks/parameters'
import { sizeOf } from '../networks/shapes'
import { kernelsOf } from '../networks/weight-masks'
import type { TrainingState } from './state'

type Arrays = ReadonlyMap<string, { length: number }>

/** @throws Failure naming an array that is missing, of another size, or of no parameter */
export function demandStateFits(
  { network: { weights, velocities, weightMasks }, estimator, average }: TrainingState, network: Network
): void {
  const [parameters, kernels] = [parametersOf(network), kernelsOf(network)]
  demandSizes('weights', weights, parameters)
  demandSizes('momentum', velocities, parameters.filter(({ name }) => velocities.has(name)))
  if (weightMasks !== null) demandSizes('weight masks', weightMasks, kernels)
  if (estimator !== null) demandSizes('weights of the last alternation', estimator, parameters)
  if (average !== null) demandSizes('averaged weights', average, parameters)
}

function demandSizes(what: string, arrays: Arrays, parameters: readonly Parameter[]): void {
  const wrong = parameters.find(({ name, shape }) => arrays.get(name)?.length !== sizeOf(shape))?.name ??
    [...arrays.keys()].find((name) => parameters.every((parameter) => parameter.name !== name))
  if (wrong === undefined) return
  throw new Failure(
    `The state of the training has no ${what} that fit the network (“${wrong.slice(0, 80)}”), so it cannot go on; ` +
      'train anew.'
  )
}
