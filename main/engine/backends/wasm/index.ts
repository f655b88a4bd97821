/**
 * tfjs' backend in WebAssembly, for where native TensorFlow is not: one thread, with SIMD instructions, and nothing
 * compiled or fetched. It lacks kernels that training needs, two are wrong and three are slow: ours take their places.
 */
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import type * as Wasm from '@tensorflow/tfjs-backend-wasm'
import type { Backend, Tfjs } from '../backend'
import { replaceKernel } from '../replace-kernel'
import { tfjsBackend } from '../tfjs'
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradients'
import { filterGradient } from './filter-gradient'
import { greater } from './greater'
import { inputGradient } from './input-gradient'
import { maxPoolGradient } from './max-pool-gradient'
import { oneHot } from './one-hot'
import { sum } from './sum'

const require = createRequire(import.meta.url)
/** Emscripten's program throws whatever nobody caught once more, which hides where it came from. */
const crashes = ['uncaughtException', 'unhandledRejection'] as const

let settingUp: Promise<Backend> | null = null

/** The tfjs is the one that native TensorFlow extends where it is loaded. */
export function wasmBackend(): Promise<Backend> {
  settingUp ??= setUp()
  return settingUp
}

async function setUp(): Promise<Backend> {
  const tf = require('@tensorflow/tfjs') as Tfjs
  tf.enableProdMode()
  const library = '@tensorflow/tfjs-backend-wasm'
  const { setWasmPaths } = require(library) as typeof Wasm
  setWasmPaths(dirname(require.resolve(library)) + sep)
  const before = crashes.map((event) => process.rawListeners(event))
  const backend = await tfjsBackend(tf, 'wasm')
  crashes.forEach((event, i) => {
    for (const listener of process.rawListeners(event))
      if (!before[i].includes(listener)) process.removeListener(event, listener as (...values: unknown[]) => void)
  })
  replaceKernel(tf, 'wasm', 'Conv2DBackpropFilter', filterGradient(tf))
  replaceKernel(tf, 'wasm', 'Conv2DBackpropInput', inputGradient(tf))
  replaceKernel(tf, 'wasm', 'DepthwiseConv2dNativeBackpropFilter', depthwiseFilterGradient(tf))
  replaceKernel(tf, 'wasm', 'DepthwiseConv2dNativeBackpropInput', depthwiseInputGradient(tf))
  replaceKernel(tf, 'wasm', 'MaxPoolGrad', maxPoolGradient(tf))
  replaceKernel(tf, 'wasm', 'OneHot', oneHot)
  replaceKernel(tf, 'wasm', 'Greater', greater(tf.getKernel('Greater', 'wasm').kernelFunc))
  replaceKernel(tf, 'wasm', 'Sum', sum(tf, tf.getKernel('Sum', 'wasm').kernelFunc))
  return backend
}
