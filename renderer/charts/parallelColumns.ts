/** Columns of a comparison as parallel axes, a line across them for each run. */
import type { ComparedRun } from '../../preload/contract'
import { placeOn, type ComparedColumn } from '../figures/comparedColumns'
import type { Palette } from '../../charts/palette'
import { areaLook } from './axisAreas'
import { columnAxis, columnLabel } from './columnAxis'
import { groupLook } from '../../charts/compared-curves'
import type { ChartBuilder, ChartOption, ParallelSeriesOption } from '../../charts/echarts'
import { axisLook, chartFont, tooltipText, tooltipLook } from '../../charts/parts'

export interface ParallelColumns {
  readonly axes: readonly ComparedColumn[]
  readonly runs: readonly ComparedRun[]
  readonly chosen: string | null
  /**
   * Asked when it is drawn: what a person draws on an axis fades lines at once by itself, and to draw the chart anew
   * for it would take the stretch out of their hand. A saved picture is drawn afresh, and has to know.
   */
  readonly isKept: (run: ComparedRun) => boolean
}

const faint = 0.08

function seriesOf(columns: ParallelColumns, palette: Palette): ParallelSeriesOption {
  const { axes, runs, chosen, isKept } = columns
  return {
    type: 'parallel', smooth: false, inactiveOpacity: faint, activeOpacity: 0.8,
    lineStyle: { width: 1.5, opacity: 0.8 }, emphasis: { lineStyle: { width: 3 } },
    data: runs.map((run) => {
      const { color, type } = groupLook(palette, run.group)
      const look = run.id === chosen ? { color: palette.ink, width: 3 } : { color, type: type as 'solid' }
      return {
        name: run.name, value: axes.map((axis) => placeOn(axis, run) ?? '-'),
        lineStyle: isKept(run) ? look : { ...look, opacity: faint }
      }
    })
  }
}

/** Of a name above an axis; the tooltip has all of it. */
const shortened = (title: string, room: number): string => {
  const most = Math.max(4, Math.floor(room / 6.5))
  return title.length > most ? `${title.slice(0, most - 1)}…` : title
}

export function parallelColumns(columns: ParallelColumns): ChartBuilder {
  const { axes, runs } = columns
  return ({ palette, width }): ChartOption => {
    const look = axisLook(palette)
    const room = (width - 160) / Math.max(1, axes.length - 1)
    return {
      textStyle: chartFont,
      parallel: { left: 70, right: 110, top: 36, bottom: 20 },
      parallelAxis: axes.map((column, dim) => ({
        ...columnAxis(column, runs, false), id: column.key, dim, name: shortened(column.title, room),
        nameLocation: 'end' as const, nameGap: 14, realtime: false,
        ...look,
        nameTextStyle: { color: palette.inkSoft, ...chartFont }, splitLine: { show: false },
        axisLabel: {
          ...look.axisLabel, color: palette.inkSoft, textBorderColor: palette.surface, textBorderWidth: 3,
          formatter: columnLabel(column)
        },
        areaSelectStyle: areaLook(palette.accent)
      })),
      tooltip: {
        ...tooltipLook(palette), trigger: 'item',
        formatter: (item: unknown) => {
          const run = runs[(item as { dataIndex: number }).dataIndex]
          if (run === undefined) return ''
          return tooltipText(run.name, axes.map(({ title, of, write }) => ({ label: title, value: write(of(run)) })))
        }
      },
      series: [seriesOf(columns, palette)]
    }
  }
}
