/** A chart as text, drawn without a page. */
import { init, type ChartBuilder, type ChartSurface } from './echarts'

/** Which series of a legend are shown; those that are not named are. */
export type ShownSeries = Readonly<Record<string, boolean>>

/** A chart drawn afresh as a stand-alone SVG document. */
export function svgOf(build: ChartBuilder, surface: ChartSurface, shown: ShownSeries = {}): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: surface.width, height: surface.height })
  const option = build(surface)
  const legend = option.legend === undefined ? {} : { legend: { ...option.legend, selected: { ...shown } } }
  chart.setOption({
    ...option, ...legend, tooltip: { show: false }, animation: false, backgroundColor: surface.palette.surface
  })
  const text = chart.renderToSVGString()
  chart.dispose()
  // What ECharts adds for hovering has no place in a figure for a paper.
  return text.replace(/<style\s*>[\s\S]*?<\/style>/, '')
}
