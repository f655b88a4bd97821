/** What a report says, apart from how it is written: as HTML or as Markdown. */

export interface Fact { readonly label: string; readonly text: string }

/** A cell of a table; `group` sets a mark in the colour of that group of a comparison before it. */
export type Cell = string | { readonly text: string; readonly group: number }

export interface Table {
  readonly kind: 'table'
  readonly title: string
  readonly columns: readonly string[]
  /** The first cell names the row. */
  readonly rows: readonly (readonly Cell[])[]
}

export interface Figure {
  readonly kind: 'figure'
  readonly title: string
  /** How it is read. */
  readonly explanation: string
  /** Its main figures in words, which stand in the place of the picture where there can be none. */
  readonly reading: string
  /** SVG elements, one for each scheme of colours. */
  readonly light: string
  readonly dark: string
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** What a reader must not miss. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'commands'; readonly text: string }
  | Table
  | Figure

export interface Section { readonly title: string; readonly blocks: readonly Block[] }

export interface Report {
  readonly title: string
  /** One line below it: what kind of report this is. */
  readonly kind: string
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
  /** Which program made it, and when. */
  readonly made: string
}

export const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)

/** A column of figures stands to the right; the first one names rows. */
export const isNumeric = ({ rows }: Table, column: number): boolean =>
  column > 0 && rows.every((row) => /^[−+-]?[\d–]|^not reached|^$/.test(textOf(row[column] ?? '')))

/** A section of nothing is left out. */
export const section = (title: string, ...blocks: readonly (Block | null)[]): Section[] => {
  const there = blocks.filter((block) => block !== null)
  return there.length === 0 ? [] : [{ title, blocks: there }]
}

export const text = (words: string): Block => ({ kind: 'text', text: words })

export const factsOf = (pairs: readonly (readonly [label: string, text: string])[]): Fact[] =>
  pairs.map(([label, told]) => ({ label, text: told }))
