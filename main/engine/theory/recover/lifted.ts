/** V by least squares, and by the nuclear norm; both end with the best matrix of rank one in each block. */
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { LeastSquares } from '../../numerics/least-squares'
import { outputsOf, type Lifted, type Problem } from './problem'

interface Decomposed { left: Matrix; right: Matrix; values: readonly number[] }

function decomposed({ rows, columns, values }: Lifted, block: number): Decomposed {
  const size = rows * columns
  const own = Matrix.from1DArray(rows, columns, values.subarray(block * size, (block + 1) * size))
  const { leftSingularVectors, rightSingularVectors, diagonal } =
    new SingularValueDecomposition(own, { autoTranspose: true })
  return { left: leftSingularVectors, right: rightSingularVectors, values: diagonal }
}

/** Singular values of each block by `shrink`, which may make them 0. */
function withSingularValues(lifted: Lifted, shrink: (value: number, index: number) => number): Lifted {
  const { blocks, rows, columns } = lifted
  const result = new Float64Array(lifted.values.length)
  for (let block = 0; block < blocks; block++) {
    const { left, right, values } = decomposed(lifted, block)
    values.forEach((value, at) => {
      const kept = shrink(value, at)
      if (kept === 0) return
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          result[(block * rows + i) * columns + j] += kept * left.get(i, at) * right.get(j, at)
    })
  }
  return { blocks, rows, columns, values: result }
}

/** (28): the largest singular value with its vectors. */
export const rankOne = (lifted: Lifted): Lifted => withSingularValues(lifted, (value, at) => (at === 0 ? value : 0))

/** σ₂ / σ₁, the largest over blocks; 0 where a block has one singular value alone. */
export function secondShare(lifted: Lifted): number {
  return Array.from({ length: lifted.blocks }, (_, block) => decomposed(lifted, block).values)
    .reduce((most, [first, second = 0]) => Math.max(most, first > 0 ? second / first : 0), 0)
}

/** (P2): of all V that fit best the shortest. */
export function leastSquaresLifted({ truth, targets, outputs }: Problem, system: LeastSquares): Lifted {
  return { ...truth, values: system.solve(targets, outputs) }
}

export const systemOf = ({ design: { values, count, units, width } }: Problem): LeastSquares =>
  new LeastSquares(values, count, units * width)

const mostIterations = 600
const near = 1e-9

/**
 * (P3): min Σ ‖V_c‖_* with U V = y, by the augmented Lagrangian: V on the constraint, Z with shrunk singular values, L
 * their multipliers.
 */
export function nuclearLifted(problem: Problem, system: LeastSquares): Lifted {
  const { targets, outputs, truth } = problem
  const project = (values: Float64Array): Float64Array => {
    const residual = outputsOf(problem.design, { ...truth, values }, outputs).map((value, i) => value - targets[i])
    const step = system.solve(residual, outputs)
    return values.map((value, i) => value - step[i])
  }
  let found = system.solve(targets, outputs)
  const scale = Math.max(...decomposedAll({ ...truth, values: found }))
  if (!(scale > 0)) return { ...truth, values: found }
  const shrinking = scale / 3
  let low: Float64Array = new Float64Array(found.length)
  let multipliers = low
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    found = project(low.map((value, i) => value - multipliers[i]))
    const moved = withSingularValues(
      { ...truth, values: found.map((value, i) => value + multipliers[i]) }, (value) => Math.max(0, value - shrinking)
    ).values
    const isStill = distance(moved, low) < near * scale && distance(found, moved) < near * scale
    multipliers = multipliers.map((value, i) => value + found[i] - moved[i])
    low = moved
    if (isStill) break
  }
  return rankOne({ ...truth, values: found })
}

const decomposedAll = (lifted: Lifted): number[] =>
  Array.from({ length: lifted.blocks }, (_, block) => decomposed(lifted, block).values[0])


function distance(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += (one[i] - other[i]) ** 2
  return Math.sqrt(sum)
}
