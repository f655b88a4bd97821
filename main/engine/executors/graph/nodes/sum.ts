/** A residual sum before a support: its linear part is the sum of linear parts, where a plain input is its own. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float } from '../builder'
import { withoutParameters, type NodeWriter } from './node'

export const sum: NodeWriter<NodeOf<'sum'>> = (pass, _node, inputs) => {
  const add = (values: readonly string[]): string =>
    pass.builder.op('AddN', values, { T: float, N: { int: values.length } })
  return {
    signal: {
      value: add(inputs.map(({ value }) => value)),
      linearPart: add(inputs.map(({ value, linearPart }) => linearPart ?? value))
    },
    backward: (gradient) => ({ inputs: inputs.map(() => gradient), parameters: withoutParameters })
  }
}
