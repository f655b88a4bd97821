/** Nodes of several inputs, and of another shape: sums, concatenations along channels, flattening. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { sizeOf } from '../../../networks/shapes'
import { float } from '../builder'
import { plain, withoutParameters, type NodeWriter } from './node'

/** A residual sum before a support: its linear part is the sum of linear parts, where a plain input is its own. */
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

export const concatenation: NodeWriter<NodeOf<'concatenation'>> = (pass, node, inputs) => {
  const { builder } = pass
  const channels = node.inputs.map((name) => pass.shapeOf(name)[2])
  const value = builder.op(
    'ConcatV2',
    [...inputs.map((input) => input.value), builder.constant(Int32Array.of(3), [])],
    { T: float, N: { int: inputs.length }, Tidx: { type: 'int32' } }
  )
  const part = (gradient: string, index: number): string => {
    const before = channels.slice(0, index).reduce((total, count) => total + count, 0)
    return builder.op('Slice', [gradient, builder.ints(0, 0, 0, before), builder.ints(-1, -1, -1, channels[index])], {
      T: float,
      Index: { type: 'int32' }
    })
  }
  return {
    signal: plain(value),
    backward: (gradient) => ({
      inputs: inputs.map((_input, index) => part(gradient, index)),
      parameters: withoutParameters
    })
  }
}

export const flatten: NodeWriter<NodeOf<'flatten'>> = (pass, node, [input]) => {
  const shape = pass.shapeOf(node.inputs[0])
  return {
    signal: plain(pass.reshape(input.value, -1, sizeOf(shape))),
    backward: (gradient) => ({ inputs: [pass.reshape(gradient, -1, ...shape)], parameters: withoutParameters })
  }
}
