/** Every experiment, in the order in which it is listed: command line, report and page are made from this. */
import { z } from 'zod'
import { alternation } from './alternation'
import { convex } from './convex'
import { hardThreshold } from './hard-threshold'
import { recover } from './recover'
import { separation } from './separation'
import { spurious } from './spurious'
import { theorem1 } from './theorem1'

export const experiments = {
  separation, recover, theorem1, alternation, 'hard-threshold': hardThreshold, spurious, convex
} as const

export type ExperimentName = keyof typeof experiments
export const experimentNames = Object.keys(experiments) as [ExperimentName, ...ExperimentName[]]

/** Those that train networks, which takes a training process; a thread computes the others. */
const trainingExperimentNames = ['hard-threshold'] as const satisfies readonly ExperimentName[]
export type TrainingExperimentName = (typeof trainingExperimentNames)[number]
export type PlainExperimentName = Exclude<ExperimentName, TrainingExperimentName>

export const trainingExperimentSchema = z.enum(trainingExperimentNames)
export const isTrainingExperiment = (name: ExperimentName): name is TrainingExperimentName =>
  trainingExperimentSchema.safeParse(name).success
