/** A chart as a file: PNG of what is on screen, SVG drawn afresh, CSV of its figures. */
import { download } from '../transport/download'
import { toCsv, type Table } from '../figures/csv'
import type { ChartBuilder, ChartSurface, EChartsType } from './echarts'
import { svgOf } from './svg'

function decodeDataAddress(address: string): Blob {
  const binary = window.atob(address.slice(address.indexOf(',') + 1))
  return new Blob([Uint8Array.from(binary, (character) => character.charCodeAt(0))], { type: 'image/png' })
}

export function savePng(chart: EChartsType, surface: ChartSurface, name: string): void {
  const address = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: surface.palette.surface })
  download(decodeDataAddress(address), name)
}

export function saveSvg(build: ChartBuilder, surface: ChartSurface, name: string): void {
  download(new Blob([svgOf(build, surface)], { type: 'image/svg+xml' }), name)
}

export function saveCsv(table: Table, name: string): void {
  download(new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }), name)
}
