import { describe, expect, it } from 'vitest'
import {
  channelFigures, hasKind, layerShape, ordered, placeOf, scaleOf, unitAt, unitValues, valueOf, type MapKind
} from '../../../renderer/figures/unitMaps'

/** 2 × 3 positions, 2 channels, 10 examples: unit u is on for u of them, and was for 2 fewer. */
const bytes = (values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer)
const units = Array.from({ length: 12 }, (_, unit) => unit)
const values = unitValues({
  snapshot: 2, layer: 'a', shape: [2, 3, 2], labels: null, examples: 10,
  on: bytes(units.map((unit) => Math.min(10, unit))),
  before: { snapshot: 1, examples: 10, on: bytes(units.map((unit) => Math.min(10, Math.max(0, unit - 2)))) },
  flips: { examples: 5, onToOff: bytes(units.map(() => 0)), offToOn: bytes(units.map((unit) => unit % 3)) }
})

describe('maps of a layer’s units', () => {
  it('place units as the masks do: height, width, channels', () => {
    expect(unitAt(values.shape, 1, 2, 1)).toBe(11)
    for (const unit of units) {
      const { row, column, channel } = placeOf(values.shape, unit)
      expect(unitAt(values.shape, row, column, channel)).toBe(unit)
    }
    expect(layerShape([5])).toEqual({ height: 1, width: 5, channels: 1 })
  })

  it('hold a channel’s values by position', () => {
    const of = (kind: MapKind, channel: number): number[] => [0, 1, 2, 3, 4, 5]
      .map((position) => valueOf(values, kind, position * values.shape.channels + channel) ?? Number.NaN)
    expect(of('rate', 1)).toEqual([0.1, 0.3, 0.5, 0.7, 0.9, 1])
    expect(of('churn', 0)).toEqual([0, 0.4, 0.2, 0, 0.4, 0.2])
    of('difference', 0).forEach((value, at) => expect(value).toBeCloseTo(at === 0 ? 0 : 0.2, 12))
  })

  it('share a scale that ends at the largest value', () => {
    expect([scaleOf(values, 'rate'), scaleOf(values, 'churn')]).toEqual([1, 0.4])
    expect(scaleOf(values, 'difference')).toBeCloseTo(0.2, 12)
  })

  it('have no differences where nothing is compared', () => {
    const first = { ...values, before: null, flips: null }
    expect((['rate', 'difference', 'churn'] as const).map((kind) => hasKind(first, kind))).toEqual([true, false, false])
    expect(channelFigures(first)[0].churn).toBeNull()
  })

  it('order channels by what is asked, the largest first', () => {
    const figures = channelFigures(values)
    expect(figures.map(({ dead, alwaysOn }) => [dead, alwaysOn])).toEqual([[1, 1], [0, 1]])
    expect(ordered(figures, 'rate').map(({ channel }) => channel)).toEqual([1, 0])
    expect(ordered(figures, 'dead').map(({ channel }) => channel)).toEqual([0, 1])
    expect(ordered(figures, 'name').map(({ channel }) => channel)).toEqual([0, 1])
  })
})
