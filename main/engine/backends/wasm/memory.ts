/** What kernels of our own use of tfjs' wasm backend. */
import type { TensorInfo } from '@tensorflow/tfjs-node-gpu'

type FloatInfo = Pick<TensorInfo, 'dataId' | 'shape' | 'dtype'>

/** A tensor's values are a view of memory that moves when it grows: views are taken after the last `makeOutput`. */
export interface WasmMemory {
  makeOutput(shape: number[], dtype: TensorInfo['dtype']): TensorInfo
  typedArrayFromHeap(tensor: FloatInfo): Float32Array | Int32Array | Uint8Array
}

/** A float32 tensor's values where they lie. */
export const floatsOf = (memory: WasmMemory, tensor: FloatInfo): Float32Array =>
  memory.typedArrayFromHeap(tensor) as Float32Array
