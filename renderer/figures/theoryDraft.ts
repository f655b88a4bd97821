/** The settings of an experiment while a person edits them: what is shown, what is wrong, and how long it will take. */
import { canonical } from '../../preload/schema/canonical'
import { Failure } from '../../preload/schema/failure'
import { fieldsOf, sentenceOf, type Field } from '../../preload/schema/settings/fields'
import { parsed } from '../../preload/schema/settings/text'
import type { ExperimentName } from '../../preload/schema/theory'
import {
  askedByPreset, askedOf, definitionOf, seedsFrom, seedsText, type Asked
} from '../../preload/schema/theory/asked'
import { presetNames, type ExperimentDefinition, type PresetName } from '../../preload/schema/theory/definition'
import type { TheoryResultSummary } from '../../preload/schema/theory/result'
import { isTyped, keyOf, shownValue, type DraftValue, type Sentences } from './draft'
import { rowOf, type Row } from './formRows'

export interface TheoryDraft {
  /** What it was made from. */
  readonly base: Asked
  /** What a person has edited, by the name of the setting. */
  readonly values: Readonly<Record<string, DraftValue>>
}

const seedsKey = 'seeds'
const shownAtOnce = 5

/** As typed, right or wrong. */
function candidateOf({ base, values }: TheoryDraft, fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => {
    const edit = values[keyOf(field)]
    if (edit === undefined) return [field.name, base.parameters[field.name]]
    if (!isTyped(field)) return [field.name, edit]
    const text = String(edit).trim()
    return [field.name, text === '' && field.optional ? null : parsed(field.values, text)]
  }))
}

/** Whether a setting has a meaning beside the others. */
function isMeant({ setting: { when } }: Field, candidate: Readonly<Record<string, unknown>>): boolean {
  return when === undefined || when.is.includes(String(candidate[when.setting]))
}

/** Lines of the form: those that are shown at once, with the seeds, and the others. */
export function theoryRows(draft: TheoryDraft): { shown: Row[]; others: Row[] } {
  const { schema, shown } = definitionOf(draft.base.experiment)
  const fields = fieldsOf(schema)
  const candidate = candidateOf(draft, fields)
  const names = shown ?? fields.slice(0, shownAtOnce).map(({ name }) => name)
  const meant = fields.filter((field) => isMeant(field, candidate))
  const rows = (own: readonly Field[]): Row[] => own.map((field) => rowOf(field, shownValue(field, draft, candidate)))
  const first = names.flatMap((name) => meant.filter((field) => field.name === name))
  return {
    shown: [...rows(first), seedsRow(draft)], others: rows(meant.filter(({ name }) => !names.includes(name)))
  }
}

const seedsRow = ({ base, values }: TheoryDraft): Row => ({
  key: seedsKey, name: seedsKey, label: 'Seeds',
  explanation: 'Random numbers begin anew from each: verdicts are of all of them, with their deviation',
  control: { kind: 'text', value: String(values[seedsKey] ?? seedsText(base.seeds)), placeholder: '1..5' }
})

export interface TheoryJudgement {
  /** Null while something is wrong. */
  readonly asked: Asked | null
  /** By the name of the setting. */
  readonly sentences: Sentences
  /** What settings that are each right do not go together for. */
  readonly other: string | null
}

export function judgeTheory(draft: TheoryDraft): TheoryJudgement {
  const { experiment, seeds: baseSeeds } = draft.base
  const definition = definitionOf(experiment)
  const fields = fieldsOf(definition.schema)
  const candidate = candidateOf(draft, fields)
  const issues = definition.schema.safeParse(candidate).error?.issues ?? []
  const sentences: Record<string, string> = {}
  for (const field of fields) {
    // Of what is no such value nothing is left, in the place of which the schema would put its default.
    const isWrong = candidate[field.name] === undefined || issues.some(({ path }) => path[0] === field.name)
    if (isWrong) sentences[field.name] = sentenceOf(field)
  }
  const typed = draft.values[seedsKey]
  const seeds = typed === undefined ? baseSeeds : refusable(() => seedsFrom(String(typed)))
  if (typeof seeds === 'string') sentences[seedsKey] = seeds
  if (Object.keys(sentences).length > 0) return { asked: null, sentences, other: null }
  const asked = refusable(() => askedOf(experiment, candidate, seeds))
  return typeof asked === 'string'
    ? { asked: null, sentences, other: inPageWords(definition, asked) }
    : { asked, sentences, other: null }
}

/** The sentence in the place of what is refused. */
function refusable<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}

/** A sentence that names options of the command line, by the labels of the form: "“Ratios”" for "--ratio". */
export function inPageWords(definition: ExperimentDefinition, sentence: string): string {
  const labels = new Map(fieldsOf(definition.schema).map(({ option, setting }) => [option, setting.label]))
  return sentence.replaceAll(/--([a-z][a-z0-9-]*)/g, (option, name: string) => {
    const label = labels.get(name)
    return label === undefined ? option : `“${label}”`
  })
}

const isSame = (one: Pick<Asked, 'parameters'>, other: Pick<Asked, 'parameters'>): boolean =>
  canonical(one.parameters) === canonical(other.parameters)

export const presetsOf = (experiment: ExperimentName): PresetName[] =>
  presetNames.filter((name) => definitionOf(experiment).presets[name] !== undefined)

/** The preset that has the same parameters and seeds; null for none. */
export const presetLike = (asked: Asked): PresetName | null => presetsOf(asked.experiment).find((name) => {
  const preset = askedByPreset(asked.experiment, name)
  return isSame(preset, asked) && canonical(preset.seeds) === canonical(asked.seeds)
}) ?? null

/**
 * Seconds that it will take: as long as it took here, or as the preset took when it was measured, by the number of
 * seeds; null where nothing tells.
 */
export function estimateOf(asked: Asked, results: readonly TheoryResultSummary[]): number | null {
  const { experiment, seeds } = asked
  const kept = results.find((result) => result.experiment === experiment && isSame(result, asked))
  if (kept !== undefined) return (kept.seconds * seeds.length) / kept.seeds.length
  for (const name of presetsOf(experiment)) {
    const preset = definitionOf(experiment).presets[name]
    if (preset !== undefined && isSame(askedByPreset(experiment, name), asked))
      return (preset.seconds * seeds.length) / preset.seeds.length
  }
  return null
}
