import { describe, expect, it } from 'vitest'
import { columnsFrom, columnTitle, settingColumns, writtenField } from '../../../preload/schema/run-columns'
import { summary } from '../renderer/records'

describe('columns of the list', () => {
  it('are fields and settings, each once', () => {
    expect(columnsFrom('error, sparsity,error,batch,weight-decay')).toEqual(
      ['error', 'sparsity', 'batch', 'setting:weight-decay']
    )
    expect(columnTitle('setting:weight-decay')).toBe('Weight decay')
    expect(settingColumns.has('setting:seed')).toBe(false)
  })

  it('say in a sentence what is none', () => {
    expect(() => columnsFrom('error,colour')).toThrow(/^There is no column "colour"; there are status, name, /)
  })

  it('write what a run has with its unit', () => {
    const run = summary({ tags: ['a', 'b'], note: 'slow', maskTGap: -0.004, trainingSeconds: 95 })
    const written = (['done', 'error', 'gap', 'duration', 'file', 'tag', 'note', 'pinned', 'ended'] as const)
      .map((name) => writtenField(name, run))
    expect(written).toEqual(['3/12', '3.10 %', '−0.40', '1 min 35 s', '1.95 KiB', 'a b', 'slow', 'no', '–'])
  })
})
