/** How a training shares the cores: by itself, as it is told, and as the command says that makes its run again. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { repeatRun } from '../../main/api/repeat'
import { runFile } from '../../main/api/run-file'
import { runDetail } from '../../main/api/runs'
import { Workbench } from '../../main/api/workbench'
import { buildFolder, printedJson, sentenceOf } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

interface Shown { id: string; environment: Record<string, string> }
interface Trained extends Shown { store: string; weights: string }

/** Batches of 64, which two cores part in two. */
const short = [...fewDigits, '--method', 'sgd', '--limit', '128', '--epochs', '1']

const weights = 'SELECT c.name, t.name, hex(t.data) FROM checkpoints AS c JOIN checkpoint_tensors AS t USING ' +
  '(checkpoint) ORDER BY 1, 2'

const found = (store: string, shown: Shown): Trained => ({
  ...shown, store,
  weights: reading(new RunStore(store).runPath(shown.id), (database) =>
    JSON.stringify(database.prepare(weights).raw().all()))
})

async function trained(...given: string[]): Promise<Trained> {
  const store = storeOfFewDigits()
  return found(store, await printedJson(store, 'train', ...short, ...given) as Shown)
}

const isBound = spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** By a process that may use the first core alone. */
async function trainedOnOneCore(...given: string[]): Promise<Trained> {
  const store = storeOfFewDigits()
  const program = ['-c', '0', process.execPath, join(buildFolder, 'main', 'cli.js')]
  const child = spawn('taskset', [...program, 'train', ...short, ...given, '--json', '--store', store], {
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '-1' }, stdio: ['ignore', 'pipe', 'inherit'], timeout: 170_000
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => { output += String(chunk) })
  expect((await once(child, 'close'))[0]).toBe(0)
  return found(store, JSON.parse(output) as Shown)
}

function repeating({ store, id }: Trained): string[] {
  const workbench = new Workbench(store)
  try {
    const [command = []] = repeatRun(workbench, runDetail(workbench, id).detail).commands
    return command.slice(2)
  } finally {
    workbench.close()
  }
}

describe('towers that are asked for', () => {
  it('are stored, and give the same numbers again; another number gives others', async () => {
    const all: string[] = []
    for (const towers of ['1', '2', '3']) {
      const [one, other] = [await trained('--towers', towers), await trained('--towers', towers)]
      const threads = Math.max(1, Math.floor(availableParallelism() / Number(towers)))
      expect(one.environment).toMatchObject({ towers, 'threads per operation': String(threads) })
      expect(one.weights).toBe(other.weights)
      all.push(one.weights)
    }
    expect(new Set(all).size).toBe(3)
  })

  it('are one where a batch cannot be parted, and the run’s log says why', async () => {
    const { store, id, environment } = await trained('--net', 'resnet-mini', '--limit', '64', '--towers', '3')
    const sentence = '3 towers were asked for, but batch normalisation needs the whole batch, so there was one.'
    expect(environment).toMatchObject({ towers: '1', 'why one tower': sentence })
    const workbench = new Workbench(store)
    try {
      expect(runFile(workbench, id).log.map(({ text }) => text)).toContain(sentence)
    } finally {
      workbench.close()
    }
  })

  it('are one by WebAssembly, which the run says', async () => {
    const { environment } = await trained('--towers', '2', '--limit', '64', '--backend', 'wasm')
    expect(environment['why one tower']).toBe(
      '2 towers were asked for, but WebAssembly computes a batch as one, so there was one.'
    )
    expect(environment).not.toHaveProperty('towers')
  })

  it.each([
    ['65', 'The setting "towers" is 65, but must be at most 64.'],
    ['0', 'The setting "towers" is 0, but must be at least 1.'],
    ['1.5', 'The setting "towers" is 1.5, but must be a whole number.'],
    ['none', '--towers takes a number or auto, not "none".']
  ])('are refused by a sentence: %s', async (towers, sentence) => {
    expect(await sentenceOf(temporaryFolder(), 'train', ...short, '--towers', towers)).toBe(sentence)
  })

  it('are at most the examples of a batch', async () => {
    expect(await sentenceOf(temporaryFolder(), 'train', ...short, '--batch-size', '8', '--towers', '9')).toBe(
      'The setting "towers" is 9, but must be valid (every tower takes examples of the batch, so at most the batch ' +
      'size).'
    )
  })
})

describe.skipIf(!isBound)('a process that may use one core', () => {
  it('has one tower of one thread, and repeats what more cores computed to the bit', async () => {
    const bound = await trainedOnOneCore()
    expect(bound.environment).toMatchObject({ towers: '1', 'threads per operation': '1' })
    const asked = await trained('--towers', '2', '--threads', '3')
    const command = repeating(asked)
    expect(command).toEqual(expect.arrayContaining(['--towers', '2', '--threads', '3']))
    expect((await trainedOnOneCore(...command)).weights).toBe(asked.weights)
    // The other way round: what one core chose by itself is named by its command, and made again by all cores.
    expect((await trained(...repeating(bound))).weights).toBe(bound.weights)
  })
})
