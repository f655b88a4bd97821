/** Tables as files of comma-separated values, and what such files are called. */
export { toCsv, type Cell, type Table } from '../../preload/schema/csv'

/** A file name that every system takes, from names people chose. */
export function fileName(parts: readonly string[], extension: string): string {
  const slug = parts
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
    )
    .filter((part) => part !== '')
    .join('-')
  return `${slug.slice(0, 100) || 'maskscope'}.${extension}`
}
