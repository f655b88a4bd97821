/**
 * tfjs' WebGPU backend on Dawn: any GPU with Vulkan, Metal or Direct3D 12 trains, with values that are read later than
 * they are asked for. Mistakes of the device are told when something is read.
 */
import { createRequire } from 'node:module'
import type { DataTypeMap, KernelConfig, Tensor } from '@tensorflow/tfjs-node-gpu'
import type * as tfjsWebGpu from '@tensorflow/tfjs-backend-webgpu'
import { Failure } from '../../../../preload/schema/failure'
import type { Backend, ReadType, Tfjs } from '../backend'
import { replaceKernel } from '../replace-kernel'
import { tfjsBackend } from '../tfjs'
import { addInTree } from './add-in-tree'
import { described, loadWebGpu, type AdapterDescription } from './adapters'

const require = createRequire(import.meta.url)

export type WebGpuBackend = Backend & { adapter: AdapterDescription }

/** What tfjs' shaders use more of than WebGPU promises everywhere: as much as the GPU has. */
const wanted = [
  'maxComputeWorkgroupStorageSize', 'maxComputeWorkgroupsPerDimension', 'maxStorageBufferBindingSize', 'maxBufferSize',
  'maxComputeWorkgroupSizeX', 'maxComputeInvocationsPerWorkgroup', 'maxStorageBuffersPerShaderStage'
] as const satisfies readonly (keyof GPUSupportedLimits)[]

let settingUp: Promise<WebGpuBackend> | null = null

/**
 * The tfjs is the one that native TensorFlow extends where it is loaded.
 * @throws Failure where there is no GPU, or WebGPU cannot be loaded
 */
export function webGpuBackend(): Promise<WebGpuBackend> {
  settingUp ??= setUp()
  return settingUp
}

async function setUp(): Promise<WebGpuBackend> {
  const { gpu, globals } = loadWebGpu()
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null)
    throw new Failure('WebGPU finds no GPU here; install the driver of the GPU, or choose another backend.')
  const tf = require('@tensorflow/tfjs') as Tfjs
  tf.enableProdMode()
  // Loaded before there is a `navigator.gpu`, or it would register a backend with the limits of eight buffers.
  const { WebGPUBackend } = require('@tensorflow/tfjs-backend-webgpu') as typeof tfjsWebGpu
  Object.assign(globalThis, globals)
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true })
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(wanted.map((limit) => [limit, adapter.limits[limit]]))
  })
  const description = described(adapter)
  const faults = watchedFaults(device, description)
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info))
  const backend = await tfjsBackend(tf, 'webgpu')
  const own = tf.getKernel('AddN', 'webgpu') as KernelConfig
  replaceKernel(tf, 'webgpu', 'AddN', addInTree(tf, device.limits.maxStorageBuffersPerShaderStage, own.kernelFunc))
  return { ...backend, adapter: description, read: readUnless(faults) }
}

/** What went wrong on the device, a sentence; null while nothing has. */
type Faults = () => string | null

function watchedFaults(device: GPUDevice, { name }: AdapterDescription): Faults {
  let fault: string | null = null
  const keep = (message: string): void => {
    fault ??= `The GPU "${name}" could not compute (${message.split('\n')[0].replace(/[.\s]+$/, '')}); ` +
      'try a smaller batch, or choose another backend.'
  }
  device.addEventListener('uncapturederror', (event) => keep((event as GPUUncapturedErrorEvent).error.message))
  void device.lost.then(({ message }) => keep(message || 'it was lost'))
  return () => fault
}

/** A faulty command leaves whatever its memory held, so no value is given after one. */
const readUnless = (fault: Faults) =>
  async <T extends ReadType>(tensor: Tensor): Promise<DataTypeMap[T]> => {
    const values = await tensor.data<T>()
    const sentence = fault()
    if (sentence !== null) throw new Failure(sentence)
    return values
  }
