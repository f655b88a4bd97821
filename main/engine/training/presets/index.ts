/** Complete starting points for trainings: our own, and those of the paper's tables. */
import type { Preset } from '../../../../preload/contract'
import type { PlainTraining } from '../../../../preload/schema/configuration'
import { Failure } from '../../../../preload/schema/failure'
import { demonstrations } from './demonstrations'
import { paperPresets } from './paper'

export const presets: readonly Preset[] = [...demonstrations, ...paperPresets]

/** @throws Failure when there is no such preset, or none that is scaled */
export function presetConfiguration(id: string, isScaled: boolean): PlainTraining {
  const preset = presets.find((candidate) => candidate.id === id)
  if (!preset) throw new Failure(`There is no preset "${id}"; "maskscope presets" lists them.`)
  if (!isScaled) return preset.configuration
  if (!preset.scaled) throw new Failure(`The preset "${id}" takes minutes as it is; leave --scaled out.`)
  return preset.scaled
}
