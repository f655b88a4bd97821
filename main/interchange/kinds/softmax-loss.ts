/** No layer: files end in logits. A softmax at the end of one that is read is dropped (main/import). */
import type { NodeOf } from '../../../preload/schema/network'
import type { NodeMapping } from './mapping'

export const softmaxLoss: NodeMapping<NodeOf<'softmax-loss'>> = {
  keras: { write: () => null, readers: {} },
  onnx: { write: (_node, [value]) => value, readers: {} }
}
