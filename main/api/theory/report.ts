/** Every experiment's claims, and its figures beside those of independent programs, as sections of a document. */
import { readFileSync } from 'node:fs'
import { Failure, reasonOf } from '../../../preload/schema/failure'
import { count, plain, unknown } from '../../../preload/schema/format'
import { experimentNames } from '../../../preload/schema/theory'
import { askedByPreset, askedOf, definitionOf, type Asked } from '../../../preload/schema/theory/asked'
import type { Claim, TheoryResult } from '../../../preload/schema/theory/result'
import type { Section, Table } from '../report/document'
import { sectionsMarkdown } from '../report/markdown'
import { keptTheoryResults, theoryResultId } from './kept-results'
import { references, type Reference, type ReferenceFigure } from './references'

const askedFor = ({ experiment, parameters, seeds }: Reference): Asked => {
  const paper = askedByPreset(experiment, 'paper')
  return askedOf(experiment, { ...paper.parameters, ...parameters }, seeds ?? paper.seeds)
}

/** What the report is made of, each once. */
export function reportedExperiments(): Asked[] {
  const all = [...experimentNames.map((name) => askedByPreset(name, 'paper')), ...references.map(askedFor)]
  return [...new Map(all.map((asked) => [theoryResultId(asked), asked])).values()]
}

/** Those of the report that the store does not have yet. */
export function missingExperiments(store: string): Asked[] {
  const kept = new Set(keptTheoryResults(store).map(({ id }) => id))
  return reportedExperiments().filter((asked) => !kept.has(theoryResultId(asked)))
}

/** @throws Failure while an experiment of it is missing */
export function theoryReport(store: string): string {
  const results = new Map(keptTheoryResults(store).map((result) => [result.id, result]))
  const resultOf = (asked: Asked): TheoryResult => {
    const found = results.get(theoryResultId(asked))
    if (found === undefined) throw new Failure(`The store lacks a result of ${asked.experiment}; run --report again.`)
    return found
  }
  return sectionsMarkdown(experimentNames.map((name): Section => {
    const { title, source, sentence, says, doesNotSay } = definitionOf(name)
    const own = resultOf(askedByPreset(name, 'paper'))
    const beside = references.filter(({ experiment }) => experiment === name)
      .map((reference) => ({ reference, result: resultOf(askedFor(reference)) }))
    return {
      title,
      blocks: [
        { kind: 'text', text: `${source}: “${sentence}”` },
        claimTable(own),
        { kind: 'text', text: `${says} ${doesNotSay}` },
        figureTable(beside),
        { kind: 'text', text: [...new Set(beside.map(({ reference }) => reference.reason))].join(' ') },
        { kind: 'commands', text: [...new Set([own, ...beside.map(({ result }) => result)]
          .map(({ command }) => command))].join('\n') }
      ]
    }
  }))
}

/** Three significant digits, of whole numbers all. */
const figure = (value: number | null): string =>
  value === null ? unknown : Number.isInteger(value) ? count(value) : plain(Number(value.toPrecision(3)))

const withSpread = ({ measured, spread }: Claim): string =>
  spread === null || measured === null ? figure(measured) : `${figure(measured)} ± ${figure(spread)}`

const claimTable = ({ claims, seeds }: TheoryResult): Table => ({
  kind: 'table',
  title: `Claims, ${seeds.length} seeds`,
  columns: ['claim', 'verdict', 'measured', 'bound', 'rule'],
  rows: claims.map((claim) => [claim.text, claim.holds, withSpread(claim), figure(claim.bound), claim.rule])
})

function figureTable(beside: readonly { reference: Reference; result: TheoryResult }[]): Table {
  return {
    kind: 'table',
    title: 'Figures beside those of independent programs',
    columns: ['options', 'figure', 'independent', 'here', 'within', 'agrees'],
    rows: beside.flatMap(({ reference, result }) => reference.figures.map((one) => {
      const here = measuredOf(result, one)
      const agrees = here !== null && Math.abs(here - one.expected) <= one.within
      return [
        optionsOf(result), `${one.column} at ${one.row}`, figure(one.expected), figure(here), figure(one.within),
        agrees ? 'yes' : 'no'
      ]
    }))
  }
}

const optionsOf = ({ command, experiment }: TheoryResult): string =>
  command.replace(`maskscope theory ${experiment}`, '').trim() || 'none'

/** Null where the table has no such row or column. */
export function measuredOf({ results }: TheoryResult, wanted: ReferenceFigure): number | null {
  const table = results.find(({ name }) => name === wanted.table)
  const at = table?.columns.indexOf(wanted.column) ?? -1
  const cell = table?.rows.find(([first]) => first === wanted.row)?.[at]
  return typeof cell === 'number' ? cell : null
}

const [begin, end] = ['<!-- measured: written by maskscope theory --report -->', '<!-- end of measured -->']

/** A document with the report between its two marks. @throws Failure where it has none */
export function withReport(file: string, report: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Failure(`The file ${file} cannot be read (${reasonOf(error)}); name a document with the two marks.`)
  }
  const [first, last] = [text.indexOf(begin), text.indexOf(end)]
  if (first < 0 || last < first)
    throw new Failure(`The file ${file} has no place for the report: a line "${begin}" and behind it "${end}".`)
  return `${text.slice(0, first + begin.length)}\n${report}\n${text.slice(last)}`
}
