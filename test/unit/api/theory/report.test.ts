/** The report: claims and figures of kept results, and the place of a document that it takes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { experimentNames, experiments } from '../../../../preload/schema/theory'
import { commandFor } from '../../../../preload/schema/theory/asked'
import type { TheoryResult } from '../../../../preload/schema/theory/result'
import { keepTheoryResult, theoryResultId } from '../../../../main/api/theory/kept-results'
import { references } from '../../../../main/api/theory/references'
import {
  measuredOf, missingExperiments, reportedExperiments, theoryReport, withReport
} from '../../../../main/api/theory/report'
import { temporaryFolder } from '../../../fixtures/temporary'

/** With one figure that is what is expected of the separation. */
const resultOf = (asked: ReturnType<typeof reportedExperiments>[number]): TheoryResult => ({
  id: theoryResultId(asked), ...asked, seeds: [...asked.seeds],
  results: [{ name: 'sizes', title: 'a', columns: ['network', 'columns'], rows: [['16-4-3', 768], ['16-8-10', 1]] }],
  claims: [{ text: 'a_claim', bound: 1, measured: 0.5, spread: 0.25, holds: 'holds', rule: 'at most 1' }],
  seconds: 1, version: '0.1.0', command: commandFor(asked), ended: '2026-07-14T09:41:00.000Z'
})

describe('the report', () => {
  it('has what every experiment comes to, once it is there', () => {
    const store = temporaryFolder()
    expect(missingExperiments(store)).toEqual(reportedExperiments())
    expect(() => theoryReport(store)).toThrow('The store lacks a result of separation; run --report again.')
    for (const asked of reportedExperiments()) keepTheoryResult(store, resultOf(asked))
    expect(missingExperiments(store)).toEqual([])
    const text = theoryReport(store)
    for (const name of experimentNames) expect(text).toContain(`## ${experiments[name].title}\n`)
    expect(text).toContain('| a\\_claim | holds | 0.5 ± 0.25 | 1 | at most 1 |')
    expect(text).toContain('| none | columns at 16-4-3 | 768 | 768 | 0 | yes |')
    expect(text).toContain('| none | columns at 16-8-10 | 10,240 | 1 | 0 | no |')
  })

  it('asks for figures that the parameters give', () => {
    for (const { experiment, parameters, figures } of references) {
      expect(experiments[experiment].schema.partial().safeParse(parameters).success).toBe(true)
      for (const { row, table } of figures) {
        const lists: Partial<Record<typeof experiment, string>> =
          { recover: 'samples', theorem1: 'samples', spurious: 'ratio' }
        const given: unknown = Reflect.get(parameters, lists[experiment] ?? '')
        if (table !== 'sizes' && Array.isArray(given)) expect(given).toContain(row)
      }
    }
  })

  it('finds a figure by its table, its row and its column, and null elsewhere', () => {
    const [first] = reportedExperiments()
    const result = resultOf(first!)
    const figure = { table: 'sizes', row: '16-4-3', column: 'columns', expected: 768, within: 0 }
    expect(measuredOf(result, figure)).toBe(768)
    for (const other of [{ table: 'other' }, { row: 'other' }, { column: 'other' }, { column: 'network' }])
      expect(measuredOf(result, { ...figure, ...other })).toBeNull()
  })

  it('takes the place between the marks of a document, and nothing else of it', () => {
    const file = join(temporaryFolder(), 'theory.md')
    expect(() => withReport(file, 'x')).toThrow('name a document with the two marks.')
    const [begin, end] = ['<!-- measured: written by maskscope theory --report -->', '<!-- end of measured -->']
    writeFileSync(file, `before\n${begin}\nold\n${end}\nbehind\n`)
    expect(withReport(file, 'new')).toBe(`before\n${begin}\nnew\n${end}\nbehind\n`)
    writeFileSync(file, `${end}\n${begin}\n`)
    expect(() => withReport(file, 'x')).toThrow('has no place for the report')
  })
})
