/** The options that methods' settings bring with them: a setting that is added to a schema has an option here. */
import { Option, type Command } from 'commander'
import { optionsOf, wordsOf } from '../../preload/schema/command/given-options'
import type { MethodDefinition } from '../../preload/schema/methods/method'
import { valuesText } from '../../preload/schema/methods/texts'
import type { Field } from '../../preload/schema/settings/fields'
import { settingGroups } from '../../preload/schema/settings/groups'
import { typedExplanation } from '../../preload/schema/settings/text'

interface Use { readonly definition: MethodDefinition; readonly field: Field }

/** Adds the options of these methods' settings. @param except options that the command describes itself */
export function addSettingOptions(
  command: Command,
  definitions: readonly MethodDefinition[],
  except: readonly string[]
): Command {
  const uses = definitions.flatMap((definition) =>
    [...optionsOf(definition).values()].flat().map((field): Use => ({ definition, field }))
  )
  for (const [option, own] of Map.groupBy(uses, ({ field }) => field.option))
    if (!except.includes(option)) command.addOption(optionFor(option, own, definitions.length))
  return command
}

function optionFor(option: string, uses: readonly Use[], methods: number): Option {
  const [field] = uses.map((use) => use.field)
  const value = field === undefined ? '' : placeholder(field)
  const title = field === undefined ? '' : settingGroups[field.setting.group].title
  return new Option(`--${option}${value}`, descriptionOf(uses, methods)).helpGroup(`${title}:`)
}

function placeholder({ values, isVariant }: Field): string {
  switch (values.kind) {
    case 'number': return values.range.whole ? ' <n>' : ' <x>'
    case 'choice': return isVariant ? ' <kind>' : ' <name>'
    case 'switch': return ''
    case 'several': case 'numbers': case 'named-numbers': return ' <list>'
  }
}

/** One line that tells what the option means, by method or by kind where it does not mean the same to all. */
function descriptionOf(uses: readonly Use[], methods: number): string {
  return [...Map.groupBy(uses, meaningOf)].map(([text, own]) => {
    const owners = new Set(own.flatMap(({ definition, field }) => ownersOf(definition, field, methods)))
    const isShared = owners.size === 0 || (methods > 1 && owners.size === methods)
    return isShared ? text : `For ${[...owners].join(', ')}: ${text}`
  }).join(' ')
}

/** Of several methods, which one knows the setting; of one alone, which of its kinds. */
const ownersOf = (definition: MethodDefinition, { within }: Field, methods: number): string[] =>
  methods > 1 ? [definition.name] : within.slice(0, 1).map(({ kind }) => kind)

/** An explanation with the values that are taken, and the word for what a form leaves empty. */
function meaningOf({ definition, field }: Use): string {
  const explanation = typedExplanation(field)
  if (field.values.kind === 'switch') return explanation
  const words = wordsOf(definition, field.option).flatMap(({ setting }) => setting.word?.word ?? [])
  const values = valuesText(definition, field)
  const more = words.length > 0 ? `; with ${words.join(' or ')} in one list, as ${words[0]},2` : ''
  return `${explanation} (${values}${more})`
}
