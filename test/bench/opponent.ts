/** A Python program that does the same training step as the graph executor, when it is told to. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Examples } from '../../main/engine/datasets/dataset'
import { initialWeights, parametersOf, valuesOf } from '../../main/engine/networks/parameters'
import { imageShapeOf } from '../../main/engine/networks/shapes'
import { withoutAllocator } from '../../main/trainer/allocator'
import type { Network } from '../../preload/schema/network'
import { givenEnvironment } from './given-environment'

export interface Peer {
  title: string
  /** The Python that has its library. */
  python: string
  /** In `test/bench`, and what it is told after the folder of its job. */
  program: readonly [name: string, ...parameters: string[]]
  environment: NodeJS.ProcessEnv
}

const greeting = z.strictObject({ version: z.string(), loss: z.number() })

/** An opponent that cannot take part; the message says why. */
export class Unable extends Error {}

export class Opponent {
  readonly version: string
  /** Of the batch without dropout. */
  readonly loss: number
  readonly #process: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  readonly #folder: string

  private constructor(
    process: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, folder: string,
    { version, loss }: z.infer<typeof greeting>
  ) {
    this.version = version
    this.loss = loss
    this.#process = process
    this.#lines = lines
    this.#folder = folder
  }

  /** @throws Unable where its Python or its library is not there */
  static async start({ python, program, environment }: Peer, network: Network, batch: Examples): Promise<Opponent> {
    if (!existsSync(python)) throw new Unable(`there is no ${python}`)
    const folder = mkdtempSync(join(tmpdir(), 'maskscope-python-'))
    writeJob(folder, network, batch)
    const [name, ...parameters] = program
    const child = spawn(python, [join('test', 'bench', name), folder, ...parameters], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Programs that torch.compile makes go with the job.
      env: { ...withoutAllocator(givenEnvironment), TORCHINDUCTOR_CACHE_DIR: join(folder, 'compiled'), ...environment }
    })
    let complaints = ''
    child.stderr.on('data', (text: Buffer) => {
      complaints = (complaints + text.toString()).slice(-10_000)
    })
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const first = await lines.next()
    if (first.done) {
      rmSync(folder, { recursive: true, force: true })
      throw new Unable(complaints.trim().split('\n').at(-1) ?? 'it ended without a word')
    }
    return new Opponent(child, lines, folder, greeting.parse(JSON.parse(first.value)))
  }

  /** @returns milliseconds of each step */
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

function writeJob(folder: string, network: Network, batch: Examples): void {
  const weights = initialWeights(network, 1)
  const parameters = parametersOf(network)
  mkdirSync(join(folder, 'compiled'))
  writeFileSync(join(folder, 'job.json'), JSON.stringify({
    nodes: network.nodes,
    parameters: parameters.map(({ name, shape }) => [name, shape]),
    images: [batch.count, ...imageShapeOf(network)]
  }))
  const bytes = parameters.map(({ name }) => bytesOf(valuesOf(weights, name)))
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(bytes))
  writeFileSync(join(folder, 'images.bin'), bytesOf(batch.images))
  writeFileSync(join(folder, 'labels.bin'), bytesOf(batch.labels))
}

const bytesOf = (values: Float32Array | Int32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)
