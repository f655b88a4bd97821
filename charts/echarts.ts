/** Only the parts of ECharts that are used. */
import {
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  type BarSeriesOption,
  type CustomSeriesOption,
  type HeatmapSeriesOption,
  type LineSeriesOption,
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
  TooltipComponent,
  VisualMapComponent,
  type DataZoomComponentOption,
  type GraphicComponentOption,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
  type VisualMapComponentOption
} from 'echarts/components'
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
  ScatterChart,
  AriaComponent,
  DataZoomComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
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
}
export type {
  BarSeriesOption, CustomSeriesOption, HeatmapSeriesOption, LineSeriesOption, ScatterSeriesOption, EChartsType
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
