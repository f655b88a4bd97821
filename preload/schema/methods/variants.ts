/** Which settings exist in a configuration, and what a kind that was not chosen before begins with. */
import type { TrainingConfiguration } from '.'
import type { MethodDefinition } from './method'
import { fieldsOf, valueAt, withValueAt, type Field } from '../settings/fields'

/** Whether the kinds that the field needs are those of the configuration. */
export const isPresent = (configuration: object, { within }: Field): boolean =>
  within.every(({ variant, kind }) => valueAt(configuration, variant.path) === kind)

/** The settings that a configuration has. */
export const fieldsIn = (definition: MethodDefinition, configuration: object): readonly Field[] =>
  fieldsOf(definition.schema).filter((field) => isPresent(configuration, field))

/** Whether what the field says matters beside the others' values. */
export function isMeant(definition: MethodDefinition, configuration: object, { setting: { when } }: Field): boolean {
  if (!when) return true
  const other = fieldsIn(definition, configuration).find(({ name }) => name === when.setting)
  return other === undefined || when.is.includes(String(valueAt(configuration, other.path)))
}

/** The settings of one kind of a variant. */
export const fieldsOfKind = (definition: MethodDefinition, variant: Field, kind: string): readonly Field[] =>
  fieldsOf(definition.schema).filter(({ within }) => {
    const innermost = within[within.length - 1]
    return innermost?.variant === variant && innermost.kind === kind
  })

/**
 * A copy in which the variant is of another kind: as the method begins it, as its default has it, or else with what the
 * schema takes where nothing is given.
 */
export function withKind(definition: MethodDefinition, configuration: object, variant: Field, kind: string): object {
  const path = variant.path.slice(0, -1)
  const beginning = definition.kinds?.[variant.name]?.(kind) ?? defaultOfKind(definition, configuration, variant, kind)
  return fieldsOfKind(definition, variant, kind).reduce(
    (all, { path: own, fallback }) =>
      fallback === undefined || valueAt(all, own) !== undefined ? all : withValueAt(all, own, fallback),
    withValueAt(configuration, path, beginning ?? { kind })
  )
}

function defaultOfKind(definition: MethodDefinition, configuration: object, variant: Field, kind: string): unknown {
  const { dataset, network } = configuration as Partial<TrainingConfiguration>
  if (dataset === undefined || network === undefined) return undefined
  const defaults = definition.defaults(dataset, network)
  return valueAt(defaults, variant.path) === kind ? valueAt(defaults, variant.path.slice(0, -1)) : undefined
}

/** With the settings that follow from those that were given, by name. */
export const followed = (definition: MethodDefinition, configuration: object, given: ReadonlySet<string>): object =>
  definition.follow?.(configuration as Record<string, unknown>, given) ?? configuration
