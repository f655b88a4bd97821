/** Stretches that a person draws on parallel axes, by the ids of the axes. */
import type { EChartsType } from '../../charts/echarts'

export type AxisAreas = Readonly<Record<string, readonly (readonly [number, number])[]>>

interface AreaEvent { parallelAxisId?: string; intervals?: [number, number][] }

export function listenForAreas(
  chart: EChartsType, tell: (axis: string, intervals: readonly (readonly [number, number])[]) => void
): void {
  chart.on('axisareaselected', (event) => {
    const { parallelAxisId, intervals } = event as unknown as AreaEvent
    if (parallelAxisId !== undefined) tell(parallelAxisId, intervals ?? [])
  })
}

/** @param colour of what is drawn */
export const areaLook = (colour: string) =>
  ({ width: 22, borderWidth: 1, borderColor: colour, color: colour, opacity: 0.25 })

/** Shows them on the axes that there are, and none on the others. */
export function showAreas(chart: EChartsType, areas: AxisAreas, colour: string): void {
  const { parallelAxis = [] } = chart.getOption() as { parallelAxis?: { id: string }[] }
  for (const { id } of parallelAxis) {
    const intervals = (areas[id] ?? []).map((ends) => [...ends])
    chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: id, intervals }, { silent: true, flush: true })
  }
  // An axis takes what is drawn on it for its own doing, and shows nothing new before it is drawn again.
  if (parallelAxis.length === 0) return
  chart.resize()
  colourCovers(chart, colour)
}

/** What ECharts keeps of a stretch, in the group that shows it. */
interface Cover { __brushOption?: { brushStyle: object } }

/** A person's own stretch has the look of its axis; ECharts 6 paints one that is shown again grey, over the lines. */
function colourCovers(chart: EChartsType, colour: string): void {
  const { borderWidth, opacity } = areaLook(colour)
  const style = { lineWidth: borderWidth, stroke: colour, fill: colour, opacity }
  for (const element of chart.getZr().storage.getDisplayList(true)) {
    const { __brushOption: option } = (element.parent ?? {}) as Cover
    if (option === undefined || element.name !== 'main') continue
    option.brushStyle = style
    element.attr('style', style)
  }
}
