import { init, type ChartBuilder, type ChartSurface } from './echarts'

/** A chart drawn afresh as a stand-alone SVG document. */
export function svgOf(build: ChartBuilder, surface: ChartSurface): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: surface.width, height: surface.height })
  chart.setOption({ ...build(surface), animation: false, backgroundColor: surface.palette.surface })
  const text = chart.renderToSVGString()
  chart.dispose()
  // What ECharts adds for hovering has no place in a figure for a paper.
  return text.replace(/<style\s*>[\s\S]*?<\/style>/, '')
}
