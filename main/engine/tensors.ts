/** Working with a loaded TensorFlow; nothing here loads it. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backends/native'

type AttributeType = 'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING'
type ElementType = 'TF_FLOAT' | 'TF_INT32'
export interface OperationAttribute { name: string; type: number; value: number | string | boolean }

/** What tfjs-node's backend has beyond tfjs' own interface: any TensorFlow operation by name. */
export interface NativeOperations {
  binding: Record<AttributeType | ElementType, number>
  executeSingleOutput(operation: string, attributes: OperationAttribute[], inputs: Tensor[]): Tensor
  executeMultipleOutputs(
    operation: string,
    attributes: OperationAttribute[],
    inputs: Tensor[],
    outputs: number
  ): Tensor[]
}

export const nativeOperations = (loaded: TensorFlow): NativeOperations =>
  loaded.backend() as unknown as NativeOperations

/** Runs `work` and frees every tensor it made; what it returns holds numbers, not tensors. */
export function scoped<T>(tensorflow: TensorFlow, work: () => T): T {
  const engine = tensorflow.engine()
  engine.startScope()
  try {
    return work()
  } finally {
    engine.endScope()
  }
}
