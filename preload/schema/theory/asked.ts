/** What is asked of an experiment: parameters and seeds, from options or from elsewhere, and back to a command. */
import type { z } from 'zod'
import { experiments, type ExperimentName } from '.'
import { givenBy, type GivenOptions } from '../command/given-options'
import { oneOf } from '../command/given-values'
import { valueFrom } from '../command/given-settings'
import { explainIssue } from '../explain'
import { elementOf } from '../element'
import { Failure } from '../failure'
import { fieldsOf, sentenceOf } from '../settings/fields'
import { emptyWordOf, none, written } from '../settings/text'
import { presetNames, type ExperimentDefinition, type ExperimentPreset, type PresetName } from './definition'
import { seedsSchema } from './result'

export interface Asked {
  readonly experiment: ExperimentName
  readonly parameters: Readonly<Record<string, unknown>>
  readonly seeds: readonly number[]
}

export const definitionOf = (name: ExperimentName): ExperimentDefinition => experiments[name]

/** @throws Failure that lists the presets which the experiment has */
export function presetOf(definition: ExperimentDefinition, name: PresetName): ExperimentPreset {
  const preset = definition.presets[name]
  if (preset !== undefined) return preset
  const known = presetNames.filter((candidate) => definition.presets[candidate] !== undefined)
  throw new Failure(`The experiment ${definition.name} has no preset "${name}"; --preset takes ${known.join(', ')}.`)
}

export const askedByPreset = (experiment: ExperimentName, name: PresetName): Asked => {
  const { parameters, seeds } = presetOf(definitionOf(experiment), name)
  return askedOf(experiment, parameters, seeds)
}

/** Options of a command line in the place of what a preset has. @throws Failure naming the option that is wrong */
export function askedByOptions(
  experiment: ExperimentName, options: GivenOptions & { preset?: string; quick?: boolean; seed?: string }
): Asked {
  const definition = definitionOf(experiment)
  if (options.quick === true && options.preset !== undefined)
    throw new Failure('--quick stands for --preset quick; give one of the two.')
  const name = options.quick === true ? 'quick' : oneOf('preset', presetNames, options.preset ?? 'paper', 'preset')
  const preset = presetOf(definition, name)
  const given = fieldsOf(definition.schema).flatMap((field) => {
    const text = givenBy(options, field.option)
    if (text === undefined) return []
    return [[field.name, typeof text === 'boolean' ? text : valueFrom(field, text)] as const]
  })
  const seeds = options.seed === undefined ? preset.seeds : seedsFrom(options.seed)
  return askedOf(experiment, { ...preset.parameters, ...Object.fromEntries(given) }, seeds)
}

/**
 * Parameters with defaults in the place of those that are missing.
 * @throws Failure with one sentence about the first that is wrong, or about what does not go together
 */
export function askedOf(experiment: ExperimentName, parameters: unknown, seeds: unknown): Asked {
  const definition = definitionOf(experiment)
  const parsed = definition.schema.safeParse(parameters)
  if (!parsed.success) throw new Failure(refusalOf(definition, elementOf(parsed.error.issues, 0), parameters))
  const refusal = definition.refusal(parsed.data)
  if (refusal !== null) throw new Failure(refusal)
  const parsedSeeds = seedsSchema.safeParse(seeds)
  if (!parsedSeeds.success) throw new Failure(seedSentence)
  return { experiment, parameters: parsed.data, seeds: [...new Set(parsedSeeds.data)] }
}

function refusalOf(definition: ExperimentDefinition, issue: z.core.$ZodIssue, parameters: unknown): string {
  const field = fieldsOf(definition.schema).find(({ path }) => path[0] === issue.path[0])
  return field === undefined ? explainIssue(issue, parameters) : sentenceOf(field)
}

const seedSentence = 'Seeds are up to 100 whole numbers from 1 to 999999, as in --seed 1..5 or --seed 1,2,7.'

/** `1..5`, `1,2,7`, or both in one list. @throws Failure where it is none of these */
export function seedsFrom(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(part.trim()) ?? []
    if (first === undefined) throw new Failure(seedSentence)
    const [from, to] = [Number(first), Number(last ?? first)]
    if (from < 1 || from > to || to - from >= 100) throw new Failure(seedSentence)
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  })
}

/** The line that computes the same, with every parameter in it that is not the default. */
export function commandFor({ experiment, parameters, seeds }: Asked): string {
  const definition = definitionOf(experiment)
  const paper = askedByPreset(experiment, 'paper')
  const options = fieldsOf(definition.schema).flatMap((field) => {
    const value = parameters[field.name]
    if (JSON.stringify(value) === JSON.stringify(paper.parameters[field.name])) return []
    if (value === true) return [`--${field.option}`]
    return [`--${field.option} ${value === null ? emptyWordOf(field) : written(value) || none}`]
  })
  const seed = JSON.stringify(seeds) === JSON.stringify(paper.seeds) ? [] : [`--seed ${seedsText(seeds)}`]
  return ['maskscope theory', experiment, ...options, ...seed].join(' ')
}

/** As they are typed. */
export function seedsText(seeds: readonly number[]): string {
  const [first = 1] = seeds
  const isRange = seeds.length > 2 && seeds.every((seed, i) => seed === first + i)
  return isRange ? `${first}..${first + seeds.length - 1}` : seeds.join(',')
}
