/**
 * A training step of each mini preset on everything that can compute it, in turn, each in a process of its own: the
 * graph in towers, native TensorFlow's operations one by one, and tfjs' own backends.
 */
import { networkPresetNames, type NetworkPresetName } from '../../preload/schema/configuration'
import { backendChoiceVariable } from '../../preload/schema/backend-choice'
import type { BackendJob, BackendStep } from './backend-worker'
import { absent, judged, median, ratio, type Measured } from './measure'
import type { Progress } from './progress'
import { NotReady, StepProcess } from './step-process'

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

type Started = Contestant & { process: StepProcess<BackendStep> | null; why: string }

async function sideBySide(progress: Progress, net: NetworkPresetName): Promise<Measured[]> {
  progress.say(`${net}: compiling`)
  const started: Started[] = []
  try {
    for (const contestant of contestants) started.push(await start(contestant, net))
    const told = progress.rounds(net, rounds + 2)
    const times = new Map(started.map(({ title }) => [title, new Map(kinds.map((kind) => [kind, [] as number[]]))]))
    for (let round = -2; round < rounds; round++) {
      for (const kind of kinds)
        for (const { title, process } of started) {
          if (process === null) continue
          const time = await process.take(kind, stepsPerRound)
          if (round >= 0) times.get(title)?.get(kind)?.push(time)
        }
      told.done()
    }
    return kinds.flatMap((kind) => rowsOf(`${kind} step of ${net}`, started.map(({ title, why }) =>
      ({ title, why, times: times.get(title)?.get(kind) ?? [] }))))
  } finally {
    for (const { process } of started) process?.end()
  }
}

async function start(contestant: Contestant, net: NetworkPresetName): Promise<Started> {
  const { backend, executor } = contestant
  const job: BackendJob = { net, executor }
  try {
    const environment = { [backendChoiceVariable]: backend }
    const process = await StepProcess.start<BackendStep>('backend-worker.cjs', job, environment)
    return { ...contestant, process, why: '' }
  } catch (error) {
    if (!(error instanceof NotReady)) throw error
    return { ...contestant, process: null, why: error.message }
  }
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
