/**
 * The graph executor in towers against Python TensorFlow of the same version, on the same network, weights and batch,
 * in turn: a tf.function with the threads that TensorFlow chooses, and with one thread an operation, one or two of
 * them at once.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { nativeBackend } from '../../main/engine/backends/native'
import { threadsInTowers } from '../../main/engine/backends/threads'
import type { Examples, ImageShape } from '../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights, parametersOf, valuesOf } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { imageShapeOf } from '../../main/engine/networks/shapes'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import type { Network } from '../../preload/schema/network'
import { givenEnvironment } from './given-environment'
import { judged, median, type Measured } from './measure'
import { synthetic } from './synthetic'

/**
 * `python3 -m venv .setup/tensorflow-python && .setup/tensorflow-python/bin/pip install tensorflow==2.18.1`, or any
 * other Python that has it.
 */
const python = process.env.MASKSCOPE_BENCH_PYTHON ?? join('.setup', 'tensorflow-python', 'bin', 'python')

const rule = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: 1 }

interface Race {
  title: string; network: Network; batch: Examples; stepsPerRound: number; rounds: number
  /** How often the fastest of Python's steps takes as long as ours, at least. */
  atLeast: number
}

/** Threads of an operation, and operations at once; null as TensorFlow chooses. */
const threads: readonly ([perOperation: number, atOnce: number] | null)[] = [null, [1, 1], [1, 2]]

const titleOf = (own: (typeof threads)[number]): string => (own === null ? 'its own threads' : own.join(' × '))

export async function raceAgainstPython(): Promise<Measured[]> {
  if (!existsSync(python)) {
    process.stderr.write(
      `There is no ${python}, so nothing is compared with Python; MASKSCOPE_BENCH_PYTHON names another one.\n`
    )
    return []
  }
  const digits: ImageShape = [28, 28, 1]
  const colours: ImageShape = [32, 32, 3]
  return [
    ...(await race({
      title: 'all-cnn-mini, batch 32',
      network: presetNetwork('all-cnn-mini', digits, 10),
      batch: synthetic(32, digits),
      stepsPerRound: 20,
      rounds: 20,
      atLeast: 1.1
    })),
    ...(await race({
      title: 'ALL-CNN-C, batch 64',
      network: presetNetwork('all-cnn-c', colours, 10),
      batch: synthetic(64, colours),
      stepsPerRound: 2,
      rounds: 12,
      atLeast: 1
    }))
  ]
}

async function race({ title, network, batch, stepsPerRound, rounds, atLeast }: Race): Promise<Measured[]> {
  const weights = initialWeights(network, 1)
  const graph = await GraphExecutor.create(
    nativeBackend(threadsInTowers(batch.count)), network, weights, 1, [{ mode: 'relu' }]
  )
  const opponents = await Promise.all(threads.map((own) => Opponent.start(network, batch, own)))
  try {
    const { loss: own } = await graph.evaluate(batch, reluSupport(supportLayout(network).layers.length))
    for (const { loss } of opponents) {
      if (Math.abs(own - loss) > 1e-3 * own)
        throw new Error(`Python's loss is ${loss}, ours ${own}: these are two networks`)
    }
    const ours: number[] = []
    const theirs = threads.map((): number[] => [])
    for (let round = -2; round < rounds; round++) {
      const times = []
      for (const opponent of opponents) times.push(await opponent.steps(stepsPerRound))
      const graphs = await timed(stepsPerRound, () => graph.trainStep(batch, { mode: 'relu' }, rule, round + 2))
      if (round < 0) continue
      ours.push(...graphs)
      times.forEach((own, i) => { theirs[i].push(...own) })
    }
    const fastest = Math.min(...theirs.map(median))
    return [
      judged(`step of ${title}: graph in towers`, median(ours), 'ms', null),
      ...threads.map((own, i) =>
        judged(`step of ${title}: Python ${opponents[i].version}, ${titleOf(own)}`, median(theirs[i]), 'ms', null)),
      judged(`fastest of Python’s against the graph, ${title}`, fastest / median(ours), '×', {
        kind: 'at least', value: atLeast
      })
    ]
  } finally {
    for (const opponent of opponents) opponent.end()
    graph.dispose()
  }
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

const greeting = z.strictObject({ version: z.string(), loss: z.number() })

class Opponent {
  readonly version: string
  readonly loss: number
  readonly #process: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  readonly #folder: string

  private constructor(
    process: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
    folder: string,
    { version, loss }: z.infer<typeof greeting>
  ) {
    this.version = version
    this.loss = loss
    this.#process = process
    this.#lines = lines
    this.#folder = folder
  }

  static async start(network: Network, batch: Examples, own: (typeof threads)[number]): Promise<Opponent> {
    const folder = mkdtempSync(join(tmpdir(), 'maskscope-python-'))
    const weights = initialWeights(network, 1)
    const parameters = parametersOf(network)
    writeFileSync(
      join(folder, 'job.json'),
      JSON.stringify({
        nodes: network.nodes,
        parameters: parameters.map(({ name, shape }) => [name, shape]),
        images: [batch.count, ...imageShapeOf(network)]
      })
    )
    writeFileSync(
      join(folder, 'weights.bin'),
      Buffer.concat(parameters.map(({ name }) => bytesOf(valuesOf(weights, name))))
    )
    writeFileSync(join(folder, 'images.bin'), bytesOf(batch.images))
    writeFileSync(join(folder, 'labels.bin'), bytesOf(batch.labels))
    const child = spawn(python, [join('test', 'bench', 'step.py'), folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...givenEnvironment, TF_CPP_MIN_LOG_LEVEL: '3',
        ...own !== null && { TF_NUM_INTRAOP_THREADS: String(own[0]), TF_NUM_INTEROP_THREADS: String(own[1]) }
      }
    })
    let complaints = ''
    child.stderr.on('data', (text: Buffer) => {
      complaints += text.toString()
    })
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const first = await lines.next()
    if (first.done) throw new Error(`Python ended: ${complaints.trim().split('\n').slice(-1).join('')}`)
    return new Opponent(child, lines, folder, greeting.parse(JSON.parse(first.value)))
  }

  async steps(count: number): Promise<number[]> {
    this.#process.stdin.write(`${count}\n`)
    const answer = await this.#lines.next()
    if (answer.done) throw new Error('Python ended in the middle of the race')
    return z.array(z.number()).parse(JSON.parse(answer.value))
  }

  end(): void {
    this.#process.stdin.end()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const bytesOf = (values: Float32Array | Int32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)
