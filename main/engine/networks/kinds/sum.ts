/** A residual sum: of activations that are not negative it is on where any of them is. */
import { Failure } from '../../../../preload/schema/failure'
import type { NodeOf } from '../../../../preload/schema/network'
import { weightless, type Constants, type NodeKind } from './kind'

export const sum = {
  ...weightless,
  shape: ({ name }, inputs) => {
    const [first, ...rest] = inputs
    if (rest.every((shape) => shape.join('×') === first.join('×'))) return first
    throw new Failure(
      `Sum "${name}" adds values of different shapes, ${inputs.map((shape) => shape.join('×')).join(' and ')}.`
    )
  },
  passes: { threshold: true, activity: true },
  channels: () => 'tied',
  fixedChannels: false,
  constants: (_node, inputs) => ({
    value: added(inputs.map(({ value }) => value)),
    linearPart: added(inputs.map(({ linearPart }) => linearPart))
  }),
  masks: (_node, inputs, routes) => routes.anyOf(inputs)
} satisfies NodeKind<NodeOf<'sum'>>

const added = (summands: readonly Constants[]): Constants =>
  summands[0].map((_value, channel) =>
    summands.reduce<number | null>((total, summand) => addOrNull(total, summand[channel]), 0)
  )

const addOrNull = (total: number | null, value: number | null): number | null =>
  total === null || value === null ? null : total + value
