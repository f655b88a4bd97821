// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { tilesSvg, type Tile } from '../../../renderer/charts/tiles'
import { lightPalette } from '../../../charts/palette'

const hostile = '<b>"layer" & \'co\'</b>'
const image = 'data:image/png;base64,AAAA'
const tiles: Tile[] = Array.from({ length: 5 }, (_, at) => ({ image, name: `${hostile} ${at}`, note: `${at} %` }))
const scale = { title: hostile, stops: ['#000000', '#ffffff'], ends: ['0 %', '100 %'] as const }
const drawing = (of: readonly Tile[], across: number): Document => new DOMParser().parseFromString(
  tilesSvg(of, { across, width: 60, height: 40 }, [scale], { title: hostile, of: [hostile] }, lightPalette),
  'image/svg+xml'
)
const numbers = (element: Element, ...names: string[]): number[] =>
  names.map((name) => Number(element.getAttribute(name)))

describe('images as a drawing', () => {
  it('is one document that holds every image, its name and its note, whatever they are called', () => {
    const document = drawing(tiles, 3)
    expect(document.querySelector('parsererror')).toBeNull()
    expect(document.querySelectorAll('image')).toHaveLength(5)
    expect(document.querySelectorAll('b')).toHaveLength(0)
    const texts = [...document.querySelectorAll('text')].map(({ textContent }) => textContent)
    for (const { name, note } of tiles) expect(texts).toEqual(expect.arrayContaining([name, note]))
    expect(texts).toEqual(expect.arrayContaining(['0 %', '100 %', hostile]))
  })

  it.each([1, 2, 3, 9])('has %d beside each other, none over another, and all inside', (across) => {
    const document = drawing(tiles, across)
    const boxes = [...document.querySelectorAll('image')].map((one) => numbers(one, 'x', 'y', 'width', 'height'))
    expect(new Set(boxes.map(([x]) => x)).size).toBe(Math.min(across, 5))
    const [width, height] = numbers(document.documentElement, 'width', 'height')
    boxes.forEach(([x, y, w, h], at) => {
      expect(x + w).toBeLessThanOrEqual(width)
      expect(y + h).toBeLessThanOrEqual(height)
      for (const [left, top] of boxes.slice(at + 1)) expect(left >= x + w || left + w <= x || top >= y + h).toBe(true)
    })
  })

  it('has an image of its own for one channel, and room for the scale', () => {
    const [width] = numbers(drawing(tiles.slice(0, 1), 9).documentElement, 'width')
    expect(width).toBeGreaterThan(400)
  })
})
