/**
 * The graph executor against Python TensorFlow of the same version, on the same network, weights and batch, in turn.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { nativeBackend } from '../../main/engine/backends/native'
import type { Examples, ImageShape } from '../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights, parametersOf, valuesOf } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { imageShapeOf } from '../../main/engine/networks/shapes'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import type { Network } from '../../preload/schema/network'
import { judged, median, type Measured } from './measure'
import { synthetic } from './synthetic'

/**
 * `python3 -m venv .setup/tensorflow-python && .setup/tensorflow-python/bin/pip install tensorflow==2.18.0`, or any
 * other Python that has it.
 */
const python = process.env.MASKSCOPE_BENCH_PYTHON ?? join('.setup', 'tensorflow-python', 'bin', 'python')

const rule = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: 1 }

interface Race { title: string; network: Network; batch: Examples; stepsPerRound: number; rounds: number }

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
      rounds: 20
    })),
    ...(await race({
      title: 'ALL-CNN-C, batch 64',
      network: presetNetwork('all-cnn-c', colours, 10),
      batch: synthetic(64, colours),
      stepsPerRound: 2,
      rounds: 16
    }))
  ]
}

async function race({ title, network, batch, stepsPerRound, rounds }: Race): Promise<Measured[]> {
  const weights = initialWeights(network, 1)
  const graph = await GraphExecutor.create(nativeBackend(), network, weights, 1, [{ mode: 'relu' }])
  const opponent = await Opponent.start(network, batch)
  try {
    const { loss: own } = await graph.evaluate(batch, reluSupport(supportLayout(network).layers.length))
    if (Math.abs(own - opponent.loss) > 1e-3 * own)
      throw new Error(`Python's loss is ${opponent.loss}, ours ${own}: these are two networks`)
    const times: { graph: number[]; python: number[] } = { graph: [], python: [] }
    for (let round = -2; round < rounds; round++) {
      const theirs = await opponent.steps(stepsPerRound)
      const ours = await timed(stepsPerRound, () => graph.trainStep(batch, { mode: 'relu' }, rule, round + 2))
      if (round < 0) continue
      times.graph.push(...ours)
      times.python.push(...theirs)
    }
    const [ours, theirs] = [median(times.graph), median(times.python)]
    return [
      judged(`step of ${title}: graph`, ours, 'ms', null),
      judged(`step of ${title}: Python ${opponent.version}`, theirs, 'ms', null),
      judged(`graph against Python, ${title}`, theirs / ours, '×', { kind: 'at least', value: 0.95 })
    ]
  } finally {
    opponent.end()
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

  static async start(network: Network, batch: Examples): Promise<Opponent> {
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
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' }
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
