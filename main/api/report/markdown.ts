/** A report as Markdown: what a chart shows is said in words, since no picture travels in it. */
import { isNumeric, textOf, type Block, type Fact, type Report, type Section, type Table } from './document'
import { wrapped } from './wrapped'

export function reportMarkdown({ title, kind, facts, sections, made }: Report): string {
  return [
    wrapped(`# ${plain(title)}`), wrapped(plain(kind)), ...factLines(facts).map(wrapped), sectionsMarkdown(sections),
    wrapped(plain(made))
  ].join('\n\n') + '\n'
}

/** Sections alone, to stand in a document that has a title. */
export const sectionsMarkdown = (sections: readonly Section[]): string => sections
  .flatMap((section) => [wrapped(`## ${plain(section.title)}`), ...section.blocks.map(blockLines)])
  .join('\n\n')

/** A command is one line, however long: a shell would take the rest for another. */
const blockLines = (block: Block): string => (block.kind === 'commands' ? blockText(block) : wrapped(blockText(block)))

/** Names come from people and from files: nothing in them is a sign of Markdown, HTML or a cell's end. */
const plain = (text: string): string =>
  text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/[\\`*_[\]<>#|~]/g, (letter) => `\\${letter}`)

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text': return plain(block.text)
    case 'notice': return `> ${plain(block.text)}`
    case 'facts': return factLines(block.facts).join('')
    case 'commands': return fenced(block.text)
    case 'table': return `### ${plain(block.title)}\n\n${tableText(block)}`
    case 'figure': return `### ${plain(block.title)}\n\n${plain(block.reading)}`
  }
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const factLines = (facts: readonly Fact[]): string[] => (facts.length === 0 ? [] : [[
  row(['', '']), '|---|---|', ...facts.map(({ label, text }) => row([plain(label), plain(text)]))
].join('\n')])

function tableText(table: Table): string {
  const { columns, rows } = table
  const rule = `|${columns.map((_, column) => (isNumeric(table, column) ? '---:|' : '---|')).join('')}`
  const lines = rows.map((cells) => row(cells.map((cell) => plain(textOf(cell)))))
  return [row(columns.map(plain)), rule, ...lines].join('\n')
}

/** By more back ticks than there are in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${text}\n${fence}`
}
