/**
 * A training step of each mini preset on everything that can compute it, in turn, each in a process of its own: the
 * graph in towers, native TensorFlow's operations one by one, and tfjs' own backends.
 */
import { networkPresetNames, type NetworkPresetName } from '../../preload/schema/configuration'
import { backendChoiceVariable } from '../../preload/schema/backend-choice'
import type { BackendJob, BackendStep } from './backend-worker'
import { absent, judged, median, ratio, type Measured } from './measure'
import type { Progress } from './progress'
import { CannotStep, StepProcess } from './step-process'

interface Contestant { title: string; backend: string; executor: BackendJob['executor'] }

/** The first is what the others are compared with. */
const contestants: readonly Contestant[] = [
  { title: 'native graph', backend: 'native', executor: 'graph' },
  { title: 'native eager', backend: 'native', executor: 'eager' },
  { title: 'wasm eager', backend: 'wasm', executor: 'eager' },
  { title: 'WebGPU eager', backend: 'webgpu', executor: 'eager' }
]

const kinds: readonly BackendStep[] = ['SGD', 'consistent']
const rounds = 12
const stepsPerRound = 3

export async function measureBackends(progress: Progress): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const net of networkPresetNames.filter((name) => name.endsWith('-mini')))
    measured.push(...await sideBySide(progress, net))
  return measured
}

/** `process` is null, with the reason, where it cannot take part, or not until the end. */
interface Runner extends Contestant {
  process: StepProcess<BackendStep> | null
  why: string
  times: Record<BackendStep, number[]>
}

async function sideBySide(progress: Progress, net: NetworkPresetName): Promise<Measured[]> {
  progress.say(`${net}: compiling`)
  const runners = contestants.map((one): Runner => ({
    ...one, process: null, why: '', times: { SGD: [], consistent: [] }
  }))
  try {
    for (const runner of runners) await attempt(runner, () => start(runner, net))
    const told = progress.rounds(net, rounds + 2)
    for (let round = -2; round < rounds; round++) {
      for (const kind of kinds)
        for (const runner of runners) await attempt(runner, () => takeTurn(runner, kind, round >= 0))
      told.done()
    }
    return kinds.flatMap((kind) => rowsOf(`${kind} step of ${net}`, runners.map(({ title, process, why, times }) =>
      ({ title, why, times: process === null ? [] : times[kind] }))))
  } finally {
    for (const { process } of runners) process?.end()
  }
}

/** Whoever cannot go on leaves the race to the others. */
async function attempt(runner: Runner, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CannotStep)) throw error
    Object.assign(runner, { process: null, why: error.message })
  }
}

async function start(runner: Runner, net: NetworkPresetName): Promise<void> {
  const { backend, executor } = runner
  const job: BackendJob = { net, executor }
  runner.process = await StepProcess.start('backend-worker.cjs', job, { [backendChoiceVariable]: backend })
}

async function takeTurn({ process, times }: Runner, kind: BackendStep, counts: boolean): Promise<void> {
  const time = await process?.take(kind, stepsPerRound)
  if (counts && time !== undefined) times[kind].push(time)
}

/** @param raced the first is what the others are divided by; without times it was not there, and `why` says why */
export function rowsOf(
  what: string, raced: readonly { title: string; why: string; times: readonly number[] }[]
): Measured[] {
  const [base] = raced
  return raced.map((one) => {
    const name = `${what}: ${one.title}`
    if (one.times.length === 0) return absent(name, one.why)
    const beside = one === base || base === undefined || base.times.length === 0
      ? null : `${ratio(one.times, base.times).toFixed(2)} × the ${base.title}`
    return judged(name, median(one.times), 'ms', null, beside)
  })
}
