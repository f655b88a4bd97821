/** y = max(z, 0) + slope · min(z, 0): ∂z is ∂ above zero and slope · ∂ below, ∂slope the sum of ∂ · min(z, 0). */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Output } from '../builder'
import { plain, type NodeWriter } from './node'

export const parametricRelu: NodeWriter<NodeOf<'parametric-relu'>> = (pass, { name }, [{ value: z }]) => {
  const { builder } = pass
  const parameter = `${name}/slope`
  const slope = pass.read(parameter)
  const operation = (type: string, ...inputs: Output[]): Output => builder.op(type, inputs, { T: float })
  const above = operation('Relu', z)
  const below = operation('Sub', z, above)
  const allButChannels = pass.shapeOf(name).length === 1 ? [0] : [0, 1, 2]
  return {
    signal: plain(pass.add(above, pass.multiply(below, slope))),
    backward: (arriving) => {
      const passed = operation('ReluGrad', arriving, z)
      const ofSlope = builder.op('Sum', [pass.multiply(arriving, below), builder.ints(...allButChannels)], {
        T: float, Tidx: { type: 'int32' }, keep_dims: { bool: false }
      })
      return {
        inputs: [pass.add(passed, pass.multiply(operation('Sub', arriving, passed), slope))],
        parameters: new Map([[parameter, ofSlope]])
      }
    }
  }
}
