/** A chart as a stand-alone SVG document under its heading, as it is saved. */
import type { ChartBuilder, ChartSurface } from '../../charts/echarts'
import { svgOf, type ShownSeries } from '../../charts/svg'
import { headedSvg, type Heading } from './headedSvg'

export function headedChart(
  build: ChartBuilder, surface: ChartSurface, heading: Heading, shown: ShownSeries
): string {
  const content = svgOf(build, surface, shown).replace(/^<svg [^>]*>/, '').replace(/<\/svg>\s*$/, '')
  return headedSvg({ ...heading, ...surface, content })
}
