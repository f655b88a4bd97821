/** The settings that a sweep may vary: those that `train` takes, by their option or another of their names. */
import { keyOf, optionsOf } from '../../../preload/schema/command/given-options'
import { plainMethods } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import { fieldsOf } from '../../../preload/schema/settings/fields'
import { startingPointOptions } from '../preset-configuration'

/** A setting of a sweep: its option, as `GivenOptions` have it, and whether its numbers are whole ones. */
export interface SweptSetting { readonly option: string; readonly key: string; readonly isWhole: boolean }

/** @throws Failure when no training has a setting of that name */
export function settingNamed(text: string): SweptSetting {
  const name = text.trim()
  const start = startingPointOptions.find((option) => option === name)
  if (start !== undefined) return { option: start, key: keyOf(start), isWhole: false }
  const offered = plainMethods.flatMap((method) => [...optionsOf(method).values()].flat())
  const found = offered.find(({ option, name: own, setting }) => [option, own, setting.also].includes(name))
  if (found === undefined)
    throw new Failure(`There is no setting "${name}" that a sweep could vary; "maskscope sweep --help" lists them.`)
  return { option: found.option, key: keyOf(found.option), isWhole: takesWholeNumbers(found.option) }
}

/** `gap`, which chooses a kind, takes the number of one of its kinds; so all fields of the option count. */
function takesWholeNumbers(option: string): boolean {
  const numbers = plainMethods.flatMap(({ schema }) => fieldsOf(schema))
    .flatMap((field) => (field.option === option && field.values.kind === 'number' ? [field.values.range.whole] : []))
  return numbers.length > 0 && numbers.every(Boolean)
}
