/** Lines over numbers, with intervals, bounds and shaded bands: the form of most charts of the experiments. */
import { count, percentWithUnit, plain } from '../../../preload/schema/format'
import type { Palette } from '../../../charts/palette'
import type { ChartBuilder, ChartOption, CustomSeriesOption, LineSeriesOption } from '../../../charts/echarts'
import {
  axisLook, chartFont, horizontalName, legendLook, tooltipLook, tooltipText, type Tooltip
} from '../../../charts/parts'

export interface LineAxis {
  readonly name: string
  /** The base of a logarithmic axis; null for a linear one. */
  readonly base: 2 | 10 | null
  /** Fractions of 1, written as per cent. */
  readonly isShare?: boolean
  readonly min?: number
  readonly max?: number
  /** Between its figures; powers of a logarithmic one. */
  readonly interval?: number
}

export interface TheoryLine {
  readonly name: string
  readonly color: (palette: Palette) => string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Of each point: from where to where it may lie. */
  readonly intervals?: readonly (readonly [low: number, high: number])[]
  readonly dash?: 'solid' | 'dashed' | 'dotted'
  /** Two points after each other are a stretch of their own, joined to no other. */
  readonly inStretches?: boolean
  /** Of many lines that mean the same: thin, without marks, one entry of the legend for all of that name. */
  readonly isOneOfMany?: boolean
}

export interface Mark { readonly at: number; readonly label: string }

export interface Lines {
  readonly x: LineAxis
  readonly y: LineAxis
  readonly lines: readonly TheoryLine[]
  /** Bounds: across the chart, and upright. */
  readonly across?: readonly Mark[]
  readonly upright?: readonly Mark[]
  /** Shaded from one value of y to another. */
  readonly band?: { readonly from: number; readonly to: number; readonly label: string }
}

/** Eight colours that have no meaning elsewhere. */
export const kindColour = (index: number) => ({ kinds, ink }: Palette): string => kinds[index % kinds.length] ?? ink

/** Told apart without colour, too. */
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle'] as const

/** Three digits, and powers of ten where there are many noughts. */
export function short(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e5) return count(value)
  if (size >= 1e-3 && size < 1e5) return plain(Number(value.toPrecision(3)))
  const [digits = '', power = ''] = size.toExponential(2).split('e')
  const mantissa = Number(digits)
  const raised = [...power.replace('+', '')].map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)] ?? '').join('')
  return `${value < 0 ? '−' : ''}${mantissa === 1 ? '' : `${mantissa}·`}10${raised}`
}

const written = ({ isShare }: LineAxis, value: number): string =>
  isShare === true ? percentWithUnit(value, 1) : short(value)

function axisOf(palette: Palette, { base, isShare, min, max, interval }: LineAxis) {
  const look = axisLook(palette)
  return {
    ...look,
    ...(base === null ? { type: 'value' as const } : { type: 'log' as const, logBase: base }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(interval === undefined ? {} : { interval }),
    axisLabel: {
      ...look.axisLabel,
      formatter: (value: number) => (isShare === true ? `${plain(Number((value * 100).toFixed(1)))} %` : short(value))
    }
  }
}

/** A logarithmic axis of x holds the points and the upright bounds, from a power of its base to the last of them. */
function spanned({ x, lines, upright = [] }: Lines): LineAxis {
  const all = [...lines.flatMap(({ points }) => points.map(([at]) => at)), ...upright.map(({ at }) => at)]
    .filter((at) => at > 0)
  const { base } = x
  if (base === null || all.length === 0) return x
  return { min: base ** Math.floor(Math.log(Math.min(...all)) / Math.log(base)), max: Math.max(...all), ...x }
}

const mostSteps = 5

/** Of errors over many powers of ten those that there are, in even steps; of a few what ECharts finds. */
function decades({ y, lines }: Lines): LineAxis {
  const powers = lines.flatMap(({ points }) => points.flatMap(([, up]) => (up > 0 ? [Math.log10(up)] : [])))
  const [least, most] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))]
  if (y.base !== 10 || powers.length === 0 || most - least <= mostSteps) return y
  const interval = Math.ceil((most - least) / mostSteps)
  const steps = Math.ceil((most - least) / interval)
  return { min: 10 ** least, max: 10 ** (least + steps * interval), interval, ...y }
}

/** What a logarithmic axis has no place for is left out. */
function placed({ points }: TheoryLine, { x, y }: Lines): (readonly [number, number])[] {
  return points.filter(([across, up]) => (x.base === null || across > 0) && (y.base === null || up > 0))
}

/** A gap behind every second point of stretches. */
const withGaps = (points: readonly (readonly [number, number])[]): (number | null)[][] =>
  points.flatMap(([x, y], i) => (i % 2 === 0 ? [[x, y]] : [[x, y], [x, null]]))

