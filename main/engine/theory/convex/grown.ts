/** The gated program over patterns that grow: those that violate the optimum most are added, unused ones leave. */
import type { Random } from '../../random'
import { solveGated, type Solution } from './gated'
import { distinct, randomGate, violations, type Gated } from './patterns'
import { gatedProgram, normsOf, residualOf, type Data } from './program'

/** One optimum. `violation`: the largest ‖Xᵀ D r‖ / β of any pattern that was found; 1 where none violates. */
export interface Round { patterns: number; used: number; objective: number; gap: number; violation: number }

export interface Grown { gated: Gated[]; solution: Solution; rounds: Round[] }

const [begun, added, searched] = [10, 20, 100]
const tolerance = 1e-6
/** Above β by less is no violation: the residual is known to the tolerance. */
const slack = 1e-4

/** @param told before every round */
export function grown(data: Data, beta: number, rounds: number, stream: Random, told: () => void): Grown {
  let gated = distinct(data, Array.from({ length: begun }, () => randomGate(data.width, stream)))
  let start: Float64Array | undefined
  const done: Round[] = []
  for (;;) {
    told()
    const program = gatedProgram(data, gated.map(({ pattern }) => pattern), beta)
    const solution = solveGated(program, tolerance, start)
    const { objective, bound, blocks } = solution
    const isUsed = normsOf(blocks, data.width).map((norm) => (norm > 0 ? 1 : 0))
    const starts = [...Array.from({ length: searched }, () => randomGate(data.width, stream)),
      ...gated.map(({ gate }) => gate)]
    const found = violations(data, residualOf(program, blocks), starts)
    done.push({
      patterns: gated.length, used: isUsed.reduce((sum, one) => sum + one, 0), objective, gap: objective - bound,
      violation: found[0].size / beta
    })
    const kept = gated.filter((_, i) => isUsed[i] === 1)
    const known = new Set(gated.map(({ pattern }) => pattern.join()))
    const fresh = distinct(data, found.filter(({ size }) => size > beta * (1 + slack)).map(({ gate }) => gate))
      .filter(({ pattern }) => !known.has(pattern.join())).slice(0, added)
    if (done.length > rounds || fresh.length === 0) return { gated, solution, rounds: done }
    start = new Float64Array((kept.length + fresh.length) * data.width)
    start.set(blocks.filter((_, at) => isUsed[Math.floor(at / data.width)] === 1))
    gated = [...kept, ...fresh]
  }
}
