import { expect, it } from 'vitest'
import { gpusFound } from '../../../main/api/doctor'

it.each([
  [[], 'None with Vulkan, Metal or Direct3D 12.', null],
  [[{ name: 'Radeon RX 7600', software: false }], 'Radeon RX 7600', '"--backend webgpu" trains on the first.'],
  [
    [{ name: 'Arc A380', software: false }, { name: 'llvmpipe', software: true }],
    'Arc A380; llvmpipe (software)',
    '"--backend webgpu" trains on the first.'
  ]
])('GPUs %j are found without anything being amiss', (gpus, found, advice) => {
  expect(gpusFound(gpus)).toEqual({ state: 'ok', found, advice })
})
