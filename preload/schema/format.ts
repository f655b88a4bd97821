/**
 * Numbers as people read them, in a terminal, on a page and in a report. Every function gives an en dash for what is
 * not known, a true minus for what is negative, and no sign to what is zero once it is rounded.
 */
export const unknown = '–'

type Maybe<T> = T | null | undefined
const isUnknown = (value: Maybe<number>): value is null | undefined => value === null || value === undefined

/** The sign after rounding: −0.001 with two digits is 0.00, as 0 is. */
function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

/** Without Intl, whose tables every page would wait for. */
const grouped = (whole: number): string => String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',')

export function count(value: Maybe<number>): string {
  if (isUnknown(value)) return unknown
  const whole = Math.round(Math.abs(value))
  return value < 0 && whole !== 0 ? `−${grouped(whole)}` : grouped(whole)
}

/** A fraction of 1 as per cent, without the sign: 0.0312 is "3.12". */
export function percent(fraction: Maybe<number>, digits = 2): string {
  return isUnknown(fraction) ? unknown : fixed(fraction * 100, digits)
}

export function percentWithUnit(fraction: Maybe<number>, digits = 2): string {
  return isUnknown(fraction) ? unknown : `${percent(fraction, digits)} %`
}

/** Information. */
export const bits = (value: Maybe<number>, digits = 4): string =>
  isUnknown(value) ? unknown : `${fixed(value, digits)} bit`

/** A difference of two fractions in percentage points, always with its sign. */
export function points(difference: Maybe<number>, digits = 2): string {
  const text = percent(difference, digits)
  return isUnknown(difference) || text.startsWith('−') || Number(text) === 0 ? text : `+${text}`
}

export function loss(value: Maybe<number>): string {
  if (isUnknown(value)) return unknown
  if (!Number.isFinite(value)) return 'not finite'
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : fixed(value, Math.abs(value) >= 100 ? 1 : 4)
}

export function decimal(value: Maybe<number>, digits: number): string {
  return isUnknown(value) ? unknown : fixed(value, digits)
}

/** What rounding leaves: one digit and its power of ten, "3e-7". */
export function powerOfTen(value: Maybe<number>): string {
  if (isUnknown(value)) return unknown
  return value === 0 ? '0' : `${value < 0 ? '−' : ''}${Math.abs(value).toExponential(0)}`
}

export function plain(value: number): string {
  const size = Math.abs(value)
  const text = size !== 0 && size < 0.0001 ? size.toExponential() : String(Number(size.toPrecision(6)))
  return value < 0 ? `−${text}` : text
}

/** Digits after the point that make three significant ones, of a value that is below 1000 or shown whole. */
const threeDigits = (value: number): number => (value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** Powers of 1024, as every limit here is one: a file of just 1 GiB must not read as 1.07 of something. */
export function bytes(value: Maybe<number>): string {
  if (isUnknown(value)) return unknown
  let scaled = value
  let unit = 0
  while (scaled >= 1023.5 && unit < byteUnits.length - 1) {
    scaled /= 1024
    unit += 1
  }
  return `${fixed(scaled, unit === 0 ? 0 : threeDigits(scaled))} ${byteUnits[unit]}`
}

/** For what is waited for: to the second, then coarser. */
export function duration(seconds: Maybe<number>): string {
  if (isUnknown(seconds) || !Number.isFinite(seconds)) return unknown
  if (seconds > 0 && seconds < 0.95) return `${Math.max(0.1, seconds).toFixed(1)} s`
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`
}

/** For what was measured, and is compared with its like. */
export function secondsWithUnit(value: Maybe<number>): string {
  return isUnknown(value) ? unknown : `${fixed(value, 1)} s`
}

/** Three significant digits, or all of them before the point. */
export function milliseconds(value: Maybe<number>): string {
  return isUnknown(value) ? unknown : `${value >= 999.5 ? count(value) : value.toPrecision(3)} ms`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

/** An ISO instant in local time, in an order that sorts: 2026-07-14 09:41. */
export function instant(iso: string | null): string {
  if (iso === null) return unknown
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return unknown
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** For narrow columns: the year only when it is not this one. */
export function shortInstant(iso: string, now: Date): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return unknown
  const day = `${date.getDate()} ${months[date.getMonth()]}`
  return date.getFullYear() === now.getFullYear()
    ? `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`
    : `${day} ${date.getFullYear()}`
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** What begins a cell, an option or a tooltip gets a capital. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
