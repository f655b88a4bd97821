/** Axes, legend and tooltip as every chart draws them. */
import { percentWithUnit } from '../preload/schema/format'
import { fontFamily } from './fonts'
import type { SnapshotRecord } from '../preload/contract'
import { snapshotName } from '../preload/schema/moments'
import type { Palette } from './palette'
import type { LineSeriesOption } from './echarts'

export const chartFont = { fontFamily, fontSize: 11 } as const

export function axisLook(palette: Palette) {
  return {
    axisLine: { lineStyle: { color: palette.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: palette.inkFaint, ...chartFont, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.inkFaint, ...chartFont }
  }
}

/** Of shares in per cent, from none up. */
export function percentAxis(palette: Palette) {
  const look = axisLook(palette)
  return {
    type: 'value' as const,
    min: 0,
    splitNumber: 4,
    ...look,
    axisLine: { show: false },
    axisLabel: { ...look.axisLabel, formatter: (value: number) => `${value} %` }
  }
}

/** Thin lines across what is filled, for charts that must be read without colour. */
export const hatching = ({ surface }: Palette) => ({
  symbol: 'rect', color: surface, dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: -Math.PI / 4
})

type Numbered = Pick<SnapshotRecord, 'index' | 'alternation'>

/** Where all snapshots are alternations, their axis counts those. */
const countsAlternations = (snapshots: readonly Numbered[]): boolean =>
  snapshots.every(({ alternation }) => alternation !== null)

export const snapshotAxisName = (snapshots: readonly Numbered[]): string =>
  countsAlternations(snapshots) ? 'alternation' : 'snapshot'

/** Categories of an axis of snapshots, the chosen one set off. */
export function snapshotCategories(palette: Palette, snapshots: readonly Numbered[], selected: number | null) {
  const chosen = { color: palette.accent, fontWeight: 700 as const }
  const alternations = countsAlternations(snapshots)
  return snapshots.map(({ index, alternation }) => {
    const value = String(alternations ? alternation : index)
    return index === selected ? { value, textStyle: chosen } : value
  })
}

/** @param few whether they are so few that each has a mark of its own, and so room beside it */
export function snapshotAxis(
  palette: Palette,
  snapshots: readonly Numbered[],
  few: boolean,
  selected: number | null
) {
  return {
    type: 'category' as const,
    boundaryGap: few,
    data: snapshotCategories(palette, snapshots, selected),
    ...axisLook(palette),
    splitLine: { show: false },
    ...horizontalName(snapshotAxisName(snapshots))
  }
}

/** What a tooltip says of a snapshot: what it is, and of which moment. */
export const snapshotWords = (record: SnapshotRecord): string =>
  `${snapshotName(record)}, epoch ${record.epoch}, iteration ${record.iteration}`

/** The wheel alone scrolls the page. */
export const horizontalZoom = {
  id: 'zoom', type: 'inside' as const, xAxisIndex: 0, filterMode: 'none' as const, zoomOnMouseWheel: 'ctrl' as const
}
export const howToZoom = 'Ctrl and the wheel zoom; dragging moves what is zoomed.'

export function horizontalName(name: string) {
  return { name, nameLocation: 'middle' as const, nameGap: 26 }
}

export function legendLook(palette: Palette, names: readonly string[]) {
  return {
    data: [...names], top: 0, right: 12, itemWidth: 14, itemHeight: 8, itemGap: 16, icon: 'roundRect',
    textStyle: { color: palette.inkSoft, ...chartFont }, inactiveColor: palette.lineStrong
  }
}

export function tooltipLook(palette: Palette) {
  return {
    confine: true, transitionDuration: 0,
    backgroundColor: palette.surface, borderColor: palette.lineStrong, borderWidth: 1, padding: [8, 12],
    textStyle: { color: palette.ink, fontFamily, fontSize: 12 },
    extraCssText: 'box-shadow: 0 4px 16px rgba(0,0,0,.14); border-radius: 6px;'
  }
}

export interface TooltipLine {
  readonly color?: string
  readonly label: string
  readonly value: string
}

/** What a tooltip says. A page makes elements of it, never markup: names in it come from run files. */
export interface TooltipContent {
  readonly title: string
  readonly lines: readonly TooltipLine[]
  readonly note: string | undefined
}
/** Empty where there is nothing to say. */
export type Tooltip = TooltipContent | ''

export const tooltipText = (title: string, lines: readonly TooltipLine[], note?: string): TooltipContent =>
  ({ title, lines, note })

/** A dashed line across the chart at the error of a network that the others are compared with. */
export function referenceLine(palette: Palette, word: string, error: number): LineSeriesOption['markLine'] {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: [{ yAxis: error * 100 }],
    lineStyle: { color: palette.inkSoft, width: 1, type: [2, 3] },
    label: {
      formatter: `${word} ${percentWithUnit(error)}`,
      position: 'insideStartTop',
      color: palette.inkSoft,
      ...chartFont
    }
  }
}
