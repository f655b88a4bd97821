/** A function of each value, without a support. Where it leaves zero as it is, masks go through. */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

type Activation = NodeOf<'activation'>

export const activation = {
  ...weightless,
  shape: (_node, [input]) => input,
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: false,
  nonlinear: true,
  constants: ({ apply }, [input]) =>
    plainConstants(input.value.map((value) => (value === null ? null : valueAt(apply, value)))),
  masks: ({ apply }, [input]) => (valueAt(apply, 0) === 0 ? input : null)
} satisfies NodeKind<Activation>

function valueAt(apply: Activation['apply'], value: number): number {
  switch (apply.function) {
    case 'sigmoid': return 1 / (1 + Math.exp(-value))
    case 'tanh': return Math.tanh(value)
    case 'leaky-relu': return value > 0 ? value : apply.slope * value
    case 'hard-sigmoid': return Math.min(1, Math.max(0, apply.slope * value + 0.5))
    case 'bounded': return Math.min(value, apply.most)
  }
}
