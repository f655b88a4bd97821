/** A drawing as a stand-alone SVG document, what it shows and of which run in two lines above it. */
import { fontFamily } from '../../charts/fonts'
import type { Palette } from '../../charts/palette'

export interface Heading {
  readonly title: string
  /** The run's name, and what of the run: a checkpoint, a snapshot. */
  readonly of: readonly string[]
}

export interface HeadedDrawing extends Heading {
  /** Elements of SVG, with their look in attributes. */
  readonly content: string
  readonly width: number
  readonly height: number
  readonly palette: Palette
}

export const headHeight = 48
const margin = 12

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Names come from people and from files. No document of XML takes the control characters that they may hold. */
export const escaped = (text: string): string =>
  [...text].map((letter) => (letter < ' ' ? ' ' : entities[letter] ?? letter)).join('')

function lineOf(text: string, room: number, letterWidth: number): string {
  const letters = [...text]
  const most = Math.max(1, Math.floor(room / letterWidth))
  return escaped(letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`)
}

export function headedSvg({ title, of, content, width, height, palette }: HeadedDrawing): string {
  const size = `width="${width}" height="${height + headHeight}"`
  const room = width - 2 * margin
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}`,
    ` viewBox="0 0 ${width} ${height + headHeight}" font-family="${escaped(fontFamily)}">`,
    `<rect ${size} fill="${palette.surface}"/>`,
    `<text x="${margin}" y="20" fill="${palette.ink}" font-size="13" font-weight="600">`,
    `${lineOf(title, room, 7)}</text>`,
    `<text x="${margin}" y="38" fill="${palette.inkSoft}" font-size="12">${lineOf(of.join(', '), room, 6.2)}</text>`,
    `<g transform="translate(0 ${headHeight})">${content}</g></svg>`
  ].join('')
}
