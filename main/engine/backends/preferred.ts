/** Which backend computes in this process: native TensorFlow where it loads, WebAssembly where not, or as asked for. */
import { backendChoices, backendChoiceVariable, type BackendChoice } from '../../../preload/schema/backend-choice'
import { Failure } from '../../../preload/schema/failure'
import type { Backend } from './backend'
import { nativeBackend, NativeUnavailable } from './native'
import { threadsOf, type Threads } from './threads'
import { wasmBackend } from './wasm'
import { webGpuBackend, type WebGpuBackend } from './webgpu'

/** `why`: one sentence for a person, null where native TensorFlow computes. */
export type PreferredBackend = Backend & { why: string | null }

let preferred: Promise<PreferredBackend> | null = null

/**
 * Chosen once in a process.
 * @param threads what native TensorFlow is asked for
 * @throws Failure when what is asked for cannot be loaded, or finds no GPU
 */
export function preferredBackend(threads = threadsOf(1)): Promise<PreferredBackend> {
  preferred ??= choose(threads, process.env[backendChoiceVariable])
  return preferred
}

async function choose(threads: Threads, given: string | undefined): Promise<PreferredBackend> {
  const choice = choiceFrom(given)
  if (choice === 'wasm')
    return { ...await wasmBackend(), why: `TensorFlow.js computes by WebAssembly, as was asked for, ${slower}.` }
  if (choice === 'webgpu') return onGpu(await webGpuBackend())
  try {
    return { ...nativeBackend(threads), why: null }
  } catch (error) {
    if (choice === 'native' || !(error instanceof NativeUnavailable)) throw error
    return { ...await wasmBackend(), why: insteadOfNative(error.reason) }
  }
}

/** What computes, and why, in one sentence. */
export const sentenceOn = ({ name, version, why }: Pick<PreferredBackend, 'name' | 'version' | 'why'>): string =>
  why ?? `Native TensorFlow ${version} computes, on ${name === 'tensorflow-gpu' ? 'a GPU' : 'the CPU'}.`

/** A step of all-cnn-mini with a batch of 32 takes 44 ms by WebAssembly and 8.5 by a graph, on two cores with AVX2. */
const slower = 'about five times slower'

const insteadOfNative = (reason: string): string =>
  `Native TensorFlow could not be loaded (${reason}), so TensorFlow.js computes by WebAssembly, ${slower}.`

const onGpu = (backend: WebGpuBackend): PreferredBackend => ({
  ...backend, why: `TensorFlow.js computes by WebGPU on "${backend.adapter.name}", as was asked for.`
})

function choiceFrom(given: string | undefined): BackendChoice {
  if (given === undefined || given === '') return 'auto'
  const choice = backendChoices.find((name) => name === given)
  if (choice) return choice
  throw new Failure(
    `There is no backend "${given}"; the variable ${backendChoiceVariable} takes ${backendChoices.join(', ')}.`
  )
}
