/** The two phases of the angle: slow while it is large, then about ten times faster. */
import type { spurious } from '../../../../preload/schema/theory/spurious'
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random } from '../../random'
import { over, verdict, type ParametersOf } from '../experiment'
import { descend } from './descent'
import { randomStart, randomTeacher } from './starts'

type Parameters = ParametersOf<typeof spurious>

const [rate, steps, tracedStarts] = [0.1, 4000, 8]
/** (1ᵀa*)² / ‖a*‖² of the teachers, or k where that is less. */
const ratio = 4
const kept = 200

interface Trace { seed: number; start: number; angles: number[]; losses: number[]; isGlobal: boolean }

/** Angles and losses of a few starts of every seed, with small steps. */
export function phases({ k, p, init }: Parameters, seeds: readonly number[]): Trace[] {
  return seeds.flatMap((seed) => {
    const teacher = randomTeacher(random(seed, 'teacher', k), k, Math.min(k, ratio))
    const stream = random(seed, 'phases', k, p)
    return Array.from({ length: tracedStarts }, (_, start) => {
      const [angles, losses]: [number[], number[]] = [[], []]
      const { end } = descend(randomStart(stream, p, teacher, init), teacher, rate, steps, (_step, { angle, loss }) => {
        angles.push(angle)
        losses.push(loss)
      })
      return { seed, start, angles, losses, isGlobal: end === 'global' }
    })
  })
}

/** Points that are even in the number of steps. */
export const phaseTable = (traces: readonly Trace[]): ResultTable => ({
  name: 'phases',
  title: 'Angle and loss over steps of gradient descent, rate 0.1, (1ᵀa*)² = 4 ‖a*‖²',
  columns: ['seed', 'start', 'step', 'angle', 'loss'],
  rows: traces.flatMap(({ seed, start, angles, losses }) => {
    const every = Math.max(1, Math.ceil(angles.length / kept))
    return angles.flatMap((angle, step) => (step % every === 0 ? [[seed, start, step, angle, losses[step]]] : []))
  })
})

/** −Δ log tan(φ/2) per step, of the angles in a range. */
function speeds({ angles }: Trace, from: number, to: number): number[] {
  const height = (angle: number): number => Math.log(Math.tan(angle / 2))
  return angles.slice(1).flatMap((angle, i) =>
    angles[i] > from && angles[i] < to && angle > 0 ? [height(angles[i]) - height(angle)] : [])
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

export function phaseClaim(traces: readonly Trace[]): Claim {
  const ratios = [...Map.groupBy(traces.filter(({ isGlobal }) => isGlobal), ({ seed }) => seed).values()]
    .flatMap((own) => {
      const [early, late] = [own.flatMap((one) => speeds(one, 1.2, 4)), own.flatMap((one) => speeds(one, 1e-3, 0.1))]
      return early.length > 0 && late.length > 0 && median(early) > 0 ? [median(late) / median(early)] : []
    })
  return {
    text: 'The angle falls in two phases: slowly at first, then fast', bound: 2, ...over(ratios),
    holds: ratios.length > 0 ? verdict(ratios.every((ratio) => ratio > 2)) : 'not applicable',
    rule: 'median of −Δ log tan(φ/2) per step at φ below 0.1, over that at φ above 1.2; more than 2 for every seed'
  }
}
