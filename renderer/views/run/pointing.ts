/** Which unit of a channel's map the pointer is at, and where a unit's mark lies on it. */
import { placeOf, unitAt, type LayerShape } from '../../figures/unitMaps'

export function unitUnder(event: MouseEvent, shape: LayerShape, channel: number): number {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
  const { height, width } = shape
  const row = Math.min(height - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * height)))
  const column = Math.min(width - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * width)))
  return unitAt(shape, row, column, channel)
}

/** The square of a unit on the map of its channel; null on the map of another. */
export function markOf(unit: number | null, shape: LayerShape, channel: number): Record<string, string> | null {
  const place = unit === null ? null : placeOf(shape, unit)
  if (place?.channel !== channel) return null
  return {
    left: `${(place.column / shape.width) * 100}%`,
    top: `${(place.row / shape.height) * 100}%`,
    width: `${100 / shape.width}%`,
    height: `${100 / shape.height}%`
  }
}
