/** A GPU that TensorFlow has no kernels for is known before anything is fetched. */
import { describe, expect, it } from 'vitest'
import { capabilityFault, gpusOf } from '../../../scripts/setup/gpu-capability.mjs'

const h100 = 'NVIDIA H100 80GB HBM3, 9.0\n'
const blackwell = 'NVIDIA GeForce RTX 5090, 12.0\n'
const kepler = 'Tesla K80, 3.7\n'

describe('the CUDA build', () => {
  it.each([
    ['a GPU that it knows', h100], ['one of several that it knows', blackwell + h100],
    ['an older one', 'Tesla P100, 6.0'],
    ['what an old driver says', 'Field "compute_cap" is not a valid field to query.\n'], ['nothing', '']
  ])('is tried with %s', (_what, told) => { expect(capabilityFault(gpusOf(told))).toBeNull() })

  it.each([
    [blackwell, 'the NVIDIA GeForce RTX 5090 has compute capability 12.0'],
    [kepler + blackwell, 'the Tesla K80 has compute capability 3.7']
  ])('is not fetched for %s', (told, sentence) => {
    expect(capabilityFault(gpusOf(told))).toBe(`${sentence}, and TensorFlow 2.18.1 computes on 6.0 to 9.x`)
  })
})
