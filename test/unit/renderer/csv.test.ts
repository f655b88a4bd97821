import { describe, expect, it } from 'vitest'
import { fileName, toCsv } from '../../../renderer/figures/csv'
import { curveTable, overallChurnTable, sparsityTable } from '../../../renderer/figures/tables'
import { alternation, epoch, point } from './records'

describe('toCsv', () => {
  it('separates by commas, ends lines by CRLF and leaves unknown values empty', () => {
    expect(toCsv({ columns: ['a', 'b'], rows: [[1, null], [0.25, 'x']] })).toBe('a,b\r\n1,\r\n0.25,x\r\n')
  })

  it('quotes commas, quotes and line breaks', () => {
    expect(toCsv({ columns: ['a'], rows: [['say "no", now\nor never']] })).toBe('a\r\n"say ""no"", now\nor never"\r\n')
  })

  it('takes the power from texts that a spreadsheet would run', () => {
    expect(toCsv({ columns: ['layer'], rows: [['=HYPERLINK("x")']] })).toBe('layer\r\n"\'=HYPERLINK(""x"")"\r\n')
  })

  it('keeps negative numbers numbers and leaves out what is not finite', () => {
    expect(toCsv({ columns: ['a', 'b'], rows: [[-1.5, Number.NaN]] })).toBe('a,b\r\n-1.5,\r\n')
  })
})

describe('fileName', () => {
  it('keeps letters and digits of what people typed', () => {
    expect(fileName(['λ 1, gap/2 ..', 'churn by layer'], 'csv')).toBe('1-gap-2-churn-by-layer.csv')
    expect(fileName(['../../'], 'png')).toBe('maskscope.png')
  })

  it('cuts a long name of a run rather than what tells its files apart', () => {
    const cut = fileName(['a long name '.repeat(10), 'alternation 3', 'Overlap of classes, all layers'], 'svg')
    expect(cut).toMatch(/^a-long-name-a-.*[^-]-alternation-3-overlap-of-classes-all-layers\.svg$/)
    expect(cut.length).toBeLessThanOrEqual(104)
    expect(fileName(['x'.repeat(90), 'y'.repeat(200)], 'csv')).toHaveLength(104)
  })
})

describe('tables of charts', () => {
  it('has a row for each point, each test and each epoch', () => {
    const table = curveTable(
      {
        curve: [point(10), point(20)],
        testCurve: [{ iteration: 15, epoch: 0.12, loss: 0.7, error: 0.2 }],
        epochs: [epoch(1)]
      },
      'loss'
    )
    expect(table.rows).toHaveLength(4)
    expect(table.rows).toContainEqual(['test', 0.12, 15, null, null, 0.7, null])
    expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true)
  })

  it('has a row for each layer of each alternation', () => {
    expect(sparsityTable([alternation(1), alternation(2)]).rows).toHaveLength(4)
  })

  it('leaves the churn of the first alternation empty', () => {
    expect(toCsv(overallChurnTable([alternation(1)]))).toBe(
      'snapshot,kind,alternation,epoch,iteration,compared_with,churn,on_to_off,off_to_on\r\n' +
        '1,alternation,1,2,200,,,,\r\n'
    )
  })
})
