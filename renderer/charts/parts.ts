/** Axes, legend and tooltip as every chart draws them. */
import { percentWithUnit } from '../../preload/schema/format'
import { fontFamily } from '../style/naiveTheme'
import type { SnapshotRecord } from '../../preload/contract'
import { snapshotName } from '../../preload/schema/moments'
import type { Palette } from '../style/palette'
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

/** Built as elements, never as markup: names in it come from run files. */
export function tooltipElement(title: string, lines: readonly TooltipLine[], note?: string): HTMLElement {
  const root = document.createElement('div')
  root.append(element('div', title, 'font-weight:600;margin-bottom:4px'))
  const table = document.createElement('table')
  table.style.cssText = 'width:100%;border-spacing:0;font-variant-numeric:tabular-nums'
  lines.forEach((line) => table.append(tooltipRow(line)))
  root.append(table)
  if (note !== undefined)
    root.append(element('div', note, 'margin-top:4px;opacity:.75;max-width:300px;white-space:normal'))
  return root
}

function tooltipRow(line: TooltipLine): HTMLElement {
  const row = document.createElement('tr')
  const label = element('td', '', 'padding:1px 16px 1px 0')
  if (line.color !== undefined) {
    label.append(
      element(
        'span',
        '',
        `display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:8px;background:${line.color}`
      )
    )
  }
  label.append(document.createTextNode(line.label))
  row.append(label, element('td', line.value, 'text-align:right;padding:1px 0'))
  return row
}

function element(tag: string, text: string, style: string): HTMLElement {
  const created = document.createElement(tag)
  created.textContent = text
  created.style.cssText = style
  return created
}

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
