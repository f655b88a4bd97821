/** What a kind's mapping is given to write itself as operators of ONNX. */
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Shape } from '../../engine/networks/shapes'
import { dilationOf, padsOf, pairOf, type Pair, type Sliding } from '../../engine/networks/kinds/window'
import { onnxAttributeTypes, type onnxAttributeSchema } from './schema'

export type AttributeInit = MessageInitShape<typeof onnxAttributeSchema>

export interface OnnxWriting {
  /** Of the first input, height × width × channels. */
  shape: Shape
  /** Of all inputs. */
  shapes: readonly Shape[]
  /** @returns the name of its value */
  operate: (opType: string, name: string, inputs: readonly string[], attributes?: AttributeInit[]) => string
  /** [examples, values] in the order height × width × channels. @param name of the node that wants it */
  flat: (name: string, value: string) => string
}

export const ints = (name: string, ...values: number[]): AttributeInit => ({
  name,
  type: onnxAttributeTypes.ints,
  ints: values.map(BigInt)
})
export const int = (name: string, value: number): AttributeInit => ({
  name,
  type: onnxAttributeTypes.int,
  i: BigInt(value)
})
export const float = (name: string, value: number): AttributeInit => ({
  name,
  type: onnxAttributeTypes.float,
  f: value
})

export const windowAttributes = (
  sliding: Sliding,
  shape: Shape,
  window: Pair
): AttributeInit[] => [
  ints('kernel_shape', ...window),
  ints('strides', ...pairOf(sliding.stride)),
  ...sliding.dilation === undefined ? [] : [ints('dilations', ...dilationOf(sliding))],
  ints('pads', ...padsOf(sliding, shape, window))
]

/** The names of a layer's arrays, after its value. */
export const affineInputs = ({ name, bias }: { name: string; bias: boolean }): string[] => [
  `${name}/kernel`,
  ...(bias ? [`${name}/bias`] : [])
]
