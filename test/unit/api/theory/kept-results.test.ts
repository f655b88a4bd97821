/** Results of experiments in a store: written whole, found again, and refused where they are damaged. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askedByPreset } from '../../../../preload/schema/theory/asked'
import type { TheoryResult } from '../../../../preload/schema/theory/result'
import {
  keepTheoryResult, keptTheoryResult, keptTheoryResults, theoryResultId
} from '../../../../main/api/theory/kept-results'
import { writeTheoryResult } from '../../../../main/api/theory/run'
import { temporaryFolder } from '../../../fixtures/temporary'

const asked = askedByPreset('separation', 'quick')
const result: TheoryResult = {
  id: theoryResultId(asked), ...asked, seeds: [...asked.seeds],
  results: [{ name: 'seeds', title: 'By seed', columns: ['seed', 'error'], rows: [[1, 1e-16], [2, null]] }],
  claims: [{ text: 'a', bound: 1, measured: 0.5, spread: null, holds: 'holds', rule: 'at most 1' }],
  seconds: 1.5, version: '0.1.0', command: 'maskscope theory separation', ended: '2026-07-14T09:41:00.000Z'
}

describe('results of a store', () => {
  it('are kept and found again, newest first; the same question has one', () => {
    const store = temporaryFolder()
    expect(keptTheoryResults(store)).toEqual([])
    const id = theoryResultId(askedByPreset('spurious', 'quick'))
    const later = { ...result, id, ended: '2026-07-15T09:41:00.000Z' }
    for (const one of [result, later, { ...result, seconds: 2 }]) keepTheoryResult(store, one)
    expect(keptTheoryResults(store)).toEqual([later, { ...result, seconds: 2 }])
    expect(keptTheoryResult(store, result.id).seconds).toBe(2)
    expect(readdirSync(join(store, 'theory')).sort()).toEqual([`${result.id}.json`, `${later.id}.json`].sort())
  })

  it('have ids that depend on parameters and seeds, not on their order of names', () => {
    const { parameters } = asked
    const turned = Object.fromEntries(Object.entries(parameters).reverse())
    expect(theoryResultId({ ...asked, parameters: turned })).toBe(result.id)
    expect(theoryResultId({ ...asked, seeds: [1] })).not.toBe(result.id)
    expect(theoryResultId({ ...asked, parameters: { ...parameters, digits: 6 } })).not.toBe(result.id)
  })

  const damaged = ['{', '{}', JSON.stringify({ ...result, claims: [{ text: 'a' }] })]
  it.each(damaged)('are refused where they are %s', (text) => {
    const store = temporaryFolder()
    mkdirSync(join(store, 'theory'))
    writeFileSync(join(store, 'theory', `${result.id}.json`), text)
    expect(keptTheoryResults(store)).toEqual([])
    expect(() => keptTheoryResult(store, result.id)).toThrow('is damaged; run its experiment again')
  })

  it.each(['separation-000000000000', '../separation-000000000000', '', 'x'])('are not there by the id "%s"', (id) => {
    expect(() => keptTheoryResult(temporaryFolder(), id)).toThrow(`The store has no result "${id}"`)
  })

  it('are written out as JSON, and each table as CSV', () => {
    const folder = temporaryFolder()
    const files = writeTheoryResult(folder, result)
    expect(files).toEqual([`${result.id}.json`, `${result.id}-seeds.csv`].map((name) => join(folder, name)))
    expect(() => writeTheoryResult(files[0] ?? '', result)).toThrow('choose another folder with --out')
  })
})
