/** ONNX keeps channels before positions: NCHW, kernels OIHW. */
import type { Shape } from '../../engine/networks/shapes'

/** [height, width, inputs, outputs] → [outputs, inputs, height, width], values of any kind. */
export function kernelToOnnx<T extends Float32Array | Uint8Array>(
  values: T,
  [height, width, inputs, outputs]: Shape
): T {
  const result = values.slice() as T
  const positions = height * width
  for (let position = 0, from = 0; position < positions; position++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++, from++)
        result[(output * inputs + input) * positions + position] = values[from]
    }
  }
  return result
}

/** [outputs, inputs, height, width] → [height, width, inputs, outputs]. */
export function kernelFromOnnx(values: Float32Array, [outputs, inputs, height, width]: Shape): Float32Array {
  const result = new Float32Array(values.length)
  const positions = height * width
  for (let output = 0, from = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let position = 0; position < positions; position++, from++)
        result[(position * inputs + input) * outputs + output] = values[from]
    }
  }
  return result
}

/** A dense kernel whose rows are in the order channels × height × width, with rows in height × width × channels. */
export function rowsFromOnnx(values: Float32Array, [height, width, channels]: Shape, units: number): Float32Array {
  const result = new Float32Array(values.length)
  for (let channel = 0, row = 0; channel < channels; channel++) {
    for (let position = 0; position < height * width; position++, row++) {
      result.set(values.subarray(row * units, (row + 1) * units), (position * channels + channel) * units)
    }
  }
  return result
}

/** Shape of a kernel after `kernelToOnnx`. */
export const onnxKernelShape = ([height, width, inputs, outputs]: Shape): Shape => [outputs, inputs, height, width]

/** Shape of one example: channels first where there are positions. */
export const channelsFirst = (shape: Shape): Shape => (shape.length === 3 ? [shape[2], shape[0], shape[1]] : shape)
