import { describe, expect, it } from 'vitest'
import { rowsOf as backendRows } from '../../bench/backends'
import { absent, judged, median, ratio } from '../../bench/measure'
import { pageOf } from '../../bench/page'
import { Progress } from '../../bench/progress'
import { rowsOf as pythonRows } from '../../bench/python'
import { cellsOf } from '../../bench/row'

describe('a measured value', () => {
  it('is judged by its limit, from either side', () => {
    const atMost = { kind: 'at most', value: 1.05 } as const
    expect([1.05, 1.06].map((value) => judged('step', value, '×', atMost).ok)).toEqual([true, false])
    expect(judged('step', 1.06, '×', { kind: 'at least', value: 1 }).ok).toBe(true)
    expect(cellsOf(judged('step', 1.064, '×', atMost, 'of 3'))).toEqual(
      ['step', '1.06 × (of 3)', 'at most 1.05', 'not reached']
    )
  })

  it('that cannot be measured here says why, and misses no limit', () => {
    const row = absent('step', 'there is no adapter')
    expect([cellsOf(row), row.ok]).toEqual([['step', 'not here: there is no adapter', '', ''], true])
  })

  it('is the median, and a ratio that of times taken one after the other', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5])
    // The machine was ten times slower in the second round, for both.
    expect(ratio([2, 30, 2], [1, 10, 1])).toBe(2)
  })
})

describe('the page of the documents', () => {
  const [stamp, row] = [['Measured on a day: a machine.'], judged('step', 2, 'ms', null)]
  const order = ['First', 'Second', 'Third']

  it('has its sections in order, each with its stamp and its own words', () => {
    const text = ['Words.']
    const page = pageOf('', [
      { title: 'Second', text, stamp, measured: [row] }, { title: 'First', text: [], stamp, measured: [] }
    ], order)
    expect(page.match(/^## .*$/gm)).toEqual(['## First', '## Second'])
    expect(page).toContain('## Second\n\nMeasured on a day: a machine.\n\nWords.\n\n| what |')
    expect(page).toContain('\n| step | 2.00 ms |  |  |\n')
  })

  it('keeps what was not measured this time, and drops what no part is called', () => {
    const before = pageOf('', order.map((title) => ({ title, text: [], stamp, measured: [row] })), order)
    const slower = judged('step', 3, 'ms', null)
    const after = pageOf(before, [{ title: 'Second', text: [], stamp: ['Later.'], measured: [slower] }], order)
    expect(after).toBe(before.replace(/## Second[^]*(?=## Third)/, (section) =>
      section.replace(stamp[0], 'Later.').replace('2.00', '3.00')))
    expect(pageOf(before, [], ['Third']).match(/^## .*$/gm)).toEqual(['## Third'])
  })

  it('breaks no table by what another program complains of', () => {
    const measured = [absent('step', 'a | b\nc')]
    expect(pageOf('', [{ title: 'First', text: [], stamp, measured }], order)).toContain('| not here: a \\| b c |')
  })
})

describe('progress', () => {
  it('is told at once, then every ten seconds with the time that is left', () => {
    const lines: string[] = []
    let now = 0
    const { done } = new Progress('race', (line) => { lines.push(line) }, () => now).rounds('steps', 10)
    for (let round = 1; round <= 10; round++) {
      now += 4000
      done()
    }
    expect(lines).toEqual([
      'race: steps', 'race: steps, 3 of 10, about 28 s left', 'race: steps, 6 of 10, about 16 s left',
      'race: steps, 9 of 10, about 4 s left'
    ])
  })
})

describe('what is raced', () => {
  it('on several backends is divided by the native graph’s, round by round', () => {
    const rows = backendRows('step', [
      { title: 'native graph', why: '', times: [2, 20, 2] }, { title: 'wasm', why: '', times: [8, 100, 8] },
      { title: 'WebGPU', why: 'no adapter', times: [] }
    ])
    expect(rows.map((row) => cellsOf(row)[1])).toEqual(
      ['2.00 ms', '8.00 ms (4.00 × the native graph)', 'not here: no adapter']
    )
  })

  it('against Python is judged by the fastest peer, and by none where none is there', () => {
    const slow = { title: 'slow', why: '', times: [30, 30] }
    const fast = { title: 'fast', why: '', times: [21, 21] }
    const away = { title: 'away', why: 'there is no torch', times: [] }
    expect(pythonRows('mini', [20, 20], [slow, away, fast], 1.1).at(-1)).toMatchObject(
      { value: 1.05, ok: false, note: 'fast' }
    )
    expect(pythonRows('mini', [20, 20], [away], 1.1).map((row) => cellsOf(row)[1])).toEqual(
      ['20.00 ms', 'not here: there is no torch']
    )
  })
})
