/** What is of our own in the WebGPU backend; that it computes what the others do is the matrix's to show. */
import { describe, expect, it } from 'vitest'
import type { KernelConfig } from '@tensorflow/tfjs-node-gpu'
import { addInTree } from '../../../../main/engine/backends/webgpu/add-in-tree'
import { adapters } from '../../../../main/engine/backends/webgpu/adapters'
import type { WebGpuBackend } from '../../../../main/engine/backends/webgpu'
import { foundGpu } from '../../../fixtures/webgpu'

const { backend, lacks } = await foundGpu()

describe.skipIf(backend === null)(`WebGPU${lacks === null ? '' : ` (skipped: ${lacks})`}`, () => {
  const { tf, activate, read, adapter } = backend as WebGpuBackend
  activate()
  const made = tf.memory().numTensors

  it('lists the GPU that computes', async () => {
    expect(await adapters()).toContainEqual(adapter)
  })

  it.each([1, 3, 4, 9, 10, 28])('adds %d tensors where a shader sees four buffers', async (count) => {
    activate()
    const own = tf.getKernel('AddN', 'webgpu') as KernelConfig
    const shaders: number[] = []
    const counted: KernelConfig['kernelFunc'] = (call) => {
      shaders.push(Object.keys(call.inputs).length)
      return own.kernelFunc(call)
    }
    tf.unregisterKernel('AddN', 'webgpu')
    tf.registerKernel({ ...own, kernelFunc: addInTree(tf, 4, counted) })
    const tensors = Array.from({ length: count }, (_, i) => tf.tensor1d([i, 2 * i, 0.5]))
    const sum = tf.addN(tensors)
    const total = (count * (count - 1)) / 2
    expect([...await read(sum)]).toEqual([total, 2 * total, count / 2])
    expect(Math.max(...shaders)).toBeLessThanOrEqual(3)
    tf.unregisterKernel('AddN', 'webgpu')
    tf.registerKernel(own)
    tf.dispose([sum, ...tensors])
    expect(tf.memory().numTensors).toBe(made)
  })

  it('gives no value after a mistake of the device, but a sentence', async () => {
    activate()
    const { device } = tf.backend() as unknown as { device: GPUDevice }
    device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE })
    const tensor = tf.ones([2]).add(1)
    await expect(read(tensor)).rejects.toThrow(
      /^The GPU ".+" could not compute \(.+\); try a smaller batch, or choose another backend\.$/
    )
    tensor.dispose()
  })
})
