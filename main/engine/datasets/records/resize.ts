/** Decoding and resizing by native TensorFlow. */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from '../../backends/native'
import type { Fault } from './fault'

/** What tfjs-node's backend has beyond tfjs' own interface: any TensorFlow operation by name. */
interface NativeOperations {
  binding: Record<'TF_ATTR_TYPE' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>
  executeSingleOutput(operation: string, attributes: { name: string; type: number; value: number | string | boolean }[], inputs: Tensor[]): Tensor
}

/**
 * The middle square of an image, its short side resized to `side`.
 * @returns RGB bytes, [side, side, 3]
 */
export function resizedSquare(tensorflow: TensorFlow, file: Uint8Array, side: number, fault: Fault): Uint8Array {
  const engine = tensorflow.engine()
  engine.startScope()
  try {
    const image = decoded(tensorflow, file, fault)
    const [height, width] = image.shape
    const scale = side / Math.min(height, width)
    const square = scaled(tensorflow, tensorflow.expandDims(tensorflow.cast(image, 'float32'), 0), side, [scale, scale], [
      (side - height * scale) / 2, (side - width * scale) / 2
    ])
    // Bytes are rounded to the nearest by the typed array after adding a half.
    return Uint8Array.from(square.dataSync(), (value) => Math.min(255, Math.max(0, value)) + 0.5)
  } finally {
    engine.endScope()
  }
}

function decoded(tensorflow: TensorFlow, file: Uint8Array, fault: Fault): Tensor3D {
  try {
    // Of an animation only the first picture.
    return tensorflow.node.decodeImage(file, 3, 'int32', false) as Tensor3D
  } catch (error) {
    throw fault(`cannot be decoded (${(error as Error).message.split('\n')[0].slice(0, 120)})`)
  }
}

/** Triangle filter with anti-aliasing: output = scale × input + translation, so resizing and cutting are one operation. */
function scaled(tensorflow: TensorFlow, images: Tensor, side: number, scale: [number, number], translation: [number, number]): Tensor {
  const native = tensorflow.backend() as unknown as NativeOperations
  return native.executeSingleOutput('ScaleAndTranslate', [
    { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
    { name: 'kernel_type', type: native.binding.TF_ATTR_STRING, value: 'triangle' },
    { name: 'antialias', type: native.binding.TF_ATTR_BOOL, value: true }
  ], [images, tensorflow.tensor1d([side, side], 'int32'), tensorflow.tensor1d(scale), tensorflow.tensor1d(translation)])
}
