/** Filtering and sorting of the Runs table. */
import type { RunListEntry, RunMethodName, RunSummary } from '../../preload/contract'
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

export const sortKeys = [
  'status', 'name', 'method', 'dataset', 'network', 'seed', 'epochs', 'testError', 'maskBytes', 'fileBytes', 'createdAt'
] as const
export type SortKey = (typeof sortKeys)[number]
export interface SortOrder {
  readonly key: SortKey
  readonly ascending: boolean
}
export const newestFirst: SortOrder = { key: 'createdAt', ascending: false }

/** As an address holds it: `name`, and falling `-name`. */
export const sortOrderForm: AddressForm<SortOrder> = {
  read: ([text = '']) => {
    const falls = text.startsWith('-')
    const key = sortKeys.find((known) => known === (falls ? text.slice(1) : text))
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

function sortValue(run: RunSummary, key: SortKey): string | number | null {
  if (key === 'epochs') return run.epochsDone
  if (key === 'status') return shownStatuses.indexOf(run.status)
  if (key === 'name') return run.name.toLowerCase()
  return run[key]
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0
}

/** An id begins with the time of its creation, so it orders damaged runs, of which nothing else is known, by age. */
function compareRuns(left: RunListEntry, right: RunListEntry, order: SortOrder): number {
  const direction = order.ascending ? 1 : -1
  const byAge = compare(right.id, left.id)
  if (order.key === 'createdAt') return -direction * byAge
  if (order.key === 'fileBytes') return direction * (left.fileBytes - right.fileBytes) || byAge
  if (order.key === 'status') {
    return direction * (shownStatuses.indexOf(statusOf(left)) - shownStatuses.indexOf(statusOf(right))) || byAge
  }
  const leftValue = left.state === 'readable' ? sortValue(left, order.key) : null
  const rightValue = right.state === 'readable' ? sortValue(right, order.key) : null
  // What has no value stays at the end in either direction.
  if (leftValue === null || rightValue === null)
    return Number(leftValue === null) - Number(rightValue === null) || byAge
  return direction * compare(leftValue, rightValue) || byAge
}

export function sortRuns(entries: readonly RunListEntry[], order: SortOrder): RunListEntry[] {
  return [...entries].sort((left, right) => compareRuns(left, right, order))
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
