/** A report as one HTML file: no script, nothing from elsewhere, light and dark, to be printed. */
import {
  isNumeric, textOf, type Block, type Cell, type Fact, type Figure, type Report, type Section, type Table
} from './document'
import { Markup, markup } from './markup'
import { markOf, styleSheet } from './style'

/** Whatever got into it, a browser runs and fetches nothing. Charts have their fonts in attributes. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export function reportHtml(report: Report): string {
  const { title, kind, facts, sections, made } = report
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(styleSheet())}</style>
</head>
<body>
<header>
<p class="kind">${kind}</p>
<h1>${title}</h1>
${factList(facts, 'head')}
</header>
<main>
${sections.map(sectionMarkup)}</main>
<footer>${made}</footer>
</body>
</html>
`.text
}

const sectionMarkup = ({ title, blocks }: Section): Markup => markup`<section>
<h2>${title}</h2>
${blocks.map(blockMarkup)}</section>
`

function blockMarkup(block: Block): Markup {
  switch (block.kind) {
    case 'text': return markup`<p>${block.text}</p>\n`
    case 'notice': return markup`<p class="notice">${block.text}</p>\n`
    case 'facts': return factList(block.facts, 'facts')
    case 'commands': return markup`<pre tabindex="0"><code>${block.text}</code></pre>\n`
    case 'table': return tableMarkup(block)
    case 'figure': return figureMarkup(block)
  }
}

const factList = (facts: readonly Fact[], look: 'head' | 'facts'): Markup => markup`<dl class="${look}">
${facts.map(({ label, text }) => markup`<div><dt>${label}</dt><dd>${text}</dd></div>\n`)}</dl>
`

function tableMarkup(table: Table): Markup {
  const { title, columns, rows } = table
  const look = (column: number): string => (isNumeric(table, column) ? 'number' : 'words')
  return markup`<div class="table" role="group" tabindex="0" aria-label="${title}">
<table>
<caption>${title}</caption>
<thead><tr>${columns.map((name, at) => markup`<th scope="col" class="${look(at)}">${name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map((cell, at) => cellMarkup(cell, at, look(at)))}</tr>\n`)}</tbody>
</table>
</div>
`
}

function cellMarkup(cell: Cell, column: number, look: string): Markup {
  const mark = typeof cell === 'string' ? null : markup`<i class="mark ${markOf(cell.group)}"></i>`
  return column === 0
    ? markup`<th scope="row">${mark}${textOf(cell)}</th>`
    : markup`<td class="${look}">${mark}${textOf(cell)}</td>`
}

const figureMarkup = ({ title, explanation, reading, light, dark }: Figure): Markup => markup`<figure>
<h3>${title}</h3>
<div role="img" aria-label="${`${title}. ${reading}`}">
<div class="light" aria-hidden="true">${new Markup(light)}</div>
<div class="dark" aria-hidden="true">${new Markup(dark)}</div>
</div>
<figcaption>${explanation} ${reading}</figcaption>
</figure>
`
