/** Any two columns of a comparison against each other, a point for each run. */
import type { ComparedRun } from '../../preload/contract'
import { placeOn, type ComparedColumn } from '../figures/comparedColumns'
import type { Palette } from '../../charts/palette'
import { columnAxis, columnLabel } from './columnAxis'
import type { ChartBuilder, ChartOption, ScatterSeriesOption } from '../../charts/echarts'
import { marks } from './examplePlane'
import {
  axisLook, chartFont, horizontalName, legendLook, tooltipText, tooltipLook, type Tooltip
} from '../../charts/parts'

/** Runs of one colour. */
export interface ScatterKind { readonly name: string; readonly runs: readonly ComparedRun[] }

export interface ComparedScatter {
  readonly x: ComparedColumn
  readonly y: ComparedColumn
  readonly logarithmic: { readonly x: boolean; readonly y: boolean }
  readonly kinds: readonly ScatterKind[]
  /** All of them, for the words of an axis. */
  readonly runs: readonly ComparedRun[]
  /** Null where none is singled out. */
  readonly kept: ReadonlySet<string> | null
  readonly chosen: string | null
}

/** A legend of more would hide the points. */
const mostNames = 10
const mostLetters = 60

/** Those that can be drawn: both figures are there, and above zero where an axis is logarithmic. */
export function drawnRuns({ x, y, logarithmic }: ComparedScatter, runs: readonly ComparedRun[]): ComparedRun[] {
  const fits = (column: ComparedColumn, isLog: boolean, run: ComparedRun): boolean => {
    const place = placeOn(column, run)
    return place !== null && (!isLog || column.kind === 'text' || Number(place) > 0)
  }
  return runs.filter((run) => fits(x, logarithmic.x, run) && fits(y, logarithmic.y, run))
}

const nameOf = ({ name }: ScatterKind): string =>
  (name.length > mostLetters ? `${name.slice(0, mostLetters - 1)}…` : name)

function kindSeries(scatter: ComparedScatter, kind: ScatterKind, at: number, palette: Palette): ScatterSeriesOption {
  const { x, y, kept } = scatter
  return {
    type: 'scatter', name: nameOf(kind), symbol: marks[at % marks.length], symbolSize: 9, symbolKeepAspect: true,
    color: palette.kinds[at % palette.kinds.length], emphasis: { scale: 1.4 },
    data: drawnRuns(scatter, kind.runs).map((run) => ({
      value: [placeOn(x, run) ?? 0, placeOn(y, run) ?? 0],
      itemStyle: { opacity: kept === null || kept.has(run.id) ? 0.9 : 0.15 }
    }))
  }
}

function chosenMark(scatter: ComparedScatter, palette: Palette): ScatterSeriesOption {
  const { x, y, runs, chosen } = scatter
  return {
    type: 'scatter', silent: true, symbolSize: 17, z: 10, emphasis: { disabled: true },
    itemStyle: { color: 'transparent', borderColor: palette.ink, borderWidth: 2 },
    data: drawnRuns(scatter, runs.filter(({ id }) => id === chosen))
      .map((run) => [placeOn(x, run) ?? 0, placeOn(y, run) ?? 0])
  }
}

/** The run of a point, as the chart numbers them. */
export const runAt = (scatter: ComparedScatter, series: number, index: number): ComparedRun | undefined =>
  drawnRuns(scatter, scatter.kinds[series]?.runs ?? [])[index]

function tooltip(scatter: ComparedScatter, palette: Palette, series: number, index: number): Tooltip {
  const run = runAt(scatter, series, index)
  if (run === undefined) return ''
  const { x, y, kinds } = scatter
  return tooltipText(run.name, [
    { color: palette.kinds[series % palette.kinds.length], label: kinds[series]?.name ?? '', value: '' },
    { label: x.title, value: x.write(x.of(run)) }, { label: y.title, value: y.write(y.of(run)) },
    { label: 'Seed', value: String(run.seed) }
  ])
}

export function comparedScatter(scatter: ComparedScatter): ChartBuilder {
  const { x, y, logarithmic, kinds, runs } = scatter
  const names = kinds.map(nameOf)
  const hasLegend = names.length > 1 && names.length <= mostNames
  return ({ palette }): ChartOption => {
    const look = axisLook(palette)
    const axisOf = (column: ComparedColumn, isLog: boolean) => ({
      ...columnAxis(column, runs, isLog), ...look,
      // At the edge, where its name is, also when values lie on both sides of zero.
      axisLine: { ...look.axisLine, onZero: false },
      axisLabel: { ...look.axisLabel, formatter: columnLabel(column) }
    })
    return {
      textStyle: chartFont,
      grid: { left: 64, right: 24, top: hasLegend ? 44 : 28, bottom: 44 },
      legend: {
        ...legendLook(palette, names), show: hasLegend, type: 'scroll', icon: undefined, left: 12, right: 12, top: 2,
        itemWidth: 9, itemHeight: 9, selectedMode: false,
        pageIconColor: palette.inkSoft, pageTextStyle: { color: palette.inkFaint, ...chartFont }
      },
      tooltip: {
        ...tooltipLook(palette), trigger: 'item',
        formatter: (item: unknown) => {
          const { seriesIndex, dataIndex } = item as { seriesIndex: number; dataIndex: number }
          return tooltip(scatter, palette, seriesIndex, dataIndex)
        }
      },
      xAxis: { ...axisOf(x, logarithmic.x), ...horizontalName(x.title) },
      yAxis: {
        ...axisOf(y, logarithmic.y), axisLine: { show: false, onZero: false }, name: y.title, nameLocation: 'end',
        nameTextStyle: { ...look.nameTextStyle, align: 'left' }, nameGap: 10
      },
      series: [...kinds.map((kind, at) => kindSeries(scatter, kind, at, palette)), chosenMark(scatter, palette)]
    }
  }
}
