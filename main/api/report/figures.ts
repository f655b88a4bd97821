/** Draws the figures of a report, in both schemes of colours. */
import { setImmediate } from 'node:timers/promises'
import type { ChartBuilder } from '../../../charts/echarts'
import { darkPalette, lightPalette, type Palette } from '../../../charts/palette'
import type { Figure } from './document'

export interface Drawing extends Omit<Figure, 'kind' | 'light' | 'dark'> {
  readonly build: ChartBuilder
  readonly height: number
}

/** Of a page: what is drawn wider is made smaller by it. */
export const figureWidth = 900

/** Names that ECharts gives to parts of its pictures, which count up over the life of a process. */
const ownNames = /(id="|class="|url\(#)zr\d+-/g

/**
 * ECharts is 1.7 MB of program, so whoever draws nothing never loads it. Titles are unique in a report. Others are
 * answered between two pictures.
 */
export async function drawn(drawings: readonly Drawing[]): Promise<Figure[]> {
  const { svgOf } = await import('../../../charts/svg')
  const figures: Figure[] = []
  for (const { title, explanation, reading, build, height } of drawings) {
    const own = title.toLowerCase().replaceAll(/\W+/g, '-')
    const pictured = (palette: Palette, scheme: string): string =>
      svgOf(build, { palette, width: figureWidth, height }).replaceAll(ownNames, `$1${own}-${scheme}-`)
    figures.push({
      kind: 'figure', title, explanation, reading,
      light: pictured(lightPalette, 'light'), dark: pictured(darkPalette, 'dark')
    })
    await setImmediate()
  }
  return figures
}
