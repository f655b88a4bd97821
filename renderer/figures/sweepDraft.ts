/** What a person sets up of a sweep beside the training that it starts from. */
import { methodOf, type PlainTraining, type SweepDefinition } from '../../preload/contract'
import { optionsOf } from '../../preload/schema/command/given-options'
import { isMeant, isPresent } from '../../preload/schema/methods/variants'

export interface VariedRow {
  /** A setting, by its option on the command line; null until one is chosen. */
  readonly option: string | null
  /** Every value with every other setting's, or one of them or of a range drawn at random. */
  readonly how: 'every' | 'drawn'
  readonly values: string
}

export interface SweepDraft {
  readonly name: string
  readonly rows: readonly VariedRow[]
  /** Of settings that are drawn. */
  readonly draws: number
}

export const usualSweep: SweepDraft = {
  name: 'sweep', rows: [{ option: 'seed', how: 'every', values: '1..5' }], draws: 10
}

/** An alias, since a select asks for any further properties. */
export type OfferedSetting = { readonly value: string; readonly label: string }

/** Settings that the training has; a switch is varied on the command line. */
export function offeredSettings(configuration: PlainTraining): OfferedSetting[] {
  const definition = methodOf(configuration.method)
  return [...optionsOf(definition)].flatMap(([value, fields]) => {
    const field = fields.find((one) => isPresent(configuration, one) && isMeant(definition, configuration, one))
    return field === undefined || field.values.kind === 'switch' ? [] : [{ value, label: field.setting.label }]
  })
}

const isFilled = ({ option, values }: VariedRow): boolean => option !== null && values.trim() !== ''

/** Null while nothing varies. */
export function definitionFrom(configuration: PlainTraining, draft: SweepDraft): SweepDefinition | null {
  const rows = draft.rows.filter(isFilled)
  if (rows.length === 0) return null
  const varied = (how: VariedRow['how']): Record<string, string> => Object.fromEntries(
    rows.flatMap((row) => (row.how === how && row.option !== null ? [[row.option, row.values.trim()]] : []))
  )
  const ranges = varied('drawn')
  return {
    name: draft.name.trim() || usualSweep.name, configuration, settings: {}, grid: varied('every'), list: [],
    random: Object.keys(ranges).length === 0 ? null : { draws: draft.draws, seed: 1, ranges }
  }
}

/** @returns whether a further row can be chosen that no other one has */
export const isFree = (rows: readonly VariedRow[], at: number, option: string): boolean =>
  rows.every((row, other) => other === at || row.option !== option)
