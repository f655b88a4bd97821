/** Tables as files of comma-separated values, and what such files are called. */
export { toCsv, type Cell, type Table } from '../../preload/schema/csv'

const longest = 100

const slugOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')

/**
 * A file name that every system takes, from names people chose. Of a long one the first part, which is a run's name, is
 * cut: the others tell files of one run apart.
 */
export function fileName(parts: readonly string[], extension: string): string {
  const [first = '', ...others] = parts.map(slugOf).filter((part) => part !== '')
  const room = Math.max(20, longest - others.reduce((sum, part) => sum + 1 + part.length, 0))
  const whole = [first.slice(0, room).replace(/-$/, ''), ...others].join('-')
  return `${whole.slice(0, longest) || 'maskscope'}.${extension}`
}
