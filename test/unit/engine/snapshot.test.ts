/** Taking a snapshot: every batch once, by the method's own rule, and nothing of one that was stopped. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import { EagerExecutor } from '../../../main/engine/executors/eager/executor'
import { initialWeights } from '../../../main/engine/networks/parameters'
import { inMemory } from '../../../main/engine/datasets/dataset'
import { reluSupport } from '../../../main/engine/support/forward'
import { estimationOf, examplesOf, probeExamples, takeSnapshot } from '../../../main/engine/training/snapshot'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import type { AlternationConfiguration } from '../../../preload/schema/configuration'
import { layout, MemoryRecorder, network, stripes } from './helpers/training'

const executor = new EagerExecutor(nativeBackend(), network, initialWeights(network, 1), 1)
const layers = layout.layers.length
const source = inMemory(stripes(600, 3))
const start = {
  index: 1,
  kind: 'scheduled',
  alternation: null,
  checkpoint: 'snapshot-1',
  epoch: 1,
  iteration: 7
} as const
const settings = (defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini') as AlternationConfiguration)
  .alternation

async function taken(stopAfter = Infinity, examples = source) {
  const recorder = new MemoryRecorder()
  let told = 0
  const whole = await takeSnapshot({
    start,
    examples,
    executor,
    support: reluSupport(layers),
    recorder,
    stopRequested: () => told >= stopAfter,
    tell: (count) => { told += count }
  })
  return { recorder, whole, told }
}

describe('a snapshot', () => {
  it('has the masks of every example, whatever the batches', async () => {
    const { recorder, whole, told } = await taken()
    expect([whole, told, recorder.story]).toEqual([true, 600, ['snapshot 1']])
    expect(recorder.starts.get(1)).toEqual({ ...start, examples: 600 })
    const batch = source.read(Int32Array.from({ length: 600 }, (_, i) => i))
    const all = await executor.estimateMasks(batch, reluSupport(layers))
    expect(Buffer.compare(recorder.stored.get(1) ?? new Uint8Array(), all)).toBe(0)
  })

  it('is not ended when it is stopped', async () => {
    const { recorder, whole, told } = await taken(250)
    expect([whole, told, recorder.story]).toEqual([false, 250, []])
  })

  it('of the probe examples has the first of them, or as many as there are', () => {
    expect(examplesOf(source, 'probe').count).toBe(probeExamples)
    expect(examplesOf(inMemory(stripes(5, 1)), 'probe').count).toBe(5)
    expect(examplesOf(source, 'all')).toBe(source)
  })
})

describe('what decides the masks', () => {
  it('is ReLU where the method stores none', async () => {
    expect(await estimationOf(null, layers, executor, source)).toEqual(reluSupport(layers))
  })

  it('is the method’s own rule, form and β where it does', async () => {
    const fixed = { ...settings, form: 'linear', rule: 'energy', beta: { kind: 'fixed', value: 0.25 } } as const
    expect(await estimationOf(fixed, layers, executor, source)).toEqual({
      form: 'linear',
      thresholds: new Float32Array(layers).fill(0.5)
    })
    const quantile = { ...settings, beta: { kind: 'quantile', fraction: 0.9 } } as const
    const { thresholds } = await estimationOf(quantile, layers, executor, source)
    expect(thresholds.every((threshold) => threshold > 0)).toBe(true)
  })
})
