/** Numbers as people read them. Every function gives an en dash for what is not known. */
export const unknown = '–'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? unknown : grouped.format(value)
}

/** A fraction of 1 as per cent, without the sign: 0.0312 is "3.12". */
export function percent(fraction: number | null | undefined, digits = 2): string {
  return fraction === null || fraction === undefined ? unknown : (fraction * 100).toFixed(digits)
}

export function percentWithUnit(fraction: number | null | undefined, digits = 2): string {
  return fraction === null || fraction === undefined ? unknown : `${percent(fraction, digits)} %`
}

/** A difference of two fractions in percentage points, always with its sign. */
export function points(difference: number | null | undefined, digits = 2): string {
  if (difference === null || difference === undefined) return unknown
  const text = (Math.abs(difference) * 100).toFixed(digits)
  const zero = Number(text) === 0
  return zero ? text : `${difference < 0 ? '−' : '+'}${text}`
}

export function loss(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown
  if (!Number.isFinite(value)) return 'not finite'
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : value.toFixed(value >= 100 ? 1 : 4)
}

export function plain(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.0001) return value.toExponential()
  return String(Number(value.toPrecision(6)))
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Decimal units, as the paper and file managers use them. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown
  let scaled = value
  let unit = 0
  while (scaled >= 999.5 && unit < byteUnits.length - 1) {
    scaled /= 1000
    unit += 1
  }
  const digits = unit === 0 || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2
  return `${scaled.toFixed(digits)} ${byteUnits[unit]}`
}

export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return unknown
  if (seconds > 0 && seconds < 0.95) return `${Math.max(0.1, seconds).toFixed(1)} s`
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`
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
