/**
 * How NumPy's arrays are pickled, which is by calls: `_reconstruct` makes an empty one and a state fills it, or
 * `_frombuffer` (protocol 5) makes it at once. Nothing is called here; what these calls would make is worked out.
 */
import { isOf, type ArrayContent, type NumpyArray, type PickleValue, type ValueType } from './values'

const mostDimensions = 8
const reconstruct = ['numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct']
const fromBuffer = ['numpy.core.numeric._frombuffer', 'numpy._core.numeric._frombuffer']
const valueType = 'numpy.dtype'
export const knownNames: ReadonlySet<string> = new Set([...reconstruct, ...fromBuffer, valueType, 'numpy.ndarray'])

/** What a call makes; null where it is none that arrays are made by. */
export function called(name: string, given: readonly PickleValue[]): NumpyArray | ValueType | null {
  if (name === valueType) return typeof given[0] === 'string' ? { kind: 'type', name: given[0] } : null
  if (reconstruct.includes(name)) return { kind: 'array', content: null }
  if (!fromBuffer.includes(name)) return null
  const [data, type, shape, order] = given
  const content = contentOf(shape, type, order === 'F', data)
  return content === null ? null : { kind: 'array', content }
}

/**
 * Gives an object its state. That of a type says its byte order, which a byte has not.
 * @returns whether it is one that arrays and their types have
 */
export function fill(object: PickleValue | undefined, state: PickleValue | undefined): boolean {
  if (!Array.isArray(state)) return false
  if (isOf(object, 'type')) return true
  if (!isOf(object, 'array')) return false
  const [, shape, type, isFortran, data] = state
  object.content = contentOf(shape, type, isFortran === true, data)
  return object.content !== null
}

function contentOf(
  shape: PickleValue | undefined, type: PickleValue | undefined, isFortran: boolean, data: PickleValue | undefined
): ArrayContent | null {
  if (!Array.isArray(shape) || shape.length > mostDimensions || !isOf(type, 'type')) return null
  const sizes = shape.filter((size) => typeof size === 'number' && size >= 0)
  if (sizes.length !== shape.length || !(typeof data === 'string' || isOf(data, 'stretch'))) return null
  return { shape: sizes as number[], type: type.name, isFortran, data }
}
