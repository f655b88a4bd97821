/** Signatures that read and write variables of the graph: weights, momentum, weight masks. */
import { float, type GraphBuilder, type Output, type Port } from './builder'

export interface GraphVariable {
  /** Its name in the signature's feeds or fetches. */
  name: string
  handle: Output
  shape: readonly number[]
}

/** A signature that assigns what it is fed. */
export function writeAssignment(builder: GraphBuilder, signature: string, variables: readonly GraphVariable[]): void {
  const fed = variables.map(({ name, shape }): [string, Port] => [name, builder.placeholder('float32', shape)])
  const assigned = fed.map(([, { output }], i) => assignment(builder, variables[i], ownCopy(builder, output)))
  builder.signature(signature, Object.fromEntries(fed), { done: after(builder, assigned) })
}

/** A signature that makes all of them zero. */
export function writeZeroing(builder: GraphBuilder, signature: string, variables: readonly GraphVariable[]): void {
  const zeroed = variables.map((variable) => {
    const zeros = builder.op('Fill', [builder.ints(...variable.shape), builder.scalar(0)], {
      T: float,
      index_type: { type: 'int32' }
    })
    return assignment(builder, variable, zeros)
  })
  builder.signature(signature, {}, { done: after(builder, zeroed) })
}

/** A signature that gives their values. */
export function writeReading(builder: GraphBuilder, signature: string, variables: readonly GraphVariable[]): void {
  const values = variables.map(({ name, handle, shape }): [string, Port] => {
    const value = builder.op('ReadVariableOp', [handle], { dtype: float })
    return [name, { output: builder.op('Identity', [value], { T: float }), type: 'float32', shape }]
  })
  builder.signature(signature, {}, Object.fromEntries(values))
}

const assignment = (builder: GraphBuilder, { handle }: GraphVariable, value: Output): Output =>
  builder.op('AssignVariableOp', [handle, value], { dtype: float })

/**
 * What is fed lies in JavaScript's memory, and a variable that kept it would give it back from one of TensorFlow's
 * own threads when it is assigned again: the addon then calls into V8 from there, which once in thousands of times,
 * when two do it at once, ends the process.
 */
const ownCopy = (builder: GraphBuilder, fed: Output): Output => builder.op('DeepCopy', [fed], { T: float })

/** A scalar that is there once all of these operations have run. */
function after(builder: GraphBuilder, operations: readonly Output[]): Port {
  const output = builder.op('Identity', [builder.scalar(0), ...operations.map((name) => `^${name}`)], { T: float })
  return { output, type: 'float32', shape: [] }
}
