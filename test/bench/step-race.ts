/**
 * Steps of SGD and of alternation, with TensorFlow's own threads and in towers, in turn: what stored masks add to a
 * step, and what towers take from it.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { NetworkPresetName } from '../../preload/schema/configuration'
import { givenEnvironment } from './given-environment'
import { judged, median, type Measured } from './measure'

export const stepKinds = [
  'SGD', 'eager', 'masked', 'consistent', 'consistent, from the file,', 'consistent, composed,'
] as const
export type StepKind = (typeof stepKinds)[number]

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

export async function raceSteps(): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const course of courses) measured.push(...await race(course))
  return measured
}

async function race({ rounds, steps, ...course }: Course): Promise<Measured[]> {
  const own = await Worker.start({ ...course, inTowers: false })
  const towers = await Worker.start({ ...course, inTowers: true })
  try {
    const times = { own: timesOf(), towers: timesOf() }
    for (let round = -2; round < rounds; round++)
      for (const kind of inTurn(round)) {
        const [slow, fast] = [await own.take(kind, steps), await towers.take(kind, steps)]
        if (round < 0) continue
        times.own[kind].push(slow)
        times.towers[kind].push(fast)
      }
    return ratios(course, times)
  } finally {
    own.end()
    towers.end()
  }
}

/** Each kind is first in a round as often as any other. */
const inTurn = (round: number): StepKind[] =>
  stepKinds.map((_, i) => stepKinds[(i + round + 2 * stepKinds.length) % stepKinds.length])

/** Of times that were taken one after the other, so that what slows the machine down for a while slows both. */
const ratio = (one: readonly number[], other: readonly number[]): number =>
  median(one.map((time, i) => time / other[i]))

type Times = Record<StepKind, number[]>
const timesOf = (): Times => ({
  SGD: [], eager: [], masked: [], consistent: [], 'consistent, from the file,': [], 'consistent, composed,': []
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
    ...stepKinds.filter((kind) => kind !== 'SGD' && kind !== 'eager').map((kind) =>
      judged(
        `${kind} step against SGD’s, ${what}`, ratio(towers[kind], towers.SGD), '×',
        kind === 'consistent, composed,' ? null : limit
      )),
    judged(
      `consistent step against SGD’s, TensorFlow’s own threads, ${what}`, ratio(own.consistent, own.SGD), '×', null
    )
  ]
}

class Worker {
  readonly #child: ChildProcess

  private constructor(race: StepRace) {
    this.#child = fork(join(__dirname, 'step-worker.cjs'), [JSON.stringify(race)], {
      env: givenEnvironment, stdio: ['ignore', 'inherit', 'inherit', 'ipc']
    })
  }

  static async start(race: StepRace): Promise<Worker> {
    const worker = new Worker(race)
    await once(worker.#child, 'message')
    return worker
  }

  /** @returns milliseconds a step */
  async take(kind: StepKind, steps: number): Promise<number> {
    this.#child.send({ kind, steps })
    const [time] = await once(this.#child, 'message') as [number]
    return time
  }

  end(): void {
    this.#child.disconnect()
  }
}
