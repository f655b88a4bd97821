/** Every experiment, in the order in which it is listed: command line, report and page are made from this. */
import { recover } from './recover'
import { separation } from './separation'
import { spurious } from './spurious'
import { theorem1 } from './theorem1'

export const experiments = { separation, recover, theorem1, spurious } as const

export type ExperimentName = keyof typeof experiments
export const experimentNames = Object.keys(experiments) as [ExperimentName, ...ExperimentName[]]
