/** The page of the documents. A part that was not measured this time keeps what was written of it, with its date. */
import type { Measured } from './measure'
import { cellsOf } from './row'

export interface Section {
  title: string
  /** Lines that stand above its table. */
  text: readonly string[]
  /** When and on what it was measured. */
  stamp: readonly string[]
  measured: readonly Measured[]
}

const heading = [
  '# Performance', '',
  'Written by `npm run bench -- --report`. Only ratios are judged: what is compared runs in turn. A part that is',
  'measured alone (`--only`) replaces its own section.', ''
]

/**
 * @param before the page as it is; empty where there is none
 * @param order of the titles; a section of any other title is left out
 */
export function pageOf(before: string, sections: readonly Section[], order: readonly string[]): string {
  const written = sectionsIn(before)
  for (const section of sections) written.set(section.title, markdownOf(section))
  const kept = order.flatMap((title) => written.get(title) ?? [])
  return [...heading, ...kept].join('\n')
}

function markdownOf({ title, text, stamp, measured }: Section): string {
  return [
    `## ${title}`, '', ...stamp, '', ...text.length > 0 ? [...text, ''] : [],
    '| what | measured | limit | |', '|---|---|---|---|',
    ...measured.map((one) => `| ${cellsOf(one).map(escaped).join(' | ')} |`), ''
  ].join('\n')
}

/** Why something is not there is said in the words of other programs. */
const escaped = (cell: string): string => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')

/** As text, by title. */
function sectionsIn(page: string): Map<string, string> {
  const [, ...parts] = page.split(/^## /m)
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), `## ${part.trimEnd()}\n`]))
}
