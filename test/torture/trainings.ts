/** Kills real trainings of every method at random moments once they have begun, and resumes them. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { RunStore } from '../../db/store'
import type { Random } from '../../main/engine/random'
import { projectFolder } from '../../scripts/setup/places.mjs'
import { fewDigitFiles } from '../fixtures/datasets/digits'
import { contentsOf } from '../fixtures/run-contents'
import { reading } from '../fixtures/small-run'
import type { Tally } from './tally'

const commandLine = join(projectFolder, 'out', 'main', 'cli.js')
const small = ['--data', 'mnist', '--batch-size', '20']
const plain = [...small, '--epochs', '3']
const stages = ['dsd', ...small, '--stages', '1,1,1', '--prune']

export const commands: readonly (readonly string[])[] = [
  ['train', '--method', 'sgd', ...plain, '--snapshot-every', 'start,1'],
  ['train', ...plain, '--warmup', '1'],
  ['train', '--method', 'b-alternation', ...plain, '--warmup', '1'],
  ['train', '--method', 'majority', ...plain, '--warmup', '1'],
  [...stages, 'magnitude', '--sensitivity'],
  [...stages, 'i-alternation'],
  [...stages, 'b-alternation']
]
const mostKills = 3

/** @param isOver asked before each training @returns how many kills hit a training that had begun */
export async function trainings(stream: Random, isOver: () => boolean, tally: Tally): Promise<number> {
  const whole = new Map<number, Undisturbed>()
  let hits = 0
  for (let trial = 0; !isOver(); trial++) {
    const at = trial % commands.length
    const command = commands[at] ?? []
    const expected = whole.get(at) ?? await undisturbed(command)
    whole.set(at, expected)
    const store = storeOfDigits()
    try {
      const kills = await killedAndResumed(store, command, stream, expected)
      hits += kills.hits
      tally.add(`${command.join(' ')}, killed ${kills.hits} times`, kills.wrong)
    } finally {
      rmSync(store.path, { recursive: true, force: true })
    }
  }
  return hits
}

interface Undisturbed { contents: string; milliseconds: number }

async function undisturbed(command: readonly string[]): Promise<Undisturbed> {
  const store = storeOfDigits()
  const began = performance.now()
  try {
    await finished(store, command)
    return { contents: contentsIn(store), milliseconds: performance.now() - began }
  } finally {
    rmSync(store.path, { recursive: true, force: true })
  }
}

async function killedAndResumed(
  store: RunStore, command: readonly string[], stream: Random, { contents, milliseconds }: Undisturbed
): Promise<{ hits: number; wrong: string | null }> {
  const wanted = 1 + Math.floor(stream.uniform() * mostKills)
  let hits = 0
  for (; hits < wanted; hits++) {
    const kill = await killed(store, hits === 0 ? command : ['resume', 'latest'], stream.uniform() * milliseconds)
    if (kill === null) break
    const held = epochsIn(store)
    if (held < kill.epochs) return { hits, wrong: `${kill.epochs} epochs had been told of, the file holds ${held}` }
  }
  try {
    if (statusIn(store) !== 'finished') await finished(store, ['resume', 'latest'])
    return { hits, wrong: contentsIn(store) === contents ? null : 'the resumed run differs from the undisturbed one' }
  } catch (error) {
    return { hits, wrong: String(error) }
  }
}

/** Null where the training ended first. `epochs`: those in its file when the signal was sent. */
async function killed(
  store: RunStore, command: readonly string[], delay: number
): Promise<{ epochs: number } | null> {
  const child = started(store, command)
  const closed = once(child, 'close')
  try {
    const trainer = await begun(store, child)
    if (trainer === null) return null
    await Promise.race([wait(delay), closed])
    if (child.exitCode !== null) return null
    const epochs = epochsIn(store)
    process.kill(trainer, 'SIGKILL')
    return { epochs }
  } catch (error) {
    // It ended in the very moment.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null
    throw error
  } finally {
    await closed
  }
}

/** The process that trains, as soon as a run's file names one that lives; null where the command ended before. */
async function begun(store: RunStore, child: ChildProcess): Promise<number | null> {
  while (child.exitCode === null) {
    const process = store.ids().length === 0 ? null : attempt(() => owner(store))
    if (process !== null) return process
    await wait(5)
  }
  return null
}

function owner(store: RunStore): number | null {
  const id = inFile(store, "SELECT process FROM run WHERE status = 'running'")
  if (id === undefined) return null
  process.kill(Number(id), 0)
  return Number(id)
}

export const attempt = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch {
    return null
  }
}

const pathIn = (store: RunStore): string => store.runPath(store.resolveId('latest'))
const inFile = (store: RunStore, sql: string): unknown =>
  reading(pathIn(store), (database) => database.prepare(sql).pluck().get())
const epochsIn = (store: RunStore): number => Number(inFile(store, 'SELECT count(*) FROM epochs'))
const statusIn = (store: RunStore): unknown => inFile(store, 'SELECT status FROM run')
const contentsIn = (store: RunStore): string => JSON.stringify(reading(pathIn(store), contentsOf))

export function storeOfDigits(): RunStore {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
  for (const [name, content] of Object.entries(fewDigitFiles())) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return new RunStore(folder)
}

/** Training on the CPU gives the same numbers twice; on a GPU it need not. */
const environment = (store: RunStore): NodeJS.ProcessEnv =>
  ({ ...process.env, CUDA_VISIBLE_DEVICES: '-1', MASKSCOPE_STORE: store.path })

const started = (store: RunStore, command: readonly string[]): ChildProcess =>
  spawn(process.execPath, [commandLine, ...command], { env: environment(store), stdio: 'ignore' })

export const finished = (store: RunStore, command: readonly string[]): Promise<unknown> =>
  promisify(execFile)(process.execPath, [commandLine, ...command], { env: environment(store) })
