/** Points of the plane under a ReLU network without constants: regions between its units' lines, by its answer. */
import type { Palette } from '../../../charts/palette'
import type { ChartBuilder, CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from '../../../charts/echarts'
import { axisLook, chartFont, horizontalName, legendLook } from '../../../charts/parts'
import { kindColour, short } from './lines'

export interface PlaneUnit { readonly u: readonly [number, number]; readonly sign: number }
export interface PlanePointOf { readonly at: readonly [number, number]; readonly isFirst: boolean }

export interface PlaneChart {
  readonly units: readonly PlaneUnit[]
  readonly points: readonly PlanePointOf[]
  /** Of the two classes: that with target 1, and the other. */
  readonly classes: readonly [first: string, other: string]
}

const turn = 2 * Math.PI
const along = (angle: number): [number, number] => [Math.cos(angle), Math.sin(angle)]
const dot = (one: readonly [number, number], other: readonly [number, number]): number =>
  one[0] * other[0] + one[1] * other[1]

/** Where units begin to pass, in order around 0. */
export const linesOf = (units: readonly PlaneUnit[]): number[] => units
  .flatMap(({ u: [x, y] }) => [Math.PI / 2, -Math.PI / 2].map((by) => (Math.atan2(y, x) + by + 2 * turn) % turn))
  .sort((one, other) => one - other)

export const outputAt = (units: readonly PlaneUnit[], point: readonly [number, number]): number =>
  units.reduce((sum, { u, sign }) => sum + sign * Math.max(0, dot(u, point)), 0)

export interface Sector { readonly from: number; readonly to: number; readonly output: -1 | 0 | 1 }

/** Sectors of one sign each: a network is linear between two lines, and there its output may change sign once. */
export function sectorsOf(units: readonly PlaneUnit[]): Sector[] {
  const lines = linesOf(units)
  return lines.flatMap((from, i): Sector[] => {
    const to = lines[i + 1] ?? (lines[0] ?? 0) + turn
    if (to - from < 1e-9) return []
    const middle = along((from + to) / 2)
    const slope = units.filter(({ u }) => dot(u, middle) > 0)
      .reduce<[number, number]>(([x, y], { u, sign }) => [x + sign * u[0], y + sign * u[1]], [0, 0])
    const zero = [-1, 0, 1, 2, 3].map((half) => Math.atan2(slope[1], slope[0]) + Math.PI / 2 + half * Math.PI)
      .find((angle) => angle > from + 1e-9 && angle < to - 1e-9)
    const parts = zero === undefined || slope.every((value) => value === 0) ? [[from, to]] : [[from, zero], [zero, to]]
    return parts.map(([start = from, end = to]): Sector => {
      const value = dot(slope, along((start + end) / 2))
      return { from: start, to: end, output: Math.abs(value) < 1e-12 ? 0 : value > 0 ? 1 : -1 }
    })
  })
}

/** Far enough out to cover the chart. */
const corners = ({ from, to }: Sector, far: number): [number, number][] => {
  const steps = Math.max(1, Math.ceil((to - from) / (Math.PI / 8)))
  const arc = Array.from({ length: steps + 1 }, (_, i) => along(from + (to - from) * i / steps))
  return [[0, 0], ...arc.map(([x, y]): [number, number] => [far * x, far * y])]
}

const margins = { left: 60, right: 24, top: 30, bottom: 44 }

export function planeChart({ units, points, classes }: PlaneChart): ChartBuilder {
  return ({ palette, width, height }) => {
    const [across, up] = [width - margins.left - margins.right, height - margins.top - margins.bottom]
    const reach = (at: 0 | 1): number => 1.1 * Math.max(0.1, ...points.map((point) => Math.abs(point.at[at])))
    // One unit is as long either way.
    const scale = Math.max(reach(0) / across, reach(1) / up)
    // No wider than the points, and no less than a square.
    const wide = Math.min(across, Math.max(up, reach(0) / scale))
    const [x, y] = [scale * wide, scale * up]
    const axis = (most: number, name: string) => ({
      ...axisLook(palette), type: 'value' as const, min: -most, max: most, splitLine: { show: false },
      axisLabel: { ...axisLook(palette).axisLabel, showMinLabel: false, showMaxLabel: false, formatter: short },
      ...horizontalName(name)
    })
    return {
      textStyle: chartFont,
      grid: { left: margins.left + (across - wide) / 2, top: margins.top, width: wide, height: up },
      legend: legendLook(palette, [...classes, lineName]),
      xAxis: axis(x, 'first component'),
      yAxis: { ...axis(y, 'second component'), nameLocation: 'middle', nameGap: 44, nameRotate: 90 },
      series: [
        regions(palette, sectorsOf(units), 2 * (x + y)), unitLines(palette, units, 2 * (x + y)),
        ...classes.map((name, at) => pointsOf(palette, name, at, points))
      ]
    }
  }
}

const lineName = 'a unit begins to pass'

function regions(palette: Palette, sectors: readonly Sector[], far: number): CustomSeriesOption {
  return {
    type: 'custom', silent: true, clip: true, z: 1, animation: false, data: sectors.map((_, at) => [at]),
    renderItem: (_, api) => {
      const sector = sectors[Number(api.value(0))]
      if (sector === undefined || sector.output === 0) return { type: 'group', children: [] }
      return {
        type: 'polygon', shape: { points: corners(sector, far).map((corner) => api.coord(corner)) },
        style: { fill: kindColour(sector.output > 0 ? 0 : 1)(palette), opacity: 0.14 }
      }
    }
  }
}

function unitLines(palette: Palette, units: readonly PlaneUnit[], far: number): LineSeriesOption {
  return {
    type: 'line', name: lineName, silent: true, showSymbol: false, animation: false, color: palette.inkSoft, z: 2,
    lineStyle: { color: palette.inkSoft, width: 1, type: 'dashed' },
    data: linesOf(units).flatMap((angle) => [[0, 0], along(angle).map((value) => far * value), [null, null]])
  }
}

const pointsOf = (
  palette: Palette, name: string, at: number, points: readonly PlanePointOf[]
): ScatterSeriesOption => ({
  type: 'scatter', name, silent: true, symbol: at === 0 ? 'circle' : 'rect', symbolSize: 7, z: 3,
  color: kindColour(at)(palette), emphasis: { disabled: true },
  data: points.filter(({ isFirst }) => isFirst === (at === 0)).map((point) => [...point.at])
})
