/**
 * Steps of SGD and of alternation, with TensorFlow's own threads and in towers, in turn: what stored masks add to a
 * step, and what towers take from it.
 */
import { multipliesBfloat16 } from '../../main/engine/backends/processor'
import type { NetworkPresetName } from '../../preload/schema/configuration'
import { absent, judged, median, ratio, type Measured } from './measure'
import type { Progress } from './progress'
import { StepProcess } from './step-process'

export const stepKinds = [
  'SGD', 'SGD in bfloat16', 'eager', 'masked', 'consistent', 'consistent, from the file,', 'consistent, composed,'
] as const
export type StepKind = (typeof stepKinds)[number]
export type MaskedKind = Exclude<StepKind, SgdKind>
type SgdKind = 'SGD' | 'SGD in bfloat16' | 'eager'
export const isSgd = (kind: StepKind): kind is SgdKind =>
  kind === 'SGD' || kind === 'SGD in bfloat16' || kind === 'eager'

export interface StepRace {
  net: NetworkPresetName
  shape: [number, number, number]
  batch: number
  examples: number
  inTowers: boolean
}

interface Course extends Omit<StepRace, 'inTowers'> { rounds: number; steps: number }

const courses: readonly Course[] = [
  { net: 'all-cnn-mini', shape: [28, 28, 1], batch: 32, examples: 7488, rounds: 72, steps: 13 },
  { net: 'all-cnn-mini', shape: [28, 28, 1], batch: 64, examples: 7488, rounds: 72, steps: 13 },
  { net: 'all-cnn-c', shape: [32, 32, 3], batch: 64, examples: 256, rounds: 12, steps: 1 }
]

export async function raceSteps(progress: Progress): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const course of courses) measured.push(...await race(progress, course))
  return measured
}

async function race(progress: Progress, { rounds, steps, ...course }: Course): Promise<Measured[]> {
  const what = `${course.net}, batch ${course.batch}`
  progress.say(`${what}: compiling graphs`)
  const starting = (inTowers: boolean) => StepProcess.start<StepKind>('step-worker.cjs', { ...course, inTowers })
  const [own, towers] = [await starting(false), await starting(true)]
  try {
    const told = progress.rounds(what, rounds + 2)
    const times = { own: timesOf(), towers: timesOf() }
    for (let round = -2; round < rounds; round++) {
      for (const kind of inTurn(round)) {
        const [slow, fast] = [await own.take(kind, steps), await towers.take(kind, steps)]
        if (round < 0) continue
        times.own[kind].push(slow)
        times.towers[kind].push(fast)
      }
      told.done()
    }
    return ratios(course, times)
  } finally {
    own.end()
    towers.end()
  }
}

const raced = stepKinds.filter((kind) => kind !== 'SGD in bfloat16' || multipliesBfloat16())

/** Each kind is first in a round as often as any other. */
const inTurn = (round: number): StepKind[] =>
  raced.map((_, i) => raced[(i + round + 2 * raced.length) % raced.length])

type Times = Record<StepKind, number[]>
const timesOf = (): Times => ({
  SGD: [], 'SGD in bfloat16': [], eager: [], masked: [], consistent: [], 'consistent, from the file,': [],
  'consistent, composed,': []
})

function ratios(
  { net, batch }: Omit<StepRace, 'inTowers'>, { own, towers }: { own: Times; towers: Times }
): Measured[] {
  const what = `${net}, batch ${batch}`
  const limit = { kind: 'at most', value: 1.05 } as const
  return [
    judged(`step of SGD, TensorFlow’s own threads, ${what}`, median(own.SGD), 'ms', null),
    judged(`step of SGD, in towers, ${what}`, median(towers.SGD), 'ms', null),
    judged(`towers against TensorFlow’s own threads, ${what}`, ratio(towers.SGD, own.SGD), '×', {
      kind: 'at most', value: 1
    }),
    judged(`eager step of SGD, TensorFlow’s own threads, against the graph in towers, ${what}`,
      ratio(own.eager, towers.SGD), '×', { kind: 'at least', value: 3 }),
    bfloat16Row(what, towers),
    ...stepKinds.filter((kind) => !isSgd(kind)).map((kind) =>
      judged(
        `${kind} step against SGD’s, ${what}`, ratio(towers[kind], towers.SGD), '×',
        kind === 'consistent, composed,' ? null : limit
      )),
    judged(
      `consistent step against SGD’s, TensorFlow’s own threads, ${what}`, ratio(own.consistent, own.SGD), '×', null
    ),
    ...corners(what, { own, towers })
  ]
}

function bfloat16Row(what: string, times: Times): Measured {
  const name = `step of SGD in bfloat16 against float32, ${what}`
  return times['SGD in bfloat16'].length === 0
    ? absent(name, 'the processor does not multiply bfloat16')
    : judged(name, ratio(times['SGD in bfloat16'], times.SGD), '×', null)
}

/** Towers and fused operations, each on and off, beside neither of them. */
function corners(what: string, { own, towers }: { own: Times; towers: Times }): Measured[] {
  const neither = own['consistent, composed,']
  return ([
    ['composed, TensorFlow’s own threads', neither],
    ['composed, in towers', towers['consistent, composed,']],
    ['fused, TensorFlow’s own threads', own.consistent],
    ['fused, in towers', towers.consistent]
  ] as const).map(([corner, times]) => judged(
    `consistent step, ${corner}, ${what}`, median(times), 'ms', null,
    times === neither ? null : `${ratio(times, neither).toFixed(2)} × of neither`
  ))
}
