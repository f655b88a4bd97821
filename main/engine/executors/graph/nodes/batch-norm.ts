/**
 * scale · (z − mean) / √(variance + ε) + shift, per channel. In training mean and variance are the batch's, and the
 * running ones follow: r ← decay · r + (1 − decay) · batch. The shift is a threshold (−β), the rest is the linear part.
 * TensorFlow's op knows maps only, so flat values [examples, units] go through it as maps of one pixel.
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Attributes, type Output } from '../builder'
import { withoutParameters, type NodeWriter } from './node'

export const batchNorm: NodeWriter<NodeOf<'batch-norm'>> = (pass, node, [input]) => {
  const { builder } = pass
  const shape = pass.shapeOf(node.name)
  const flat = shape.length === 1
  const asMap = (value: Output): Output => (flat ? pass.reshape(value, -1, 1, 1, ...shape) : value)
  const asItCame = (value: Output): Output => (flat ? pass.reshape(value, -1, ...shape) : value)
  const map = asMap(input.value)
  const [scale, shift, mean, variance] = (['scale', 'shift', 'mean', 'variance'] as const).map((role) =>
    pass.read(`${node.name}/${role}`)
  )
  const training = pass.options.training && node.frozen !== true
  const attributes: Attributes = {
    T: float, U: float, epsilon: { float: node.epsilon }, data_format: { text: 'NHWC' }, is_training: { bool: training }
  }
  // In training the op wants empty running statistics and gives the batch's.
  const none = builder.constant(new Float32Array(0), [0])
  const normalised = builder.op(
    'FusedBatchNormV3', [map, scale, shift, training ? none : mean, training ? none : variance],
    { ...attributes, exponential_avg_factor: { float: 1 } }
  )
  if (training) {
    const follow = (running: string, batch: string): string => pass.add(
      pass.multiply(running, builder.scalar(node.decay)), pass.multiply(batch, builder.scalar(1 - node.decay)))
    pass.follow(`${node.name}/mean`, follow(mean, `${normalised}:1`))
    pass.follow(`${node.name}/variance`, follow(variance, `${normalised}:2`))
  }
  const value = asItCame(normalised)
  return {
    signal: { value, linearPart: builder.op('Sub', [value, shift], { T: float }) },
    backward: (gradient) => {
      const back = builder.op(
        'FusedBatchNormGradV3',
        [asMap(gradient), map, scale, `${normalised}:3`, `${normalised}:4`, `${normalised}:5`],
        attributes
      )
      return {
        inputs: [asItCame(back)],
        parameters: node.frozen ? withoutParameters : new Map([
          [`${node.name}/scale`, `${back}:1`],
          [`${node.name}/shift`, `${back}:2`]
        ])
      }
    }
  }
}
