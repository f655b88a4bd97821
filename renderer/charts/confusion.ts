/** A confusion matrix: labels down, predictions across, the error of each class at its right. */
import type { Confusion } from '../../preload/contract'
import { count, percent, percentWithUnit } from '../../preload/schema/format'
import { inkOnRamp } from '../../charts/contrast'
import type { ChartBuilder, ChartSurface, HeatmapSeriesOption } from '../../charts/echarts'
import { axisLook, chartFont, horizontalName, tooltipText, tooltipLook, type Tooltip } from '../../charts/parts'

/** More classes than this are no longer told apart in a matrix. */
export const mostClassesDrawn = 100

const margins = { left: 44, right: 64, top: 24, bottom: 84 }

/** Space for a count in each cell while there are few classes. */
export const confusionHeight = (classes: number): number =>
  margins.top + margins.bottom + Math.min(600, Math.max(160, classes * 27))

/**
 * The largest share of a label's examples that goes to one wrong class: the end of the scale, common to matrices side
 * by side.
 */
export function largestMistake(matrices: readonly Confusion[]): number {
  return Math.max(
    0,
    ...matrices.flatMap(({ cells, perClass }) =>
      cells
        .filter(({ label, predicted }) => label !== predicted)
        .map((cell) => cell.count / (perClass[cell.label]?.examples ?? 1))
    )
  )
}

interface Cell { readonly label: number; readonly predicted: number; readonly count: number; readonly share: number }

/** Every cell while there are few classes, else those that are not empty. */
function cellsOf({ classes, cells, perClass }: Confusion): Cell[] {
  const withShare = (cell: Omit<Cell, 'share'>): Cell => ({
    ...cell,
    share: cell.count / Math.max(1, perClass[cell.label]?.examples ?? 1)
  })
  if (classes > 20) return cells.map(withShare)
  const counts = new Map(cells.map((cell) => [cell.label * classes + cell.predicted, cell.count]))
  return Array.from({ length: classes * classes }, (_, at) =>
    withShare({ label: Math.floor(at / classes), predicted: at % classes, count: counts.get(at) ?? 0 })
  )
}

function drawn(
  cells: readonly Cell[],
  classes: number,
  most: number,
  { palette, width, height }: ChartSurface
): HeatmapSeriesOption['data'] {
  const space = (width - margins.left - margins.right) / classes
  const readable = space > 22 && (height - margins.top - margins.bottom) / classes > 14
  const border = { borderColor: palette.surface, borderWidth: space > 12 ? 1 : 0 }
  return cells.map(({ label, predicted, share }) =>
    label === predicted
      ? {
          value: [predicted, label, share * 100],
          visualMap: false,
          itemStyle: { ...border, color: palette.hover },
          label: { show: readable, color: palette.ink, fontWeight: 600 as const }
        }
      : {
          value: [predicted, label, share * 100],
          itemStyle: border,
          label: { show: readable && share > 0, color: inkOnRamp(palette.ramp, most === 0 ? 0 : share / most) }
        }
  )
}

/** @param most where the scale ends, as a fraction of a label's examples */
export function confusionChart(confusion: Confusion, most: number): ChartBuilder {
  const { classes, perClass } = confusion
  const names = perClass.map((_, index) => String(index))
  const cells = cellsOf(confusion)
  const end = Math.max(1, Math.ceil(most * 100))
  return (surface) => {
    const { palette } = surface
    const look = { ...axisLook(palette), axisLine: { show: false }, splitLine: { show: false } }
    const errors = perClass.map(({ examples, wrong }) => `${percent(examples === 0 ? null : wrong / examples, 1)} %`)
    return {
      textStyle: chartFont,
      grid: margins,
      xAxis: { type: 'category', data: names, ...look, ...horizontalName('prediction') },
      yAxis: [
        { type: 'category', data: names, inverse: true, ...look, name: 'label', nameLocation: 'start', nameGap: 8 },
        {
          type: 'category',
          data: errors,
          inverse: true,
          position: 'right',
          ...look,
          name: 'error',
          nameLocation: 'start',
          nameGap: 8,
          axisLabel: { ...look.axisLabel, color: palette.inkSoft }
        }
      ],
      visualMap: {
        min: 0,
        max: end,
        calculable: false,
        hoverLink: false,
        orient: 'horizontal',
        left: margins.left - 4,
        bottom: 4,
        itemWidth: 10,
        itemHeight: 120,
        inRange: { color: [...palette.ramp] },
        text: [`${end} % of the label’s examples`, '0'],
        textStyle: { color: palette.inkFaint, ...chartFont },
        seriesIndex: 0
      },
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'item',
        formatter: (item: unknown) => cellTooltip(cells[(item as { dataIndex: number }).dataIndex])
      },
      series: [
        {
          type: 'heatmap',
          data: drawn(cells, classes, end / 100, surface),
          emphasis: { disabled: true },
          label: { ...chartFont, formatter: ({ dataIndex }) => count(cells[dataIndex]?.count) }
        }
      ]
    }
  }
}

function cellTooltip(cell: Cell | undefined): Tooltip {
  if (cell === undefined) return ''
  return tooltipText(`Label ${cell.label}, answered ${cell.predicted}`, [
    { label: 'Examples', value: count(cell.count) },
    { label: 'Of the label’s examples', value: percentWithUnit(cell.share) }
  ])
}
