/** From the options of `train` to a configuration, that of a preset among them. */
import { trainConfigurationFrom, type TrainOptions } from '../../preload/schema/command/train'
import type { PlainTraining, TrainingConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { presetConfiguration } from '../engine/training/presets'

export type PresetOptions = TrainOptions & { preset?: string; scaled?: boolean }

/** @throws Failure naming the option that is wrong */
export const configurationFrom = (options: PresetOptions): TrainingConfiguration =>
  trainConfigurationFrom(options, presetOf(options))

function presetOf({ preset, scaled }: PresetOptions): PlainTraining | null {
  if (preset !== undefined) return presetConfiguration(preset, scaled === true)
  if (scaled) throw new Failure('--scaled belongs to a preset; name one with --preset.')
  return null
}
