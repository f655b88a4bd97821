/** Per channel: scale · (z − mean) / √(variance + ε) + shift. The shift is a threshold, the rest the linear part. */
import type { NodeOf } from '../../../../preload/schema/network'
import type { NodeKind } from './kind'

const roles = ['scale', 'shift', 'mean', 'variance'] as const

export const batchNorm = {
  shape: (_node, [input]) => input,
  parameters: ({ frozen }, input) =>
    roles.map((role) => ({ role, shape: [input[input.length - 1]], ...frozen && { fixed: true as const } })),
  kernel: null,
  passes: { threshold: true, activity: true },
  channels: () => 'same',
  fixedChannels: false,
  constants: ({ epsilon }, [input], known) => {
    const [scale, shift, mean, variance] = roles.map((role) => known.values(role))
    const linearPart = input.value.map((value, channel) => {
      if (scale[channel] === 0) return 0
      return value === null ? null : scale[channel] * (value - mean[channel]) / Math.sqrt(variance[channel] + epsilon)
    })
    return { value: linearPart.map((value, channel) => (value === null ? null : value + shift[channel])), linearPart }
  },
  masks: () => null
} satisfies NodeKind<NodeOf<'batch-norm'>>
