/** Filtering and sorting of the Runs table. */
import type { RunListEntry, RunMethodName } from '../../preload/contract'
import {
  isSetting, runColumnNames, type RunColumnName, type SettingColumn
} from '../../preload/schema/run-columns'
import { fieldValue } from '../../preload/schema/run-fields'
import { parseRunFilter } from '../../preload/schema/run-filter'
import type { AddressForm } from './addressForms'
import { shownStatuses, statusOf, type ShownStatus } from '../../preload/schema/titles'

export interface RunFilter {
  readonly text: string
  readonly statuses: readonly ShownStatus[]
  readonly methods: readonly RunMethodName[]
  readonly networks: readonly string[]
}

export const noFilter: RunFilter = { text: '', statuses: [], methods: [], networks: [] }

export interface SortOrder {
  readonly key: RunColumnName
  readonly ascending: boolean
}
export const newestFirst: SortOrder = { key: 'created', ascending: false }

/** What a run was asked for, in words; null while it is not known, and where it has no such setting. */
export type SettingOf = (id: string, setting: SettingColumn) => string | null
const noSetting: SettingOf = () => null

/** As an address holds it: `name`, and falling `-name`. */
export const sortOrderForm: AddressForm<SortOrder> = {
  read: ([text = '']) => {
    const falls = text.startsWith('-')
    const key = runColumnNames.find((known) => known === (falls ? text.slice(1) : text))
    return key === undefined ? undefined : { key, ascending: !falls }
  },
  write: ({ key, ascending }) => [`${ascending ? '' : '-'}${key}`]
}

export function isFiltering(filter: RunFilter): boolean {
  return filter.text.trim() !== '' || filter.statuses.length + filter.methods.length + filter.networks.length > 0
}

function hasChosenValues(entry: RunListEntry, filter: RunFilter): boolean {
  if (filter.statuses.length > 0 && !filter.statuses.includes(statusOf(entry))) return false
  if (filter.methods.length > 0 && (entry.state === 'damaged' || !filter.methods.includes(entry.method))) return false
  return filter.networks.length === 0 || (entry.state === 'readable' && filter.networks.includes(entry.network))
}

/** Of a text that is no filter, everything: `parseRunFilter` says what is wrong with it. */
export function filterRuns(entries: readonly RunListEntry[], filter: RunFilter): RunListEntry[] {
  const text = parseRunFilter(filter.text)
  return entries.filter((entry) =>
    hasChosenValues(entry, filter) && (text.kind === 'fault' || text.passes(entry)))
}

function sortValue(entry: RunListEntry, key: RunColumnName, settingOf: SettingOf): string | number | null {
  if (isSetting(key)) return settingOf(entry.id, key)
  if (key === 'status') return shownStatuses.indexOf(statusOf(entry))
  return fieldValue(key, entry)
}

let words: Intl.Collator | undefined

/** Numbers inside words count as numbers, so that "10 epochs" comes behind "9 epochs". */
const compareWords = (left: string, right: string): number => {
  // Made when words are compared first: the page would wait for its tables.
  words ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  return words.compare(left, right)
}
const compare = (left: string | number, right: string | number): number =>
  (typeof left === 'number' && typeof right === 'number' ? left - right : compareWords(String(left), String(right)))

/** An id begins with the time of its creation, so it orders damaged runs, of which nothing else is known, by age. */
function compareRuns(left: RunListEntry, right: RunListEntry, order: SortOrder, settingOf: SettingOf): number {
  const direction = order.ascending ? 1 : -1
  const byAge = left.id < right.id ? 1 : left.id > right.id ? -1 : 0
  if (order.key === 'created') return -direction * byAge
  const [one, other] = [left, right].map((entry) => sortValue(entry, order.key, settingOf)) as
    [string | number | null, string | number | null]
  // What has no value stays at the end in either direction.
  if (one === null || other === null) return Number(one === null) - Number(other === null) || byAge
  return direction * compare(one, other) || byAge
}

const isPinned = (entry: RunListEntry): boolean => entry.state === 'readable' && entry.pinned

/** Pinned ones stand above the others. */
export function sortRuns(
  entries: readonly RunListEntry[], order: SortOrder, settingOf: SettingOf = noSetting
): RunListEntry[] {
  return [...entries].sort((left, right) =>
    Number(isPinned(right)) - Number(isPinned(left)) || compareRuns(left, right, order, settingOf))
}

/** Which rows of a long table are in view. */
export interface RowWindow {
  readonly first: number
  readonly end: number
}

export function rowWindow(
  total: number,
  rowHeight: number,
  scrolled: number,
  viewHeight: number,
  margin = 12
): RowWindow {
  const first = Math.max(0, Math.min(Math.floor(scrolled / rowHeight) - margin, total))
  const end = Math.min(total, Math.ceil((scrolled + viewHeight) / rowHeight) + margin)
  return { first, end: Math.max(first, end) }
}