function lineOf(palette: Palette, line: TheoryLine, index: number, chart: Lines): LineSeriesOption {
  const color = line.color(palette)
  const [many, broken] = [line.isOneOfMany === true, line.inStretches === true]
  const points = placed(line, chart)
  return {
    type: 'line', name: line.name, color, data: broken ? withGaps(points) : points.map((point) => [...point]),
    symbol: symbols[index % symbols.length] ?? 'circle', symbolSize: 6, showSymbol: !many && !broken, silent: many,
    lineStyle: { color, width: many ? 1 : 1.75, opacity: many ? 0.55 : 1, type: line.dash ?? 'solid' },
    emphasis: { disabled: true }, z: many ? 2 : 3
  }
}

/** Upright bars with ends, as wide as a mark. */
function intervalsOf(palette: Palette, line: TheoryLine, chart: Lines): CustomSeriesOption[] {
  const { intervals, points } = line
  if (intervals === undefined || points.length === 0) return []
  const least = chart.y.base === null ? -Infinity : Number.MIN_VALUE
  const stroke = line.color(palette)
  return [{
    type: 'custom', name: line.name, silent: true, z: 1, clip: true, color: stroke,
    data: points.map(([x, y], i) => [x, intervals[i]?.[0] ?? y, intervals[i]?.[1] ?? y]),
    renderItem: (_, api) => {
      const [x, low, high] = [Number(api.value(0)), Math.max(least, Number(api.value(1))), Number(api.value(2))]
      const [[left = 0, bottom = 0], [, top = 0]] = [api.coord([x, low]), api.coord([x, high])]
      const across = (y: number) => ({ type: 'line' as const, shape: { x1: left - 3, x2: left + 3, y1: y, y2: y } })
      const bar = { type: 'line' as const, shape: { x1: left, x2: left, y1: bottom, y2: top } }
      return {
        type: 'group',
        children: [bar, across(bottom), across(top)].map((one) => ({ ...one, style: { stroke, opacity: 0.5 } }))
      }
    }
  }]
}

function marksOf(palette: Palette, { across = [], upright = [], band }: Lines): LineSeriesOption {
  const label = { color: palette.inkSoft, ...chartFont }
  return {
    type: 'line', data: [], silent: true, animation: false,
    markLine: {
      silent: true, symbol: 'none', lineStyle: { color: palette.inkSoft, width: 1, type: [3, 3] },
      data: [
        ...across.map(({ at, label: text }) =>
          ({ yAxis: at, label: { ...label, formatter: text, position: 'insideEndTop' as const } })),
        ...upright.map(({ at, label: text }) =>
          ({ xAxis: at, label: { ...label, formatter: text, position: 'end' as const, distance: 4 } }))
      ]
    },
    ...(band === undefined ? {} : {
      markArea: {
        silent: true, itemStyle: { color: palette.good, opacity: 0.14 },
        label: { ...label, position: 'insideTopLeft' as const, formatter: band.label },
        data: [[{ yAxis: band.from }, { yAxis: band.to }]]
      }
    })
  }
}

interface Pointed { seriesName: string; value: readonly (number | null)[]; color: string; seriesType: string }

function told({ x, y }: Lines, items: readonly Pointed[]): Tooltip {
  const [first] = items
  if (first === undefined) return ''
  return tooltipText(
    `${x.name} ${written(x, first.value[0] ?? 0)}`,
    items.filter(({ seriesType, value }) => seriesType === 'line' && typeof value[1] === 'number').slice(0, 12)
      .map(({ seriesName, value, color }) => ({ color, label: seriesName, value: written(y, value[1] ?? 0) }))
  )
}

const rowOfLegend = 18

/** As many rows as the names take, by the width of a letter. */
function legendRows(names: readonly string[], width: number): number {
  const wide = names.reduce((sum, name) => sum + 36 + 6 * name.length, 0)
  return names.length < 2 ? 0 : Math.max(1, Math.ceil(wide / Math.max(200, width - 40)))
}

export function linesChart(chart: Lines): ChartBuilder {
  const names = [...new Set(chart.lines.map(({ name }) => name))]
  const indexOf = ({ name }: TheoryLine): number => names.indexOf(name)
  return ({ palette, width }): ChartOption => {
    const rows = legendRows(names, width)
    const top = 12 + rows * rowOfLegend + (chart.upright === undefined ? 0 : 16)
    return {
      textStyle: chartFont,
      grid: { left: 60, right: 32, top, bottom: 44 },
      ...(rows === 0 ? {} : { legend: { ...legendLook(palette, names), icon: undefined, itemWidth: 22, left: 48 } }),
      tooltip: {
        ...tooltipLook(palette), trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) => told(chart, items as Pointed[])
      },
      xAxis: { ...axisOf(palette, spanned(chart)), splitLine: { show: false }, ...horizontalName(chart.x.name) },
      yAxis: {
        ...axisOf(palette, decades(chart)), name: chart.y.name, nameLocation: 'middle', nameGap: 44,
        axisLine: { show: false }
      },
      series: [
        marksOf(palette, chart),
        ...chart.lines.map((line) => lineOf(palette, line, indexOf(line), chart)),
        // Behind the lines, of which a legend shows the first series of a name.
        ...chart.lines.flatMap((line) => intervalsOf(palette, line, chart))
      ]
    }
  }
}
