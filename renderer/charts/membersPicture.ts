/**
 * The thin curves of many runs as one picture, drawn once for as long as they stay the same: a chart that is panned or
 * zoomed moves and stretches it. As lines of their own a hundred runs are 120,000 points to lay out and draw anew for
 * each frame.
 */
import type { ThinCurve, ThinScales } from '../../charts/bands'
import type { CustomSeriesOption } from '../../charts/echarts'

/** Smallest and largest place, then smallest and largest value, of what the scales can show. */
export type Box = readonly [left: number, right: number, low: number, high: number]

/** Pixels around the curves, for the width of their lines. */
const margin = 3
/** What a browser's canvas takes. */
const widest = 8192

const isShown = (value: number, isLog: boolean): boolean => Number.isFinite(value) && (!isLog || value > 0)

/** Null where there is nothing to show. */
export function boxOf(curves: readonly ThinCurve[], { factor, logarithmic }: ThinScales): Box | null {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { member: { at, values } } of curves)
    for (let place = 0; place < at.length; place++) {
      const [x, y] = [at[place] ?? Number.NaN, (values[place] ?? Number.NaN) * factor]
      if (!isShown(x, logarithmic.x) || !isShown(y, logarithmic.y)) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < low) low = y
      if (y > high) high = y
    }
  return left > right ? null : [left, right, low, high]
}

/** Pixels from an end of the picture, which holds the values from `from` to `to`. */
export function pixelOf(from: number, to: number, pixels: number, isLog: boolean): (value: number) => number {
  const place = isLog ? Math.log : (value: number): number => value
  const [begin, length] = [place(from), place(to) - place(from)]
  return (value) => (length === 0 ? pixels / 2 : pixels * (place(value) - begin) / length)
}

function drawn(
  curves: readonly ThinCurve[], { factor, logarithmic }: ThinScales, box: Box, width: number, height: number
): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas')
  const ratio = Math.min(window.devicePixelRatio || 1, widest / (width + 2 * margin))
  canvas.width = Math.ceil((width + 2 * margin) * ratio)
  canvas.height = Math.ceil((height + 2 * margin) * ratio)
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.scale(ratio, ratio)
  context.translate(margin, margin)
  context.globalAlpha = 0.35
  context.lineJoin = 'bevel'
  const [left, right, low, high] = box
  const [across, up] = [pixelOf(left, right, width, logarithmic.x), pixelOf(low, high, height, logarithmic.y)]
  for (const { member: { at, values }, color } of curves) {
    context.beginPath()
    context.strokeStyle = color
    let isDrawing = false
    for (let place = 0; place < at.length; place++) {
      const [x, y] = [at[place] ?? Number.NaN, (values[place] ?? Number.NaN) * factor]
      const goesOn = isShown(x, logarithmic.x) && isShown(y, logarithmic.y)
      if (goesOn && isDrawing) context.lineTo(across(x), height - up(y))
      else if (goesOn) context.moveTo(across(x), height - up(y))
      isDrawing = goesOn
    }
    // A run of one snapshot is a point.
    if (at.length === 1 && isDrawing)
      context.arc(across(at[0] ?? 0), height - up((values[0] ?? 0) * factor), 2, 0, 2 * Math.PI)
    context.stroke()
  }
  return canvas
}

/** Under the lines of groups. */
export function membersPicture(curves: readonly ThinCurve[], scales: ThinScales): CustomSeriesOption[] {
  const box = boxOf(curves, scales)
  if (box === null) return []
  const [left, right, low, high] = box
  let picture: { canvas: HTMLCanvasElement; width: number } | null = null
  return [{
    type: 'custom', silent: true, z: 2, clip: true,
    // Both corners, so that the axes know how far they go; the first one draws.
    data: [[left, low], [right, high]],
    renderItem: (parameters, api) => {
      if (parameters.dataIndex !== 0) return null
      const [[x = 0, bottom = 0], [end = 0, top = 0]] = [api.coord([left, low]), api.coord([right, high])]
      const [width, height] = [Math.max(1, end - x), Math.max(1, bottom - top)]
      if (picture === null) {
        const first = Math.min(width, widest)
        const canvas = drawn(curves, scales, box, first, height)
        picture = canvas === null ? null : { canvas, width: first }
      }
      if (picture === null) return null
      const stretched = width / picture.width
      return {
        type: 'image',
        style: {
          image: picture.canvas, x: x - margin * stretched, y: top - margin,
          width: width + 2 * margin * stretched, height: height + 2 * margin
        }
      }
    }
  }]
}
