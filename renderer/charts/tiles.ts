/** Images with their names in rows, and the scales of their colours, as a drawing to be saved. */
import type { Palette } from '../../charts/palette'
import { escaped, headedSvg, type Heading } from './headedSvg'

export interface Tile {
  /** A data URL. */
  readonly image: string
  readonly name: string
  /** What stands at the other end of the line. */
  readonly note: string
}

export interface ColorScale {
  readonly title: string
  /** Colours from one end to the other. */
  readonly stops: readonly string[]
  readonly ends: readonly [string, string]
}

export interface TileGrid {
  readonly across: number
  /** CSS pixels of an image. */
  readonly width: number
  readonly height: number
}

const [margin, gap, line, stripWidth] = [12, 10, 16, 120]

const textAt = (x: number, y: number, fill: string, text: string, anchor = 'start'): string =>
  `<text x="${x}" y="${y}" fill="${fill}" font-size="11" text-anchor="${anchor}">${escaped(text)}</text>`

/** A line: what it is of, the end, the colours, the other end. */
function scaleSvg({ title, stops, ends }: ColorScale, at: number, top: number, palette: Palette): string {
  const id = `scale${at}`
  const colours = stops.map((color, place) => `<stop offset="${place / (stops.length - 1)}" stop-color="${color}"/>`)
  const [strip, baseline] = [margin + 170, top + 11]
  return [
    `<linearGradient id="${id}">${colours.join('')}</linearGradient>`,
    textAt(margin, baseline, palette.inkSoft, title),
    textAt(strip - 6, baseline, palette.inkSoft, ends[0], 'end'),
    `<rect x="${strip}" y="${top + 2}" width="${stripWidth}" height="10" fill="url(#${id})" stroke="${palette.line}"/>`,
    textAt(strip + stripWidth + 6, baseline, palette.inkSoft, ends[1])
  ].join('')
}

/** A document under its heading. */
export function tilesSvg(
  tiles: readonly Tile[], { across, width, height }: TileGrid, scales: readonly ColorScale[], heading: Heading,
  palette: Palette
): string {
  const [right, down] = [width + gap, height + line + gap]
  const columns = Math.max(1, Math.min(across, tiles.length))
  const top = scales.length * (line + 4) + gap
  const images = tiles.map(({ image, name, note }, at) => {
    const [x, y] = [margin + (at % columns) * right, top + Math.floor(at / columns) * down]
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" ` +
      `xlink:href="${escaped(image)}"/>` + textAt(x, y + height + 12, palette.ink, name) +
      textAt(x + width, y + height + 12, palette.inkSoft, note, 'end')
  })
  const leastWidth = 2 * margin + 170 + 2 * stripWidth
  return headedSvg({
    ...heading, palette,
    content: scales.map((scale, at) => scaleSvg(scale, at, at * (line + 4), palette)).join('') + images.join(''),
    width: Math.max(leastWidth, 2 * margin + columns * right - gap),
    height: top + Math.ceil(tiles.length / columns) * down + margin - gap
  })
}

/** An image of few pixels, each as a square, so that no program that shows it makes them run into each other. */
export function enlargedImage(draw: (canvas: HTMLCanvasElement) => void, side: number): string {
  const [small, large] = [document.createElement('canvas'), document.createElement('canvas')]
  draw(small)
  const times = Math.max(1, Math.ceil((2 * side) / Math.max(small.width, small.height)))
  large.width = times * small.width
  large.height = times * small.height
  const context = large.getContext('2d')
  if (context !== null) {
    context.imageSmoothingEnabled = false
    context.drawImage(small, 0, 0, large.width, large.height)
  }
  return large.toDataURL()
}
