/** max(z, 0) + slope · min(z, 0), of operations whose gradients every backend has. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const parametricRelu: NodeRunner<NodeOf<'parametric-relu'>> = (tf, pass, { name }, [{ value }]) => {
  const above = tf.relu(value)
  return plain(tf.add(above, tf.mul(tf.sub(value, above), pass.variable(`${name}/slope`))))
}
