/** Only the parts of ECharts that are used. */
import {
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ParallelChart,
  ScatterChart,
  type BarSeriesOption,
  type CustomSeriesOption,
  type HeatmapSeriesOption,
  type LineSeriesOption,
  type ParallelSeriesOption,
  type ScatterSeriesOption
} from 'echarts/charts'
import {
  AriaComponent,
  DataZoomComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  ParallelComponent,
  TooltipComponent,
  VisualMapComponent,
  type DataZoomComponentOption,
  type GraphicComponentOption,
  type GridComponentOption,
  type LegendComponentOption,
  type ParallelComponentOption,
  type TooltipComponentOption,
  type VisualMapComponentOption
} from 'echarts/components'
import type { EChartsOption } from 'echarts'
import { connect, init, use, type ComposeOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'
import type { ThinCurve, ThinScales } from './bands'
import type { Palette } from './palette'
import type { Tooltip } from './parts'

use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ParallelChart,
  ScatterChart,
  AriaComponent,
  DataZoomComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  ParallelComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
  SVGRenderer
])

type AnyOption = ComposeOption<
  | BarSeriesOption
  | CustomSeriesOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | ParallelSeriesOption
  | ScatterSeriesOption
  | DataZoomComponentOption
  | GraphicComponentOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
>
/** A tooltip's words are told as data; whoever shows one makes elements of them. */
interface TooltipOption extends Omit<TooltipComponentOption, 'formatter'> {
  formatter: (parameters: unknown) => Tooltip
}
/** Not by Omit, which forgets every name of a type that takes any. */
export type ChartOption = { [Key in keyof AnyOption as Key extends 'tooltip' ? never : Key]: AnyOption[Key] } & {
  tooltip?: TooltipOption
  // What ECharts composes with parallel axes takes every option for an axis.
  parallel?: ParallelComponentOption
  parallelAxis?: EChartsOption['parallelAxis']
}
export type {
  BarSeriesOption, CustomSeriesOption, HeatmapSeriesOption, LineSeriesOption, ParallelSeriesOption, ScatterSeriesOption,
  EChartsType
}
export { connect, init }

/** Where a chart is drawn. */
export interface ChartSurface {
  readonly palette: Palette
  readonly width: number
  readonly height: number
  /** How very many points are drawn where a person moves the chart; as lines of their own where it is not given. */
  readonly thin?: (curves: readonly ThinCurve[], scales: ThinScales) => CustomSeriesOption[]
}
/** A place on the x axis, and pixels from the top: of the pointer, and of a value at that place. */
export interface Pressed { at: number; top: number; topOf: (value: number) => number }
export type ChartBuilder = (surface: ChartSurface) => ChartOption
