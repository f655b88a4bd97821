/** All targets, by name. */
import type { Target } from '../target'
import { argumentTargets } from './arguments'
import { dataSetTargets } from './datasets'
import { messageTargets } from './messages'
import { modelTargets } from './models'
import { runFileTargets } from './run-files'

export const targets: ReadonlyMap<string, Target> = new Map(Object.entries({
  ...messageTargets, ...argumentTargets, ...modelTargets, ...dataSetTargets, ...runFileTargets
}))

export function targetOf(name: string): Target {
  const target = targets.get(name)
  if (target === undefined) throw new Error(`there is no target ${name}`)
  return target
}
