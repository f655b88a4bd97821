/** A drawing of the page as a file of its own: SVG, or PNG at twice its size. */
import { download } from '../transport/download'
import { fontFamily } from '../style/naiveTheme'
import type { Palette } from '../style/palette'

const namespace = 'http://www.w3.org/2000/svg'
const headHeight = 36

export interface Picture {
  /** What is drawn, with its look in attributes. */
  readonly content: SVGGElement
  readonly width: number
  readonly height: number
  /** Stands above it. */
  readonly title: string
  readonly palette: Palette
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const created = document.createElementNS(namespace, name)
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value))
  return created
}

/** What only a page has: for hands, for assistive programs, for its stylesheet. */
const isOfPage = (name: string): boolean => /^(data-|aria-|role$|tabindex$|class$)/.test(name)

export function standAlone({ content, width, height, title, palette }: Picture): string {
  const whole = { width: Math.ceil(width), height: Math.ceil(height + headHeight) }
  const root = element('svg', { ...whole, viewBox: `0 0 ${whole.width} ${whole.height}`, 'font-family': fontFamily })
  const heading = element('text', { x: 12, y: 24, fill: palette.ink, 'font-size': 13, 'font-weight': 600 })
  heading.textContent = title
  const copy = content.cloneNode(true) as SVGGElement
  copy.setAttribute('transform', `translate(0 ${headHeight})`)
  for (const part of [copy, ...copy.querySelectorAll('*')])
    for (const name of part.getAttributeNames()) if (isOfPage(name)) part.removeAttribute(name)
  root.append(element('rect', { ...whole, fill: palette.surface }), heading, copy)
  return new XMLSerializer().serializeToString(root)
}

export function saveDrawingSvg(picture: Picture, name: string): void {
  download(new Blob([standAlone(picture)], { type: 'image/svg+xml' }), name)
}

export async function saveDrawingPng(picture: Picture, name: string): Promise<void> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standAlone(picture))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = 2 * image.width
  canvas.height = 2 * image.height
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => { if (blob !== null) download(blob, name) })
}
