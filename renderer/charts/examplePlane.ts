/** Examples on a plane, coloured by class or by how many of their bits flipped. */
import { flipsRange, planeFrame, planeMargins, type PlanePoint } from '../figures/plane'
import type { Palette } from '../../charts/palette'
import type { ChartBuilder, ChartOption, ScatterSeriesOption } from '../../charts/echarts'
import { chartFont, legendLook } from '../../charts/parts'

export type PlaneColour = 'class' | 'flips'

export interface PlaneView {
  points: readonly PlanePoint[]
  colour: PlaneColour
  /** The others step back; null where none is singled out. */
  singledOut: ((point: PlanePoint) => boolean) | null
  chosen: number | null
}

/** More classes than this repeat colours and marks, and have no legend. */
export const mostKinds = 10

/** Told apart without colour too. */
export const marks = [
  'circle', 'rect', 'triangle', 'diamond', 'path://M0,0L10,0L5,9Z', 'path://M3,0H7V3H10V7H7V10H3V7H0V3H3Z',
  'path://M2,0L5,3L8,0L10,2L7,5L10,8L8,10L5,7L2,10L0,8L3,5L0,2Z', 'path://M0,3H10V7H0Z', 'path://M3,0H7V10H3Z',
  'path://M5,0L9,2.5V7.5L5,10L1,7.5V2.5Z'
] as const

const classesOf = (points: readonly PlanePoint[]): (number | null)[] =>
  [...new Set(points.map(({ label }) => label))].sort((one, other) => (one ?? -1) - (other ?? -1))

const titleOf = (label: number | null): string => (label === null ? 'class not known' : `class ${label}`)

export function examplePlane(view: PlaneView): ChartBuilder {
  return ({ palette, width, height }) => {
    const frame = planeFrame(view.points, width, height)
    const { left, top } = frame
    const axis = { type: 'value' as const, show: false }
    const drawn = view.colour === 'class' ? byClass(view, palette) : byFlips(view, palette)
    return {
      textStyle: chartFont,
      grid: { left, top, width: frame.width, height: frame.height },
      xAxis: { ...axis, min: frame.x[0], max: frame.x[1] },
      yAxis: { ...axis, min: frame.y[0], max: frame.y[1] },
      ...drawn,
      series: [...drawn.series, chosenMark(view, palette)]
    }
  }
}

interface Drawn { series: ScatterSeriesOption[]; legend: ChartOption['legend']; visualMap?: ChartOption['visualMap'] }

/** Said, because a chart keeps the legend that it had. */
const noLegend = { show: false } as const

/** What is singled out lies above the rest. */
function dataOf(view: PlaneView, points: readonly PlanePoint[]): ScatterSeriesOption['data'] {
  const isFaint = (point: PlanePoint): boolean => view.singledOut !== null && !view.singledOut(point)
  const ordered = [...points.filter(isFaint), ...points.filter((point) => !isFaint(point))]
  const [least, most] = flipsRange(view.points)
  return ordered.map((point) => ({
    value: [point.x, point.y, Math.min(most, Math.max(least, point.flips ?? 0))],
    itemStyle: { opacity: isFaint(point) ? 0.13 : 0.9 }
  }))
}

const commonOf = ({ points }: PlaneView) => ({
  type: 'scatter' as const,
  symbolSize: points.length > 1000 ? 6 : 7,
  // Stretched, marks that are bars would be squares, as another is.
  symbolKeepAspect: true,
  silent: true,
  emphasis: { disabled: true }
})

function byClass(view: PlaneView, palette: Palette): Drawn {
  const classes = classesOf(view.points)
  const series = classes.map((label, kind): ScatterSeriesOption => ({
    ...commonOf(view),
    name: titleOf(label),
    symbol: marks[kind % marks.length],
    color: palette.kinds[kind % palette.kinds.length],
    data: dataOf(view, view.points.filter((point) => point.label === label))
  }))
  if (classes.length > mostKinds) return { series, legend: noLegend }
  const names = classes.map(titleOf)
  return {
    series,
    legend: {
      ...legendLook(palette, names), show: true, icon: undefined, left: planeMargins.left, right: undefined, top: 4,
      itemWidth: 9, itemHeight: 9, itemGap: 12, selectedMode: false
    }
  }
}

function byFlips(view: PlaneView, palette: Palette): Drawn {
  const known = view.points.filter(({ flips }) => flips !== null)
  const unknown = view.points.filter(({ flips }) => flips === null)
  const [least, most] = flipsRange(view.points)
  const common = { ...commonOf(view), symbol: 'circle' }
  return {
    series: [
      { ...common, name: 'flips', data: dataOf(view, known) },
      { ...common, name: 'not known', color: palette.lineStrong, data: dataOf(view, unknown) }
    ],
    legend: noLegend,
    visualMap: {
      min: least,
      max: most,
      seriesIndex: 0,
      dimension: 2,
      calculable: false,
      hoverLink: false,
      orient: 'horizontal',
      left: planeMargins.left - 4,
      bottom: 8,
      itemWidth: 10,
      itemHeight: 140,
      // The first steps are hardly there on the ground of a chart.
      inRange: { color: palette.ramp.slice(2) },
      text: [`${most} or more units flipped`, least === 0 ? '0' : `${least} or fewer`],
      textStyle: { color: palette.inkFaint, ...chartFont }
    }
  }
}

function chosenMark(view: PlaneView, palette: Palette): ScatterSeriesOption {
  return {
    ...commonOf(view),
    symbol: 'circle',
    symbolSize: 15,
    z: 10,
    itemStyle: { color: 'transparent', borderColor: palette.ink, borderWidth: 2 },
    data: view.points.filter(({ example }) => example === view.chosen).map(({ x, y }) => [x, y])
  }
}
