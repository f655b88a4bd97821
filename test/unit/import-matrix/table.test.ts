/** The table of docs/imports.md, and what counts as another network. */
import { describe, expect, it } from 'vitest'
import { isDifferent, type Masks, type Model, type Result } from '../../../scripts/import-matrix/results.mjs'
import { summary, tableBegin, tableEnd, tableOf, withTable } from '../../../scripts/import-matrix/table.mjs'

const model = (name: string): Model => ({
  key: `timm-${name}-dynamo`, family: 'timm', name, writer: 'dynamo', file: 'model.onnx', size: 64,
  preprocessing: 'unit'
})
const same: Masks = {
  compared: 1000, different: 0, rounded: 0, largest: 0, layers: 2, without: 0, worst: null, fault: null
}
const read = (masks: Partial<Masks> = {}, logits = 2e-7, exported: number | null = 3e-7): Result => ({
  state: 'read', logits, own: 4e-7, exported, exportFault: null, check: 'checked', masks: { ...same, ...masks },
  seconds: 2, bytes: 10
})
const refused: Result = { state: 'refused', sentence: 'a|b cannot be imported: no\nReLU', seconds: 1, bytes: 10 }

describe('a model of the matrix', () => {
  it('is the same within rounding, and different by one bit or by its logits', () => {
    expect(isDifferent(read())).toBe(false)
    expect(isDifferent(read({ rounded: 5, largest: 1e-7 }))).toBe(false)
    expect(isDifferent(read({ different: 1 }))).toBe(true)
    expect(isDifferent(read({}, 2e-4))).toBe(true)
    expect(isDifferent(read({}, 0, 2e-4))).toBe(true)
    expect(isDifferent(refused)).toBe(false)
  })
  it('is different where its logits are no number or its masks could not be compared', () => {
    expect(isDifferent(read({}, NaN))).toBe(true)
    expect(isDifferent(read({}, 0, NaN))).toBe(true)
    expect(isDifferent(read({ fault: '3 masks do not fit the 4 ReLUs' }))).toBe(true)
  })
})

describe('the table', () => {
  const rows = [
    { model: model('a'), result: read({ rounded: 12, largest: 2.4e-7 }) },
    { model: model('b'), result: refused },
    { model: model('b'), result: read({ different: 7, worst: 'relu-2 (7 of 500)' }) }
  ]

  it('has a line for each file, with the sentence of a refusal in one cell', () => {
    const lines = tableOf(rows, 'Measured here.').split('\n')
    expect(lines.slice(5)).toEqual([
      '| timm a | torch.onnx, dynamo | read | 3e-7 | 4e-7 | 0 of 1,000 | 12 (2e-7) |',
      '| timm b | torch.onnx, dynamo | refused: a\\|b cannot be imported: no ReLU |  |  |  |  |',
      '| timm b | torch.onnx, dynamo | **different** | 3e-7 | 4e-7 | 7 of 1,000, most in relu-2 (7 of 500) | 0 |'
    ])
  })
  it('says above how many were read, differently, and refused', () => {
    expect(summary(rows)).toBe('3 files of 2 models: 2 are read, 1 of them differently, and 1 refused. ' +
      'Of 2,000 mask bits, 12 differ within rounding.')
  })
  it('goes between its two comments and leaves the rest of the page', () => {
    const page = withTable(`before\n${tableBegin}\nold\n${tableEnd}\nafter\n`, 'new')
    expect(page).toBe(`before\n${tableBegin}\n\nnew\n\n${tableEnd}\nafter\n`)
    expect(withTable(page, 'new')).toBe(page)
    expect(() => withTable('nothing', 'new')).toThrow('the page lacks')
  })
})
