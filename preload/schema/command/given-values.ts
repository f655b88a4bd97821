/** Values of options, read or refused by a sentence that names the option. */
import {
  dataSetNames, networkPresetNames, preprocessingSchema, trainingConfigurationSchema, type Preprocessing,
  type TrainingConfiguration
} from '../configuration'
import { elementOf } from '../element'
import { explainIssue } from '../explain'
import { Failure } from '../failure'

export const dataSetFrom = (text: string): (typeof dataSetNames)[number] =>
  oneOf('data', dataSetNames, text, 'data set')
export const networkFrom = (text: string): (typeof networkPresetNames)[number] =>
  oneOf('net', networkPresetNames, text, 'network')

/** @throws Failure that lists what is known, and says what is wrong with numbers */
export function preprocessingFrom(text: string): Preprocessing {
  const parsed = preprocessingSchema.safeParse(text)
  if (parsed.success) return parsed.data
  const { message } = elementOf(parsed.error.issues, 0)
  throw new Failure(`There is no preprocessing "${text.slice(0, 80)}"; --preprocessing takes ${message}.`)
}

export function validated(wanted: object): TrainingConfiguration {
  const parsed = trainingConfigurationSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(elementOf(parsed.error.issues, 0), wanted))
  return parsed.data
}

/** @throws Failure that lists what is known */
export function oneOf<T extends string>(option: string, known: readonly T[], given: string, what: string): T {
  const found = known.find((name) => name === given)
  if (!found) throw new Failure(`There is no ${what} "${given}"; --${option} takes ${known.join(', ')}.`)
  return found
}

export function numeric(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new Failure(`--${option} takes a number, not "${text}".`)
  return value
}

/** @throws Failure when it is not a whole number of at least 1 and at most so many */
export function wholeNumber(
  option: string, text: string | undefined, most = Number.MAX_SAFE_INTEGER
): number | undefined {
  const value = numeric(option, text)
  if (value !== undefined && !(Number.isInteger(value) && value >= 1))
    throw new Failure(`--${option} takes a whole number of at least 1, not "${text}".`)
  if (value !== undefined && value > most) throw new Failure(`--${option} takes at most ${most}, not "${text}".`)
  return value
}
