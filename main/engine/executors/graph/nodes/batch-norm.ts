/**
 * scale · (z − mean) / √(variance + ε) + shift, per channel. In training mean and variance are the batch's, and the
 * running ones follow: r ← decay · r + (1 − decay) · batch. The shift is a threshold (−β), the rest is the linear part.
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Attributes } from '../builder'
import type { NodeWriter } from './node'

export const batchNorm: NodeWriter<NodeOf<'batch-norm'>> = (pass, node, [input]) => {
  const { builder } = pass
  const [scale, shift, mean, variance] = (['scale', 'shift', 'mean', 'variance'] as const).map((role) => pass.read(`${node.name}/${role}`))
  const training = pass.options.training
  const attributes: Attributes = {
    T: float, U: float, epsilon: { float: node.epsilon }, data_format: { text: 'NHWC' }, is_training: { bool: training }
  }
  // In training the op wants empty running statistics and gives the batch's.
  const none = builder.constant(new Float32Array(0), [0])
  const normalised = builder.op(
    'FusedBatchNormV3', [input.value, scale, shift, training ? none : mean, training ? none : variance],
    { ...attributes, exponential_avg_factor: { float: 1 } }
  )
  if (training) {
    const follow = (running: string, batch: string): string => pass.add(
      pass.multiply(running, builder.scalar(node.decay)), pass.multiply(batch, builder.scalar(1 - node.decay)))
    pass.follow(`${node.name}/mean`, follow(mean, `${normalised}:1`))
    pass.follow(`${node.name}/variance`, follow(variance, `${normalised}:2`))
  }
  return {
    signal: { value: normalised, linearPart: builder.op('Sub', [normalised, shift], { T: float }) },
    backward: (gradient) => {
      const back = builder.op('FusedBatchNormGradV3', [gradient, input.value, scale, `${normalised}:3`, `${normalised}:4`, `${normalised}:5`], attributes)
      return { inputs: [back], parameters: new Map([[`${node.name}/scale`, `${back}:1`], [`${node.name}/shift`, `${back}:2`]]) }
    }
  }
}
