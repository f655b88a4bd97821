/** What a network that is only run says of each example, beside mean loss and error. */
import type { BatchPredictions } from '../executor'
import { float, int, type GraphBuilder, type Output } from './builder'

/**
 * Float32 [examples, 3 + layers]: predicted class, its probability, the label's probability, and units on per layer.
 * Classes and counts are whole numbers below 2²⁴, which float32 holds exactly.
 * @param logits [examples, classes]
 * @param on per support layer, bool [examples, …shape]
 */
export function writePredictions(builder: GraphBuilder, logits: Output, labels: Output, on: readonly Output[]): Output {
  const answers = builder.op('ArgMax', [logits, builder.constant(Int32Array.of(1), [])], {
    T: float,
    Tidx: int,
    output_type: int
  })
  const softmax = builder.op('Softmax', [logits], { T: float })
  const cast = (value: Output): Output => builder.op('Cast', [value], { SrcT: int, DstT: float })
  const columns = [
    cast(answers), builder.op('Max', [softmax, builder.ints(1)], { T: float, Tidx: int, keep_dims: { bool: false } }),
    labelled(builder, softmax, labels), ...on.map((layer) => countedPerExample(builder, layer))
  ]
  return builder.op('Pack', columns, { T: float, N: { int: columns.length }, axis: { int: 1 } })
}

/** The probability of each example's label: GatherV2 with one batch dimension takes one value of each row. */
function labelled(builder: GraphBuilder, softmax: Output, labels: Output): Output {
  return builder.op('GatherV2', [softmax, labels, builder.constant(Int32Array.of(1), [])], {
    Tparams: float, Tindices: int, Taxis: int, batch_dims: { int: 1 }
  })
}

function countedPerExample(builder: GraphBuilder, on: Output): Output {
  const bits = builder.op('Cast', [on], { SrcT: { type: 'bool' }, DstT: float })
  const examples = builder.op(
    'StridedSlice',
    [builder.op('Shape', [bits], { T: float, out_type: int }), builder.ints(0), builder.ints(1), builder.ints(1)],
    {
      T: int,
      Index: int,
      begin_mask: { int: 0 },
      end_mask: { int: 0 },
      ellipsis_mask: { int: 0 },
      new_axis_mask: { int: 0 },
      shrink_axis_mask: { int: 0 }
    }
  )
  const rows = builder.op('ConcatV2', [examples, builder.ints(-1), builder.constant(Int32Array.of(0), [])], {
    T: int,
    N: { int: 2 },
    Tidx: int
  })
  const flat = builder.op('Reshape', [bits, rows], { T: float, Tshape: int })
  return builder.op('Sum', [flat, builder.ints(1)], { T: float, Tidx: int, keep_dims: { bool: false } })
}

/** The rows that `writePredictions` gives, taken apart. */
export function readPredictions(
  rows: Float32Array,
  examples: number,
  layers: number
): Omit<BatchPredictions, 'loss' | 'error'> {
  const width = 3 + layers
  const column = (index: number): Float32Array =>
    Float32Array.from({ length: examples }, (_, example) => rows[example * width + index])
  return {
    classes: Int32Array.from(column(0)),
    probabilities: column(1),
    labelProbabilities: column(2),
    unitsOn: Array.from({ length: layers }, (_, layer) => column(3 + layer).reduce((sum, count) => sum + count, 0))
  }
}
