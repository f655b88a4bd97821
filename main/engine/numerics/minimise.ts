/**
 * Minimises a smooth function by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) in
 * Float64, one operation after the other, so that the same start comes to the same bits.
 */

/** Writes the gradient at a point into `gradient`. @returns the value there */
export type Objective = (at: Float64Array, gradient: Float64Array) => number
/** The same where values come later: computed on a device. */
export type LateObjective = (at: Float64Array, gradient: Float64Array) => Promise<number>

export interface Wanted {
  /**
   * Multiplies a direction by about the inverse of the curvature, in place: where that is known the way is short. It is
   * symmetric and positive; without it it is one number.
   */
  precondition?: (direction: Float64Array) => void
  /** It ends where no component of the gradient is larger. */
  tolerance: number
  /** Evaluations of the objective after which it ends in any case. */
  evaluations: number
  /** Pairs of steps and changes of the gradient that stand for the curvature; without it 10. */
  pairs?: number
}

export interface Minimum {
  at: Float64Array
  value: number
  /** The value at the start. */
  begun: number
  /** The largest component of the gradient, without its sign. */
  slope: number
  evaluations: number
}

const usualPairs = 10
/** A step has to lower the value by this share of what the slope promises, and the slope to this share of itself. */
const [sufficient, flatter] = [1e-4, 0.9]
const mostHalvings = 50

interface Point { at: Float64Array; value: number; gradient: Float64Array }
interface Pair { step: Float64Array; change: Float64Array; product: number }

/** Of a point to evaluate: it is given back with its value and gradient. */
type Asked = Float64Array
/** Asks for evaluations, and gives what was reached after each step. */
type Steps<Result> = Generator<Asked | Minimum, Result, Point | undefined>

/**
 * Never ends at a larger value than it begins with. It ends early where rounding lets no step lower the value any
 * more.
 */
export function minimise(objective: Objective, start: Float64Array, wanted: Wanted): Minimum {
  const steps = stepsOf(start, wanted)
  let next = steps.next()
  while (next.done !== true) {
    if (!(next.value instanceof Float64Array)) next = steps.next()
    else {
      const gradient = new Float64Array(start.length)
      next = steps.next({ at: next.value, value: objective(next.value, gradient), gradient })
    }
  }
  return next.value
}

/** @param after each step what was reached by then; it ends where that says so */
export async function minimiseLate(
  objective: LateObjective, start: Float64Array, wanted: Wanted, after: (reached: Minimum) => Promise<'more' | 'enough'>
): Promise<Minimum> {
  const steps = stepsOf(start, wanted)
  let next = steps.next()
  while (next.done !== true) {
    const { value } = next
    if (value instanceof Float64Array) {
      const gradient = new Float64Array(start.length)
      next = steps.next({ at: value, value: await objective(value, gradient), gradient })
    } else {
      if (await after(value) === 'enough') return value
      next = steps.next()
    }
  }
  return next.value
}

function* stepsOf(
  start: Float64Array, { tolerance, evaluations, precondition = () => undefined, pairs: memory = usualPairs }: Wanted
): Steps<Minimum> {
  let evaluated = 0
  const evaluate = function* (at: Float64Array): Steps<Point> {
    evaluated++
    const point = yield at
    if (point === undefined) throw new Error('a point that was asked for was not evaluated')
    return point
  }
  const pairs: Pair[] = []
  let here = yield* evaluate(start.slice())
  const begun = here.value
  const reached = (): Minimum =>
    ({ at: here.at, value: here.value, begun, slope: largest(here.gradient), evaluations: evaluated })
  while (largest(here.gradient) > tolerance && evaluated < evaluations) {
    const direction = descent(here.gradient, pairs, precondition)
    // Of the first step nothing is known but the slope: it is as long as one, as later ones are about.
    const first = pairs.length === 0 ? Math.min(1, 1 / norm(direction)) : 1
    const next = yield* lineSearch(here, direction, first, evaluate)
    if (next === null) {
      if (pairs.length === 0) break
      pairs.length = 0
      continue
    }
    remember(pairs, here, next, memory)
    here = next
    yield reached()
  }
  return reached()
}

/** Minus the inverse curvature times the gradient, by the two loops. */
function descent(
  gradient: Float64Array, pairs: readonly Pair[], precondition: (direction: Float64Array) => void
): Float64Array {
  const direction = gradient.map((value) => -value)
  const shares = new Float64Array(pairs.length)
  for (let i = pairs.length - 1; i >= 0; i--) {
    shares[i] = dot(pairs[i].step, direction) / pairs[i].product
    add(direction, -shares[i], pairs[i].change)
  }
  precondition(direction)
  const newest = pairs[pairs.length - 1]
  if (newest) {
    const change = newest.change.slice()
    precondition(change)
    scale(direction, newest.product / dot(newest.change, change))
  }
  pairs.forEach(({ step, change, product }, i) => {
    add(direction, shares[i] - dot(change, direction) / product, step)
  })
  return direction
}

/**
 * A point along the direction that is lower and flatter by enough (the weak Wolfe conditions), by doubling and
 * halving; the lowest one that was lower by enough where none is flatter. Null where there is no lower one.
 */
function* lineSearch(
  from: Point, direction: Float64Array, first: number, evaluate: (at: Float64Array) => Steps<Point>
): Steps<Point | null> {
  const slope = dot(from.gradient, direction)
  if (!(slope < 0)) return null
  let [low, high, length] = [0, Infinity, first]
  let found: Point | null = null
  for (let halving = 0; halving < mostHalvings; halving++) {
    const point = yield* evaluate(from.at.map((value, i) => value + length * direction[i]))
    if (!(point.value <= from.value + sufficient * length * slope)) high = length
    else {
      if (found === null || point.value <= found.value) found = point
      if (dot(point.gradient, direction) >= flatter * slope) return point
      low = length
    }
    length = high === Infinity ? 2 * low : (low + high) / 2
  }
  return found !== null && found.value < from.value ? found : null
}

/** Only a pair with positive curvature keeps the direction one of descent. */
function remember(pairs: Pair[], from: Point, to: Point, memory: number): void {
  const step = to.at.map((value, i) => value - from.at[i])
  const change = to.gradient.map((value, i) => value - from.gradient[i])
  const product = dot(step, change)
  if (!(product > 0)) return
  pairs.push({ step, change, product })
  if (pairs.length > memory) pairs.shift()
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}

function add(to: Float64Array, times: number, other: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += times * other[i]
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= by
}

const norm = (values: Float64Array): number => Math.sqrt(dot(values, values))

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
