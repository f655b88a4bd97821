/**
 * Runs a file of Keras in Keras itself, by a Python of this machine that has it: a process of its own
 * (keras-runner.py), which may be ended at any time and ends with this one.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { reasonOf } from '../../../../preload/schema/failure'
import type { Shape } from '../../../engine/networks/shapes'
import { makeTemporaryFolder, removeIfPossible } from '../../../files/temporary-folder'
import { classesOfKeras } from '../../keras/classes'
import type { KerasFile } from '../../original'
import { CannotRun, type Ran } from '../runtime'
import { answersIn, NoAnswer } from './answers'

export interface KerasRun {
  /** Of one image. */
  shape: Shape
  /** As the file takes them. */
  images: readonly Float32Array[]
  /** Values to be told of each image, as the program calls them. */
  values: readonly string[]
  softmaxIn: string | null
}

interface Manner {
  /** After which what is done by then is all. */
  milliseconds?: number
  /** Says which Python is meant, and where programs lie. */
  environment?: NodeJS.ProcessEnv
}

/** Milliseconds: Keras and TensorFlow are loaded in 5 to 60 s, and compute without a graph. */
const patience = 120_000

/** Which Python is asked. */
export const pythonSetting = 'MASKSCOPE_PYTHON'

/** Beside this process' own program as beside the sources. */
const program = join(import.meta.dirname, 'keras-runner.py')

/**
 * @throws CannotRun where no Python with Keras was found, or not one image was run
 */
export async function ranInPython(
  file: KerasFile, run: KerasRun, { milliseconds = patience, environment = process.env }: Manner = {}
): Promise<Ran> {
  const folder = given(() => makeTemporaryFolder('keras'))
  try {
    const path = join(folder, `model.${file.format}`)
    given(() => { writeFileSync(path, file.bytes) })
    const request = requestOf(file, run, folder, path)
    const end = performance.now() + milliseconds
    for (const python of pythonsIn(environment)) {
      const ran = await ranBy(python, request, { folder, environment, end, count: run.values.length })
      if (ran !== 'without Keras') return ran
    }
    throw new CannotRun(notFound(environment))
  } finally {
    removeIfPossible(folder)
  }
}

/** A disk that is full keeps nobody from the import. @throws CannotRun */
function given<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new CannotRun(`the file could not be given to Python (${reasonOf(error)})`)
  }
}

function pythonsIn(environment: NodeJS.ProcessEnv): string[] {
  const named = environment[pythonSetting] ?? ''
  if (named === '') return ['python3', 'python']
  return [/[/\\]/.test(named) ? resolve(named) : named]
}

function notFound({ [pythonSetting]: named = '' }: NodeJS.ProcessEnv): string {
  return named === ''
    ? `no Python with keras was found (set ${pythonSetting})`
    : `"${named}", which ${pythonSetting} names, is no Python with keras`
}

/** A line of JSON, and the images. */
function requestOf({ paths }: KerasFile, run: KerasRun, folder: string, file: string): readonly Uint8Array[] {
  const { shape, images, values, softmaxIn } = run
  const head = {
    folder, file, classes: classesOfKeras, shape, images: images.length,
    values: values.map((value) => paths.get(value) ?? [value]),
    softmaxIn: softmaxIn === null ? null : paths.get(softmaxIn) ?? [softmaxIn]
  }
  return [
    Buffer.from(`${JSON.stringify(head)}\n`),
    ...images.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))
  ]
}

type Python = ChildProcessByStdio<Writable, Readable, null>

/** @param place `end`: by `performance.now()`. @param place `count`: of values of each image */
async function ranBy(
  python: string, request: readonly Uint8Array[],
  place: { folder: string; environment: NodeJS.ProcessEnv; end: number; count: number }
): Promise<Ran | 'without Keras'> {
  const child: Python = spawn(python, [program], {
    cwd: place.folder, env: place.environment, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    end()
  }, place.end - performance.now())
  // One that cannot be started, or does not listen, says nothing: then it has no Keras.
  const ended = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()))
  child.stdin.on('error', () => undefined)
  // A program that it started itself, as a wrapper does, has the same pipes, and ends with them.
  const end = (): void => {
    child.kill('SIGKILL')
    child.stdin.destroy()
    child.stdout.destroy()
  }
  for (const part of request) child.stdin.write(part)
  try {
    return await heard(child.stdout, place.count, () => isLate)
  } finally {
    clearTimeout(timer)
    end()
    await ended
  }
}

/** @throws CannotRun in Keras' words */
async function heard(
  stream: AsyncIterable<Buffer>, count: number, isLate: () => boolean
): Promise<Ran | 'without Keras'> {
  let runtime: string | null = null
  const images: (readonly (Float32Array | null)[])[] = []
  const named = (): string => runtime ?? 'Keras (Python)'
  try {
    for await (const answer of answersIn(stream, count)) {
      if (answer.kind === 'without') return 'without Keras'
      if (answer.kind === 'unable') throw new CannotRun(`${named()} says: ${answer.reason}`)
      if (answer.kind === 'loaded') runtime = `Keras ${answer.version} (Python)`
      if (answer.kind === 'ran') images.push(answer.values)
      if (answer.kind === 'ended') break
    }
  } catch (error) {
    if (error instanceof NoAnswer) throw new CannotRun(`the Python that was asked answers wrongly: ${error.message}`)
    // The pipe was closed when its time was over.
    if (!isLate()) throw error
  }
  if (runtime !== null && images.length > 0) return { runtime, images }
  if (isLate()) throw new CannotRun(`${named()} had no time to run one image`)
  if (runtime === null) return 'without Keras'
  throw new CannotRun(`${named()} ended before it had run one image`)
}
