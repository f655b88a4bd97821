/** Values as they lie in a file and as they lie here: channels first there, and last here. */
import type { Shape } from '../../engine/networks/shapes'

/** @param shape height × width × channels; null where both lie the same */
export function asInFile(values: Float32Array, shape: Shape | null): Float32Array {
  return shape === null ? values : moved(values, shape[0] * shape[1], shape[2])
}

/** @param shape height × width × channels; null where both lie the same */
export function asHere(values: Float32Array, shape: Shape | null): Float32Array {
  return shape === null ? values : moved(values, shape[2], shape[0] * shape[1])
}

/** [rows, columns] → [columns, rows]. */
function moved(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length)
  for (let row = 0, from = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, from++) result[column * rows + row] = values[from]
  return result
}
