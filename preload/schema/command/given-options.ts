/** The options by which a command line takes the settings of a method. */
import type { MethodDefinition } from '../methods/method'
import { fieldsOf, type Field } from '../settings/fields'

/** As commander has them: `--masked-lr 0.1` is `{ maskedLr: '0.1' }`. */
export type GivenOptions = Readonly<Record<string, string | boolean | undefined>>

/** `masked-lr` is `maskedLr`. */
export const keyOf = (option: string): string =>
  option.replaceAll(/-[a-z]/g, (letters) => letters.slice(1).toUpperCase())

export const givenBy = (options: GivenOptions, option: string): string | boolean | undefined =>
  options[keyOf(option)]

/** Settings by their option. What is a kind's shorthand, or a switch that is a word in a list, has none of its own. */
export function optionsOf(definition: MethodDefinition): ReadonlyMap<string, readonly Field[]> {
  const own = fieldsOf(definition.schema).filter(({ setting }) => !setting.word && !setting.shorthand)
  return Map.groupBy(own, ({ option }) => option)
}

/** Switches that are given as words in the option's list. */
export const wordsOf = (definition: MethodDefinition, option: string): readonly Field[] =>
  fieldsOf(definition.schema).filter(({ setting }) => setting.word?.option === option)
