/** Gather, Slice and Split along channels of ONNX; Keras has no layer that does it. */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf } from '../../../preload/schema/network'
import type { OnnxLayout, OnnxReading, OnnxValue } from '../onnx/reading'
import { int, ints } from '../onnx/writing'
import type { NodeMapping } from './mapping'

export const channels: NodeMapping<NodeOf<'channels'>> = {
  keras: {
    write: ({ name }) => {
      throw new Failure(
        `TensorFlow.js has no layer that picks channels, as "${name}" does; choose ONNX or safetensors.`
      )
    },
    readers: {}
  },
  onnx: {
    write: ({ name, picks }, [value], { operate }) => {
      const indices = operate('Constant', `${name}/picks`, [], [ints('value_ints', ...picks)])
      return operate('Gather', name, [value, indices], [int('axis', 1)])
    },
    readers: { Gather: fromGather, Slice: fromSlice, Split: fromSplit }
  }
}

/** How many axes are behind that of the channels. */
const behind: Partial<Record<OnnxLayout, number>> =
  { images: 2, 'images last': 0, column: 2, 'short column': 1, flat: 0 }

/** @returns what is taken and how many channels it has. @throws where the axis is not that of the channels */
function alongChannels(reading: OnnxReading, axis: number, does: string): { value: OnnxValue; count: number } {
  const value = reading.taken()
  const { layout, rows, node } = value
  const last = behind[layout] ?? 0
  const axes = { images: 4, 'images last': 4, column: 4, 'short column': 3, flat: 2, groups: 5 }[layout]
  if (layout === 'groups' || rows !== null || (axis < 0 ? axis + axes : axis) !== axes - 1 - last)
    throw reading.named(`${does} along axis ${axis}, and only channels are picked here`)
  return { value, count: reading.shapeOf(node).at(-1) ?? 0 }
}

export function picked(reading: OnnxReading, value: OnnxValue, picks: readonly number[]): OnnxValue {
  const count = reading.shapeOf(value.node).at(-1)
  if (picks.length === count && picks.every((pick, place) => pick === place)) return value
  return { ...value, node: reading.add({ type: 'channels', inputs: [value.node], picks: [...picks] }) }
}

const range = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step)

function fromGather(reading: OnnxReading): OnnxValue {
  const { value, count } = alongChannels(reading, reading.integer('axis', 0), 'gathers')
  const places = reading.constantIntegers(1)
  if (!places || reading.isOneNumber(1)) throw reading.named('does not gather a constant list of channels')
  return picked(reading, value, places.map((place) => (place < 0 ? place + count : place)))
}

function fromSlice(reading: OnnxReading): OnnxValue {
  const given = (position: number, attribute: string): readonly number[] | null =>
    reading.constantIntegers(position) ?? reading.integers(attribute)
  const [starts, ends] = [given(1, 'starts'), given(2, 'ends')]
  const axes = given(3, 'axes') ?? (starts ?? []).map((_, axis) => axis)
  const steps = reading.constantIntegers(4) ?? [1]
  if (starts?.length !== 1 || ends?.length !== 1 || axes.length !== 1 || steps.length !== 1)
    throw reading.named('does not cut along one axis by constant numbers')
  const { value, count } = alongChannels(reading, axes[0], 'cuts')
  const [step] = steps
  // Numbers from the end, and any number beyond it, as PyTorch writes 2⁶³ − 1 for "to the end".
  const place = (bound: number, least: number, most: number): number =>
    Math.min(most, Math.max(least, bound < 0 ? bound + count : bound))
  const picks = step > 0
    ? range(place(starts[0], 0, count), place(ends[0], 0, count), step)
    : range(place(starts[0], 0, count - 1), place(ends[0], -1, count - 1), step)
  return picked(reading, value, picks)
}

function fromSplit(reading: OnnxReading): OnnxValue {
  const { value, count } = alongChannels(reading, reading.integer('axis', 0), 'splits')
  const { part, parts } = reading.output
  const even = Math.ceil(count / parts)
  const sizes = reading.constantIntegers(1) ?? reading.integers('split') ??
    range(0, parts).map((at) => Math.min(even, count - at * even))
  const from = sizes.slice(0, part).reduce((sum, size) => sum + size, 0)
  if (sizes.length !== parts || from + sizes[part] > count)
    throw reading.named(`splits ${count} channels into ${sizes.join(', ')}`)
  return picked(reading, value, range(from, from + sizes[part]))
}

/** Channels in groups, which change places with those of a group: ShuffleNet's shuffle. */
export function shuffled(reading: OnnxReading, value: OnnxValue, groups: number): OnnxValue {
  const each = (reading.shapeOf(value.node).at(-1) ?? 0) / groups
  const order = range(0, groups * each).map((to) => to % groups * each + Math.floor(to / groups))
  return { ...picked(reading, value, order), groups: each }
}
