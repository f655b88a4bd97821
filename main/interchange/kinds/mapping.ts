/** What a node kind is called by other programs, written and read. */
import type { NetworkNode } from '../../../preload/schema/network'
import type { ParameterRole } from '../../engine/networks/parameters'
import type { Shape } from '../../engine/networks/shapes'
import type { KerasLayer, KerasWriting } from '../keras/layers'
import type { KerasReader } from '../keras/reading'
import type { OnnxReader } from '../onnx/reading'
import type { OnnxWriting } from '../onnx/writing'

export interface NodeMapping<N extends NetworkNode = NetworkNode> {
  keras: {
    /** As TensorFlow.js reads it; null for a node that is no layer. */
    write(node: N, writing: KerasWriting): KerasLayer | null
    /**
     * What Keras calls one of its arrays, and its shape, where these are others than usual (keras/layers.ts).
     * @param input shape of what the node takes
     */
    array?(node: N, role: ParameterRole, shape: Shape, input: Shape): { name: string; shape: Shape } | null
    /** The layer that has to come before it, and what follows the node's name in its own. */
    before?(node: N, writing: KerasWriting): { suffix: string; layer: KerasLayer } | null
    /** By class name, the layers that become such a node. */
    readers: Readonly<Record<string, KerasReader>>
  }
  onnx: {
    /** @param inputs names of values. @returns the name of its own */
    write(node: N, inputs: readonly string[], writing: OnnxWriting): string
    /** By operator type, the operators that become such a node. */
    readers: Readonly<Record<string, OnnxReader>>
  }
}
