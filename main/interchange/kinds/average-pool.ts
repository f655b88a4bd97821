/** AveragePooling2D; AveragePool, and Pad: the zeros around are values. */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { padsOf, pairOf } from '../../engine/networks/kinds/window'
import type { KerasWriting } from '../keras/layers'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import { int, ints, windowAttributes } from '../onnx/writing'
import { withZerosAround } from '../padding'
import type { NodeMapping } from './mapping'
import { poolingFromOnnx, poolingInKeras } from './pooling'

export const averagePool: NodeMapping<NodeOf<'average-pool'>> = {
  keras: poolingInKeras('AveragePooling2D', 'average-pool', zerosOf),
  onnx: {
    write: (node, inputs, { shape, operate }) => {
      const { name, countsPadding } = node
      const window = pairOf(node.window)
      const [top, left, bottom, right] = padsOf(node, shape, window)
      // onnxruntime has no pads as large as the window.
      const areValues = countsPadding === true &&
        (Math.max(top, bottom) >= window[0] || Math.max(left, right) >= window[1])
      const pads = (): string =>
        operate('Constant', `${name}/pads`, [], [ints('value_ints', 0, 0, top, left, 0, 0, bottom, right)])
      const taken = areValues ? [operate('Pad', `${name}/zeros`, [...inputs, pads()])] : inputs
      return operate('AveragePool', name, taken, [
        ...windowAttributes(areValues ? { ...node, padding: 'valid' } : node, shape, window),
        int('count_include_pad', countsPadding === true ? 1 : 0)
      ])
    },
    readers: { AveragePool: (reading) => poolingFromOnnx(reading, 'average-pool'), Pad: fromPad }
  }
}

/** Zeros of a layer before it are among the values of Keras' mean. @throws Failure where they must not be */
function zerosOf(node: NodeOf<'average-pool'>, { shape }: KerasWriting): Pads | null {
  if (node.countsPadding === true) return padsOf(node, shape, pairOf(node.window))
  if (typeof node.padding === 'string') return null
  throw new Failure(
    `Mean pooling "${node.name}" has a border of its own that does not count, which TensorFlow.js does not have; ` +
      'choose ONNX.'
  )
}

/** Axes of an image's height and width, by how it lies. */
const positionAxes: Partial<Record<OnnxValue['layout'], readonly [number, number]>> =
  { images: [2, 3], 'images last': [1, 2] }

/** Zeros in height and width. @throws of any other border */
function fromPad(reading: OnnxReading): OnnxValue {
  const value = reading.taken()
  const axes = positionAxes[value.layout]
  if (axes === undefined) throw reading.named('does not take images')
  const mode = reading.text('mode', 'constant')
  if (mode !== 'constant')
    throw reading.named('goes on with values of the image beyond its border, and only zeros are read')
  demandZeros(reading)
  const counts = countsOf(reading)
  const [top, bottom] = counts[axes[0]]
  const [left, right] = counts[axes[1]]
  const others = counts.filter((_, axis) => !axes.includes(axis)).flat()
  if (others.some((count) => count !== 0))
    throw reading.named('adds to examples or channels, and only positions are read')
  if ([top, left, bottom, right].some((count) => count < 0))
    throw reading.named('cuts off values at the border, which is not done here')
  return { ...value, node: withZerosAround(reading, value.node, [top, left, bottom, right]) }
}

/** Up to opset 10 the value is an attribute. */
function demandZeros(reading: OnnxReading): void {
  const given = reading.isConstant(2) ? reading.tensor(2).values : [reading.float('value', 0)]
  if (given.some((value) => value !== 0)) throw reading.named(`adds ${given[0]} at the border, and only zeros are read`)
}

type Ends = readonly [before: number, behind: number]

/** Of each of the four axes. */
function countsOf(reading: OnnxReading): readonly [Ends, Ends, Ends, Ends] {
  const pads = reading.constantIntegers(1) ?? reading.integers('pads')
  const axes = (reading.constantIntegers(3) ?? [0, 1, 2, 3]).map((axis) => (axis < 0 ? axis + 4 : axis))
  if (pads?.length !== 2 * axes.length || axes.some((axis) => axis < 0 || axis > 3))
    throw reading.named('has pads that are not two constant numbers for each axis')
  const ends = (axis: number): Ends => {
    const at = axes.indexOf(axis)
    return at < 0 ? [0, 0] : [pads[at], pads[at + axes.length]]
  }
  return [ends(0), ends(1), ends(2), ends(3)]
}
