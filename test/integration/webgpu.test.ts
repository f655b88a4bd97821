/** The commands on a GPU by WebGPU: the real thing on Mesa's software GPU. */
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../preload/contract'
import { printedJson } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { foundGpu } from '../fixtures/webgpu'

interface Shown {
  id: string
  status: string
  environment: Record<string, string>
  epochs: { trainLoss: number; testError: number }[]
}

const { backend, lacks } = await foundGpu()
const store = storeOfFewDigits()
const tiny = [...fewDigits, '--limit', '60', '--epochs', '2', '--warmup', '1', '--seed', '1', '--batch-size', '20']
const trained = (...given: string[]): Promise<Shown> => printedJson(store, 'train', ...tiny, ...given) as Promise<Shown>

describe.skipIf(backend === null)(`WebGPU${lacks === null ? '' : ` (skipped: ${lacks})`}`, () => {
  it('trains to the figures of native TensorFlow, and evaluates', async () => {
    const [gpu, native] = [await trained('--backend', 'webgpu'), await trained('--backend', 'native')]
    expect([gpu.status, native.status]).toEqual(['finished', 'finished'])
    gpu.epochs.forEach(({ trainLoss, testError }, i) => {
      // Rounding alone differs, which a mask that flips and a dozen steps make more of.
      expect(Math.abs(trainLoss / native.epochs[i].trainLoss - 1)).toBeLessThan(0.01)
      expect(Math.abs(testError - native.epochs[i].testError)).toBeLessThan(0.02)
    })
    expect(gpu.environment).toMatchObject({
      'why this backend': `TensorFlow.js computes by WebGPU on "${backend?.adapter.name}", as was asked for.`,
      executor: 'eager, for this backend runs no graphs'
    })
    const evaluated = await printedJson(store, 'evaluate', gpu.id, '--backend', 'webgpu')
    expect(evaluated).toMatchObject({ stored: true })
  })

  it('is found by doctor', async () => {
    const { findings } = await printedJson(store, 'doctor') as { findings: Finding[] }
    const found = findings.find(({ part }) => part === 'GPUs for WebGPU')
    expect(found).toMatchObject({ state: 'ok', advice: '"--backend webgpu" trains on the first.' })
    expect(found?.found).toContain(backend?.adapter.name)
  })
})
