/** Decoding and resizing by native TensorFlow. */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-node-gpu'
import type { Backend, NativeOperations, Tfjs } from '../../backends/backend'
import { nativeOf, scoped } from '../../tensors'
import type { Fault } from './fault'
import { reductionFor } from './image-budget'

/**
 * The middle square of an image, its short side resized to `side`.
 * @returns RGB bytes, [side, side, 3]
 */
export function resizedSquare(backend: Backend, file: Uint8Array, side: number, fault: Fault): Uint8Array {
  const { tf } = backend
  const native = nativeOf(backend, 'Decoding images')
  return scoped(backend, () => {
    const image = decoded(native, file, side, fault)
    const [height, width] = image.shape
    const scale = side / Math.min(height, width)
    const square = scaled(
      tf,
      native,
      tf.expandDims(tf.cast(image, 'float32'), 0),
      side,
      [scale, scale],
      [(side - height * scale) / 2, (side - width * scale) / 2]
    )
    // Bytes are rounded to the nearest by the typed array after adding a half.
    return Uint8Array.from(native.read(square), (value) => Math.min(255, Math.max(0, value)) + 0.5)
  })
}

/** What takes too much memory as it is, is decoded smaller where that leaves `side` pixels. */
function decoded({ node }: NativeOperations, file: Uint8Array, side: number, fault: Fault): Tensor3D {
  const reduction = reductionFor(Buffer.from(file.buffer, file.byteOffset, file.byteLength), side)
  if (reduction === null) throw fault('takes more memory than an image may')
  try {
    if (reduction > 1) return node.decodeJpeg(file, 3, reduction)
    // Of an animation only the first picture.
    return node.decodeImage(file, 3, 'int32', false) as Tensor3D
  } catch (error) {
    throw fault(`cannot be decoded (${(error as Error).message.split('\n')[0].slice(0, 120)})`)
  }
}

/**
 * Triangle filter with anti-aliasing: output = scale × input + translation, so resizing and cutting are one operation.
 */
function scaled(
  tf: Tfjs,
  native: NativeOperations,
  images: Tensor,
  side: number,
  scale: [number, number],
  translation: [number, number]
): Tensor {
  return native.executeSingleOutput(
    'ScaleAndTranslate',
    [
      { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
      { name: 'kernel_type', type: native.binding.TF_ATTR_STRING, value: 'triangle' },
      { name: 'antialias', type: native.binding.TF_ATTR_BOOL, value: true }
    ],
    [images, tf.tensor1d([side, side], 'int32'), tf.tensor1d(scale), tf.tensor1d(translation)]
  )
}
