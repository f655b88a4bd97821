/**
 * Whole numbers that a graph computes of shapes, known before it runs but for the number of examples: what exporters
 * write for `x.view(x.size(0), -1)`, and whatever else is arithmetic of constants.
 */
import type { Fault } from '../fault'
import { shown } from '../fault'
import { integerOf, integersOf, type Operator } from './graph'

/** Null is the number of examples. */
export type Whole = number | null
/** Of no axis (one number) or of one. */
export interface Wholes { isList: boolean; values: readonly Whole[] }

/** What an operator is given: its own inputs, by position. */
export interface Given {
  /** The shape of an input that is computed from the image, examples first. */
  shapeOf(position: number): readonly Whole[]
  /** Null of an input that is not known. */
  known(position: number): Wholes | null
}

type Fold = (operator: Operator, given: Given, named: (problem: string) => Error) => Wholes | null

const list = (values: readonly Whole[]): Wholes => ({ isList: true, values })

/** Both known, or null. */
function arithmetic(combine: (one: number, other: number) => number): Fold {
  return (_operator, given, named) => {
    const [one, other] = [given.known(0), given.known(1)]
    if (!one || !other) return null
    const length = Math.max(one.values.length, other.values.length)
    if (![one, other].every(({ values }) => values.length === 1 || values.length === length))
      throw named('computes with lists of different lengths')
    const at = ({ values }: Wholes, i: number): Whole => values[values.length === 1 ? 0 : i]
    return {
      isList: one.isList || other.isList,
      values: Array.from({ length }, (_, i) => {
        const [first, second] = [at(one, i), at(other, i)]
        if (first === null || second === null) throw named('computes with the number of examples')
        return combine(first, second)
      })
    }
  }
}

const gather: Fold = (operator, given, named) => {
  const [from, places] = [given.known(0), given.known(1)]
  if (!from || !places) return null
  if (integerOf(operator, 'axis', 0) !== 0) throw named('gathers along another axis than the first')
  return { isList: places.isList, values: places.values.map((place) => valueAt(from, place, named)) }
}

function valueAt({ values }: Wholes, place: Whole, named: (problem: string) => Error): Whole {
  const at = place === null ? NaN : place < 0 ? place + values.length : place
  if (!(at >= 0 && at < values.length)) throw named('gathers what is not there')
  return values[at]
}

const slice: Fold = (operator, given, named) => {
  const from = given.known(0)
  if (!from) return null
  const bound = (position: number, attribute: string): readonly Whole[] | null =>
    given.known(position)?.values ?? integersOf(operator, attribute)
  const [starts, ends] = [bound(1, 'starts'), bound(2, 'ends')]
  const steps = given.known(4)?.values ?? [1]
  if (starts?.length !== 1 || ends?.length !== 1 || steps.join() !== '1' || starts[0] === null || ends[0] === null)
    throw named('cuts out something else than a row of one list')
  return list(from.values.slice(starts[0], ends[0]))
}

const concat: Fold = (operator, given) => {
  const parts = operator.inputs.map((_, position) => given.known(position))
  return parts.every((part) => part !== null) ? list(parts.flatMap(({ values }) => values)) : null
}

const folds: Readonly<Record<string, Fold>> = {
  Shape: (operator, given) => {
    const shape = given.known(0) ? [given.known(0)?.values.length ?? 0] : given.shapeOf(0)
    return list(shape.slice(integerOf(operator, 'start', 0), integerOf(operator, 'end', shape.length)))
  },
  Gather: gather,
  Slice: slice,
  Concat: concat,
  Unsqueeze: (_operator, given) => {
    const known = given.known(0)
    return known && list(known.values)
  },
  Squeeze: (_operator, given) => {
    const known = given.known(0)
    return known && { isList: false, values: known.values }
  },
  Identity: (_operator, given) => given.known(0),
  Cast: (_operator, given) => given.known(0),
  Add: arithmetic((one, other) => one + other),
  Sub: arithmetic((one, other) => one - other),
  Mul: arithmetic((one, other) => one * other),
  Div: arithmetic((one, other) => Math.trunc(one / other))
}

/** @returns null where an operator computes something of the image */
export function foldedWholes(operator: Operator, given: Given, fault: Fault): Wholes | null {
  const fold = folds[operator.type]
  return fold === undefined ? null : fold(operator, given, (problem) =>
    fault(`node "${shown(operator.name)}" (${shown(operator.type)}) ${problem}`))
}
