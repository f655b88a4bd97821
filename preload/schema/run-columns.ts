/** Columns of the list of runs, on the page and on the command line: fields of a run, and settings of its training. */
import { trainingMethods } from './configuration'
import { Failure } from './failure'
import { bytes, count, duration, instant, percentWithUnit, plain, points, unknown } from './format'
import { fieldsOf } from './settings/fields'
import { fieldOf, fieldValue, runFieldNames, type RunFieldName } from './run-fields'
import type { RunListEntry } from './run'

/** A setting by its option on the command line. */
export type SettingColumn = `setting:${string}`
export type RunColumnName = RunFieldName | SettingColumn

/** What columns of their own tell already. */
const toldOtherwise = ['data', 'net', 'seed']

/** Every setting of every method, by its option; several methods may call one by the same words. */
export const settingColumns: ReadonlyMap<SettingColumn, { readonly title: string; readonly explanation: string }> =
  new Map(trainingMethods.toReversed().flatMap(({ schema }) => fieldsOf(schema))
    .filter(({ option }) => !toldOtherwise.includes(option))
    .map(({ option, setting: { label, explanation } }) =>
      [`setting:${option}`, { title: label, explanation }] as const))

export const runColumnNames: readonly RunColumnName[] = [...runFieldNames, ...settingColumns.keys()]
export const isSetting = (name: RunColumnName): name is SettingColumn => name.startsWith('setting:')
export const columnTitle = (name: RunColumnName): string =>
  (isSetting(name) ? settingColumns.get(name)?.title ?? name : fieldOf(name).title)

/** @throws Failure that names what there is no column of */
export function columnsFrom(text: string): RunColumnName[] {
  return [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const known = runColumnNames.find((name) => name === part || name === `setting:${part}`)
    if (known !== undefined) return known
    throw new Failure(`There is no column "${part}"; there are ${runFieldNames.join(', ')}, and options of train.`)
  }))]
}

/** A figure is at the right end of its column. */
export const isFigure = (name: RunColumnName): boolean => !isSetting(name) && fieldOf(name).kind !== 'text'

/** What the list shows of a run in a field's column. */
export function writtenField(name: RunFieldName, entry: RunListEntry): string {
  if (name === 'done' && entry.state === 'readable')
    return entry.method === 'imported' ? unknown : `${entry.epochsDone}/${entry.epochs}`
  const value = fieldValue(name, entry)
  if (value === null) return name === 'note' || name === 'tag' ? '' : unknown
  if (name === 'gap') return points(Number(value))
  switch (fieldOf(name).kind) {
    case 'share': return percentWithUnit(Number(value))
    case 'bytes': return value === 0 ? unknown : bytes(Number(value))
    case 'seconds': return duration(Number(value))
    case 'instant': return instant(String(value))
    case 'number': return Number.isInteger(value) && name !== 'seed' ? count(Number(value)) : plain(Number(value))
    case 'text': return String(value)
  }
}
