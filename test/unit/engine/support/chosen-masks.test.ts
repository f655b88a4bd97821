import { describe, expect, it } from 'vitest'
import { changedMasks, forcedUnits } from '../../../../main/engine/support/chosen-masks'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { MaskChange } from '../../../../preload/schema/linear'
import { everyKind } from '../helpers/examples'

/** support1 is 9 × 7 × 4 units, support4 has 13 units without positions. */
const layout = supportLayout(everyKind)
const change = (
  to: MaskChange['to'], layer: string, channel: number | null = null, unit: number | null = null
): MaskChange => ({ to, layer, channel, unit })

/** Which units of a layer are on when all are so, and these changes are made. */
function unitsOn(changes: MaskChange[], layerName: string, before: 0 | 255): number[] {
  const packed = new Uint8Array(layout.bytesPerExample).fill(before)
  const after = changedMasks(packed, forcedUnits(layout, changes)!)
  const layer = layout.layers.find(({ name }) => name === layerName)!
  return Array.from({ length: layer.units }, (_, unit) => unit).filter((unit) =>
    (after[layer.byteOffset + (unit >> 3)] >> (7 - (unit & 7))) & 1)
}

describe('changes of masks', () => {
  it('are of a unit, a channel, or a layer, and of nothing beside', () => {
    expect(unitsOn([change('on', 'support1', 1, 5)], 'support1', 0)).toEqual([5])
    expect(unitsOn([change('on', 'support1', 3)], 'support1', 0)).toEqual(
      Array.from({ length: 63 }, (_, position) => position * 4 + 3)
    )
    expect(unitsOn([change('off', 'support1')], 'support1', 255)).toEqual([])
    expect(unitsOn([change('off', 'support1')], 'support2', 255)).toHaveLength(5 * 4 * 4)
    const flat = [change('on', 'support4', null, 12), change('on', 'support4', 0, 3)]
    expect(unitsOn(flat, 'support4', 0)).toEqual([3, 12])
  })

  it('of less hold against those of more, in whatever order they come', () => {
    const both = [change('off', 'support1'), change('on', 'support1', 2), change('off', 'support1', 2, 6)]
    const expected = Array.from({ length: 63 }, (_, position) => position * 4 + 2).filter((unit) => unit !== 6)
    expect(unitsOn(both, 'support1', 255)).toEqual(expected)
    expect(unitsOn(both.toReversed(), 'support1', 255)).toEqual(expected)
  })

  it('leave everything as it was where there are none', () => {
    expect(forcedUnits(layout, [])).toBeNull()
  })

  it.each([
    [change('off', 'conv1'), 'There is no support layer "conv1"; the run has support1, support2, support3, support4.'],
    [change('off', 'support1', 4), 'Layer support1 has the channels 0 to 3, and no channel 4.'],
    [change('off', 'support4', 1), 'Layer support4 has the channels 0 to 0, and no channel 1.'],
    [change('off', 'support1', 0, 252), 'Layer support1 has the units 0 to 251, and no unit 252.'],
    [change('off', 'support1', 1, 6), 'Unit 6 of layer support1 is one of channel 2, not of 1.']
  ])('%j is refused in one sentence', (asked, sentence) => {
    expect(() => forcedUnits(layout, [asked])).toThrow(sentence)
  })
})
