/** Curves of many runs: those of a group as a mean with its band, each run thin behind it. */
import { count, decimal, duration, percentWithUnit, plain } from '../preload/schema/format'
import type { CurveAxis } from '../preload/contract'
import type { BandPoint, GroupCurve, Member } from './bands'
import type { Palette } from './palette'
import type { ChartBuilder, ChartOption, CustomSeriesOption, LineSeriesOption } from './echarts'
import {
  axisLook, chartFont, horizontalName, horizontalZoom, legendLook, percentAxis, tooltipText, tooltipLook, type Tooltip
} from './parts'

export interface ComparedCurves {
  readonly groups: readonly GroupCurve[]
  readonly axis: CurveAxis
  /** Whether values are fractions of 1. */
  readonly shares: boolean
  readonly logarithmic: { readonly x: boolean; readonly y: boolean }
  /** Of the whole axis; a stretch of it may be shown. */
  readonly extent: readonly [number, number]
  /** The run that is looked at. */
  readonly chosen: string | null
}

const axisNames: Readonly<Record<CurveAxis, string>> = {
  iteration: 'iteration', epoch: 'epoch', seconds: 'training time, s'
}
const dashes = ['solid', [6, 4], [2, 3]] as const

export interface GroupLook { readonly color: string; readonly type: 'solid' | readonly number[] }

/** As many colours as there are, then the same ones dashed and dotted. */
export function groupLook({ kinds, ink }: Palette, group: number): GroupLook {
  const round = Math.floor(group / kinds.length)
  return { color: kinds[group % kinds.length] ?? ink, type: dashes[round % dashes.length] ?? 'solid' }
}

const pairs = (member: Member, scale: number): [number, number][] =>
  Array.from(member.at, (at, place) => [at, (member.values[place] ?? 0) * scale])

function memberSeries(
  palette: Palette, member: Member, group: number, scale: number, chosen: boolean
): LineSeriesOption {
  const { color } = groupLook(palette, group)
  return {
    type: 'line', data: pairs(member, scale), color, symbol: 'circle', symbolSize: 4,
    // A run of one snapshot is a point.
    showSymbol: member.at.length === 1, z: chosen ? 5 : 2,
    lineStyle: { color: chosen ? palette.ink : color, width: chosen ? 2 : 1, opacity: chosen ? 1 : 0.35 },
    emphasis: { disabled: true }
  }
}

/** From the lower edge and back along the upper one. */
function bandSeries(
  palette: Palette, band: readonly BandPoint[], group: number, scale: number
): CustomSeriesOption[] {
  const spread = band.flatMap(({ at, mean, deviation }) => (deviation === null ? [] : [{ at, mean, deviation }]))
  const { color } = groupLook(palette, group)
  if (spread.length === 0) return []
  return [{
    type: 'custom', silent: true, z: 1,
    // One item that draws all of it.
    data: spread.slice(0, 1).map(({ at, mean }) => [at, mean * scale]),
    renderItem: (_, api) => ({
      type: 'polygon',
      shape: {
        points: [
          ...spread.map(({ at, mean, deviation }) => api.coord([at, Math.max(0, mean - deviation) * scale])),
          ...spread.toReversed().map(({ at, mean, deviation }) => api.coord([at, (mean + deviation) * scale]))
        ]
      },
      style: { fill: color, opacity: 0.15 }
    }),
    clip: true
  }]
}

function meanSeries(palette: Palette, { name, band }: GroupCurve, group: number, scale: number): LineSeriesOption {
  const { color, type } = groupLook(palette, group)
  return {
    type: 'line', name, data: band.map(({ at, mean }) => [at, mean * scale]), color, symbol: 'circle', symbolSize: 4,
    showSymbol: band.length === 1, z: 4, lineStyle: { color, width: 2, type: type as 'solid' },
    emphasis: { disabled: true }
  }
}

function tooltip(palette: Palette, curves: ComparedCurves, at: number): Tooltip {
  const { groups, axis, shares } = curves
  const write = (value: number): string => (shares ? percentWithUnit(value) : decimal(value, 4))
  const lines = groups.flatMap(({ name, band }, group) => {
    const nearest = nearestTo(band, at)
    if (nearest === null) return []
    const spread = nearest.deviation === null ? '' : ` ± ${write(nearest.deviation)}`
    const value = `${write(nearest.mean)}${spread}, n = ${nearest.count}`
    return [{ color: groupLook(palette, group).color, label: shortened(name), value }]
  })
  return tooltipText(placeWords[axis](at), lines)
}

const placeWords: Readonly<Record<CurveAxis, (at: number) => string>> = {
  iteration: (at) => `Iteration ${count(at)}`,
  epoch: (at) => `Epoch ${decimal(at, 2)}`,
  seconds: (at) => `After ${duration(at)}`
}

/** Of a legend: the table below has all of it. */
const shortened = (name: string): string => (name.length > 70 ? `${name.slice(0, 69)}…` : name)

function nearestTo(band: readonly BandPoint[], at: number): BandPoint | null {
  let best: BandPoint | null = null
  for (const point of band) if (best === null || Math.abs(point.at - at) < Math.abs(best.at - at)) best = point
  return best
}

export function comparedCurvesChart(curves: ComparedCurves): ChartBuilder {
  const { groups, axis, shares, logarithmic, extent, chosen } = curves
  const scale = shares ? 100 : 1
  return ({ palette, thin }): ChartOption => {
    const look = axisLook(palette)
    const names = groups.map(({ name }) => name)
    const y = shares ? percentAxis(palette) : { type: 'value' as const, ...look, axisLine: { show: false } }
    return {
      textStyle: chartFont,
      grid: { left: 56, right: 20, top: 40, bottom: 44 },
      legend: {
        ...legendLook(palette, names), type: 'scroll', left: 48, top: 2, icon: undefined, itemWidth: 18, itemHeight: 14,
        formatter: shortened, pageIconColor: palette.inkSoft, pageTextStyle: { color: palette.inkFaint, ...chartFont }
      },
      tooltip: {
        ...tooltipLook(palette), trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) =>
          tooltip(palette, curves, (items as { axisValue: number }[])[0]?.axisValue ?? 0)
      },
      dataZoom: [horizontalZoom],
      xAxis: {
        type: logarithmic.x ? 'log' : 'value', min: logarithmic.x ? Math.max(extent[0], 1e-3) : 0, max: extent[1],
        ...look,
        axisLabel: { ...look.axisLabel, formatter: (value: number) => plain(Math.round(value * 100) / 100) },
        splitLine: { show: false }, ...horizontalName(axisNames[axis])
      },
      yAxis: logarithmic.y ? { ...y, type: 'log', min: undefined } : y,
      series: [
        ...thin?.(groups.flatMap(({ members }, group) =>
          members.map((member) => ({ member, color: groupLook(palette, group).color }))),
        { factor: scale, logarithmic }) ?? [],
        ...groups.flatMap((own, group) => [
          ...own.members.filter(({ id }) => thin === undefined || id === chosen)
            .map((member) => memberSeries(palette, member, group, scale, member.id === chosen)),
          ...bandSeries(palette, own.band, group, scale),
          meanSeries(palette, own, group, scale)
        ])
      ]
    }
  }
}
