/** From the options of `train` to a configuration, that of a preset among them. */
import type { BeginningRun } from '../../preload/schema/command/origin'
import { trainConfigurationFrom, type TrainOptions } from '../../preload/schema/command/train'
import type { PlainTraining } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { presetConfiguration } from '../engine/training/presets'

export type PresetOptions = TrainOptions & { preset?: string; scaled?: boolean }

/** Options that choose where the settings begin; no method's setting brings them. */
export const startingPointOptions = ['preset', 'scaled', 'data', 'net', 'method'] as const

/** @param origin the run whose weights it begins with. @throws Failure naming the option that is wrong */
export function configurationFrom(options: PresetOptions, origin: BeginningRun | null = null): PlainTraining {
  const preset = presetOf(options)
  if (preset !== null && origin !== null)
    throw new Failure('A preset has a network and data of its own, and so has a run to begin with; name one of them.')
  return trainConfigurationFrom(options, preset, origin)
}

/** @throws Failure when there is no such preset */
export function presetOf({ preset, scaled }: PresetOptions): PlainTraining | null {
  if (preset !== undefined) return presetConfiguration(preset, scaled === true)
  if (scaled) throw new Failure('--scaled belongs to a preset; name one with --preset.')
  return null
}
