/** Decoding and resizing by native TensorFlow. */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from '../../backends/native'
import { nativeOperations, scoped } from '../../tensors'
import type { Fault } from './fault'

/**
 * The middle square of an image, its short side resized to `side`.
 * @returns RGB bytes, [side, side, 3]
 */
export function resizedSquare(tensorflow: TensorFlow, file: Uint8Array, side: number, fault: Fault): Uint8Array {
  return scoped(tensorflow, () => {
    const image = decoded(tensorflow, file, fault)
    const [height, width] = image.shape
    const scale = side / Math.min(height, width)
    const square = scaled(
      tensorflow,
      tensorflow.expandDims(tensorflow.cast(image, 'float32'), 0),
      side,
      [scale, scale],
      [(side - height * scale) / 2, (side - width * scale) / 2]
    )
    // Bytes are rounded to the nearest by the typed array after adding a half.
    return Uint8Array.from(square.dataSync(), (value) => Math.min(255, Math.max(0, value)) + 0.5)
  })
}

function decoded(tensorflow: TensorFlow, file: Uint8Array, fault: Fault): Tensor3D {
  try {
    // Of an animation only the first picture.
    return tensorflow.node.decodeImage(file, 3, 'int32', false) as Tensor3D
  } catch (error) {
    throw fault(`cannot be decoded (${(error as Error).message.split('\n')[0].slice(0, 120)})`)
  }
}

/**
 * Triangle filter with anti-aliasing: output = scale × input + translation, so resizing and cutting are one operation.
 */
function scaled(
  tensorflow: TensorFlow,
  images: Tensor,
  side: number,
  scale: [number, number],
  translation: [number, number]
): Tensor {
  const native = nativeOperations(tensorflow)
  return native.executeSingleOutput(
    'ScaleAndTranslate',
    [
      { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
      { name: 'kernel_type', type: native.binding.TF_ATTR_STRING, value: 'triangle' },
      { name: 'antialias', type: native.binding.TF_ATTR_BOOL, value: true }
    ],
    [images, tensorflow.tensor1d([side, side], 'int32'), tensorflow.tensor1d(scale), tensorflow.tensor1d(translation)]
  )
}
