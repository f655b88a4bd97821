/** What nodes of a network give, with ReLU, on whatever backend: to be compared with what others compute. */
import type { Network } from '../../../../preload/schema/network'
import type { Backend } from '../../backends/backend'
import type { Examples } from '../../datasets/dataset'
import type { Weights } from '../../networks/parameters'
import { isHard } from '../../networks/hard-thresholds'
import { imageShapeOf } from '../../networks/shapes'
import { computed, copiesOf } from '../../tensors'
import { forward, signalOf } from './forward'
import { EagerOperations } from './operations'
import { EagerVariables } from './variables'

/** @returns by the names of `nodes`, [examples, …] in row-major order, channels last */
export async function nodeValues(
  backend: Backend,
  network: Network,
  weights: Weights,
  { count, images }: Pick<Examples, 'count' | 'images'>,
  nodes: readonly string[]
): Promise<Map<string, Float32Array>> {
  const { tf } = backend
  const operations = new EagerOperations(backend)
  const variables = new EagerVariables(backend, network, weights)
  try {
    return await computed(
      backend,
      () => {
        const { signals } = forward(
          tf,
          network,
          {
            training: false,
            variable: (name) => variables.value(name),
            support: (node, q) => (isHard(node) ? operations.signOf(operations.ownMask(q)) : operations.relu(q)),
            dropout: (_node, value) => value
          },
          tf.tensor(images.slice(), [count, ...imageShapeOf(network)])
        )
        // Nodes that only hand on share a tensor, which is freed once.
        return Object.fromEntries(nodes.map((name) => [name, tf.clone(signalOf(signals, name).value)]))
      },
      (values) => copiesOf(backend, values)
    )
  } finally {
    variables.dispose()
  }
}
