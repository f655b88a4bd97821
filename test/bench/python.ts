/**
 * The graph executor in towers against Python TensorFlow of the same version and PyTorch, on the same network, weights
 * and batch, in turn: with the threads that each chooses itself, and with one an operation.
 */
import { join } from 'node:path'
import { nativeBackend } from '../../main/engine/backends/native'
import { threadsInTowers } from '../../main/engine/backends/threads'
import type { Examples, ImageShape } from '../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import type { Network } from '../../preload/schema/network'
import { absent, judged, median, type Measured } from './measure'
import { Opponent, Unable, type Peer } from './opponent'
import type { Progress } from './progress'
import { synthetic } from './synthetic'

/**
 * `python3 -m venv .setup/tensorflow-python && .setup/tensorflow-python/bin/pip install tensorflow==2.18.1`, or any
 * other Python that has it.
 */
const tensorFlow = process.env.MASKSCOPE_BENCH_PYTHON ?? join('.setup', 'tensorflow-python', 'bin', 'python')
/** `npm run bench -- --torch` makes it; or any other Python that has PyTorch. */
const torch = process.env.MASKSCOPE_BENCH_TORCH ?? join('.setup', 'torch-python', 'bin', 'python')

/** Threads of an operation, and operations at once; null as TensorFlow chooses. */
const tensorFlowThreads: readonly ([perOperation: number, atOnce: number] | null)[] = [null, [1, 1], [1, 2]]
const torchWays = ['eager', 'channels_last', 'compile'] as const

const peers: readonly Peer[] = [
  ...tensorFlowThreads.map((own): Peer => ({
    title: `tf.function, ${own === null ? 'its own threads' : `${own[1]} × ${own[0]}`}`,
    python: tensorFlow,
    program: ['step.py'],
    environment: {
      TF_CPP_MIN_LOG_LEVEL: '3',
      ...own !== null && { TF_NUM_INTRAOP_THREADS: String(own[0]), TF_NUM_INTEROP_THREADS: String(own[1]) }
    }
  })),
  ...torchWays.flatMap((way) => [null, 1].map((threads): Peer => ({
    title: `PyTorch, ${way}, ${threads === null ? 'its own threads' : 'one thread'}`,
    python: torch,
    program: ['step_torch.py', way],
    environment: threads === null ? {} : { OMP_NUM_THREADS: String(threads) }
  })))
]

const rule = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: 1 }

interface Race {
  title: string; network: Network; batch: Examples; stepsPerRound: number; rounds: number
  /** How often the fastest of Python's steps takes as long as ours, at least. */
  atLeast: number
}

export async function raceAgainstPython(progress: Progress): Promise<Measured[]> {
  const [digits, colours]: ImageShape[] = [[28, 28, 1], [32, 32, 3]]
  return [
    ...(await race(progress, {
      title: 'all-cnn-mini, batch 32', network: presetNetwork('all-cnn-mini', digits, 10),
      batch: synthetic(32, digits), stepsPerRound: 20, rounds: 20, atLeast: 1.1
    })),
    ...(await race(progress, {
      title: 'ALL-CNN-C, batch 64', network: presetNetwork('all-cnn-c', colours, 10),
      batch: synthetic(64, colours), stepsPerRound: 2, rounds: 12, atLeast: 1
    }))
  ]
}

/** `why`: of one that is not there. */
interface Contestant { title: string; opponent: Opponent | null; why: string; times: number[] }

async function race(progress: Progress, asked: Race): Promise<Measured[]> {
  const { title, network, batch } = asked
  const weights = initialWeights(network, 1)
  const graph = await GraphExecutor.create(
    nativeBackend(threadsInTowers(batch.count)), network, weights, 1, [{ mode: 'relu' }]
  )
  const contestants: Contestant[] = []
  try {
    for (const peer of peers) {
      progress.say(`${title}: starting ${peer.title}`)
      contestants.push(await contestantOf(peer, network, batch))
    }
    const { loss: own } = await graph.evaluate(batch, reluSupport(supportLayout(network).layers.length))
    for (const { opponent } of contestants) {
      if (opponent !== null && Math.abs(own - opponent.loss) > 1e-3 * own)
        throw new Error(`Python's loss is ${opponent.loss}, ours ${own}: these are two networks`)
    }
    return rowsOf(title, await timesOf(progress, asked, graph, contestants), contestants, asked.atLeast)
  } finally {
    for (const { opponent } of contestants) opponent?.end()
    graph.dispose()
  }
}

async function contestantOf(peer: Peer, network: Network, batch: Examples): Promise<Contestant> {
  try {
    const opponent = await Opponent.start(peer, network, batch)
    return { title: `${peer.title}, ${opponent.version}`, opponent, why: '', times: [] }
  } catch (error) {
    if (!(error instanceof Unable)) throw error
    return { title: peer.title, opponent: null, why: error.message, times: [] }
  }
}

/** @returns our times; the others' are added to theirs */
async function timesOf(
  progress: Progress, { title, batch, stepsPerRound, rounds }: Race, graph: GraphExecutor,
  contestants: readonly Contestant[]
): Promise<number[]> {
  const ours: number[] = []
  const told = progress.rounds(title, rounds + 2)
  for (let round = -2; round < rounds; round++) {
    for (const { opponent, times } of contestants) {
      const own = await opponent?.steps(stepsPerRound) ?? []
      if (round >= 0) times.push(...own)
    }
    const graphs = await timed(stepsPerRound, () => graph.trainStep(batch, { mode: 'relu' }, rule, round + 2))
    if (round >= 0) ours.push(...graphs)
    told.done()
  }
  return ours
}

/** @param contestants one without times was not there */
export function rowsOf(
  what: string, ours: readonly number[], contestants: readonly Omit<Contestant, 'opponent'>[], atLeast: number
): Measured[] {
  const own = median(ours)
  const [fastest] = contestants.filter(({ times }) => times.length > 0)
    .toSorted((one, other) => median(one.times) - median(other.times))
  return [
    judged(`step of ${what}: graph in towers`, own, 'ms', null),
    ...contestants.map(({ title, why, times }) => {
      const name = `step of ${what}: ${title}`
      if (times.length === 0) return absent(name, why)
      return judged(name, median(times), 'ms', null, `${(median(times) / own).toFixed(2)} × ours`)
    }),
    ...fastest === undefined ? [] : [judged(
      `fastest of Python’s against the graph, ${what}`, median(fastest.times) / own, '×',
      { kind: 'at least', value: atLeast }, fastest.title
    )]
  ]
}

async function timed(steps: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let step = 0; step < steps; step++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return times
}
