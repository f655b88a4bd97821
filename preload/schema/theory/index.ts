/** Every experiment, in the order in which it is listed: command line, report and page are made from this. */
import { separation } from './separation'
import { spurious } from './spurious'

export const experiments = { separation, spurious } as const

export type ExperimentName = keyof typeof experiments
export const experimentNames = Object.keys(experiments) as ExperimentName[]
