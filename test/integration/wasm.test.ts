/** The commands where native TensorFlow is not, or not wanted. */
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultConfiguration, type Finding, type WhatComputes } from '../../preload/contract'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { Page, serve } from '../fixtures/served'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

interface Shown {
  id: string
  status: string
  backend: string
  environment: Record<string, string>
  epochs: { trainLoss: number; testError: number }[]
}

const tiny = [...fewDigits, '--limit', '200', '--epochs', '2', '--warmup', '1', '--seed', '1']
const store = storeOfFewDigits()
const trained = (...given: string[]): Promise<Shown> => printedJson(store, 'train', ...tiny, ...given) as Promise<Shown>

afterEach(() => { vi.unstubAllEnvs() })

describe('a training by WebAssembly', () => {
  let wasm: Shown
  let native: Shown
  beforeAll(async () => {
    wasm = await trained('--backend', 'wasm')
    native = await trained('--backend', 'native')
  })

  it('comes to the figures of one by native TensorFlow', () => {
    expect([wasm.status, native.status]).toEqual(['finished', 'finished'])
    expect(wasm.epochs.length).toBe(native.epochs.length)
    wasm.epochs.forEach(({ trainLoss, testError }, i) => {
      // Rounding alone differs, which a mask that flips and a dozen steps make more of.
      expect(Math.abs(trainLoss / native.epochs[i].trainLoss - 1)).toBeLessThan(0.01)
      expect(Math.abs(testError - native.epochs[i].testError)).toBeLessThan(0.02)
    })
  })

  it('says what computed, why, and by which executor', () => {
    expect(wasm.environment).toMatchObject({
      'why this backend': 'TensorFlow.js computes by WebAssembly, as was asked for, about five times slower.',
      executor: 'eager, for this backend runs no graphs'
    })
    expect(native.environment).not.toHaveProperty('why this backend')
    expect(native.environment).not.toHaveProperty('executor')
  })

  it('is evaluated, and its masks are taken', async () => {
    const evaluated = await printedJson(store, 'evaluate', wasm.id, '--backend', 'wasm')
    expect(evaluated).toMatchObject({ stored: true })
    expect(await printed(store, 'snapshot', wasm.id, '--of', 'probe', '--backend', 'wasm')).toMatch(/^snapshot 2/m)
  })
})

describe('a command that starts trainings', () => {
  const asked = 'TensorFlow.js computes by WebAssembly, as was asked for, about five times slower.'
  const backends = async (own: string): Promise<string[]> =>
    (await printedJson(own, 'runs') as { backend: string }[]).map(({ backend }) => backend)

  it('works off the queue by the backend that it is given', async () => {
    const own = storeOfFewDigits()
    await printed(own, 'queue', 'add', ...tiny)
    await printed(own, 'queue', 'run', '--backend', 'wasm')
    expect(await backends(own)).toEqual(['wasm'])
  })

  it('trains the members of a sweep by it, here or as a task that it writes', async () => {
    const [own, file] = [storeOfFewDigits(), join(temporaryFolder(), 'sweep.json')]
    await printed(own, 'sweep', '--grid', 'seed=1,2', ...tiny.slice(0, -2), '--out', file)
    const tasks = await printed(own, 'sweep', 'run', file, '--on', 'commands', '--backend', 'wasm')
    expect(tasks.trimEnd().split('\n').map((line) => line.endsWith(' --backend wasm'))).toEqual([true, true])
    await printed(own, 'sweep', 'task', file, '--index', '0', '--backend', 'wasm')
    await printed(own, 'sweep', 'run', file, '--backend', 'wasm')
    expect(await backends(own)).toEqual(['wasm', 'wasm'])
  })

  it('serves pages that are told what computes, and trains by it', async () => {
    const own = storeOfFewDigits()
    const served = await serve(own, { command: ['serve', '--backend', 'wasm'] })
    try {
      const page = await Page.open(served)
      expect(await page.call('training.computing', {})).toEqual({ computes: 'slower', sentence: asked })
      const configuration = defaultConfiguration('sgd', 'mnist', 'all-cnn-mini')
      const id = await page.train({ ...configuration, limit: 200, epochs: 1 })
      await until(async () => {
        const { detail: { summary } } = await page.call('runs.detail', { id })
        return summary.status === 'finished' && summary.backend === 'wasm'
      })
      page.socket.terminate()
    } finally {
      await served.end()
    }
  })
})

/** What a page of a server is told that computes. */
async function toldToPage(): Promise<WhatComputes> {
  const served = await serve(temporaryFolder())
  try {
    const page = await Page.open(served)
    const told = await page.call('training.computing', {})
    page.socket.terminate()
    return told
  } finally {
    await served.end()
  }
}

it('a page is told which native TensorFlow computes', async () => {
  expect(await toldToPage()).toEqual({
    computes: 'fast', sentence: expect.stringMatching(/^Native TensorFlow 2\.\d+\.\d+ computes, on the CPU\.$/)
  })
})

describe('where native TensorFlow cannot be loaded', () => {
  const hook = join(import.meta.dirname, '..', 'fixtures', 'without-native.cjs')
  const hidden = (): void => { vi.stubEnv('NODE_OPTIONS', `--require ${JSON.stringify(hook)}`) }
  const why =
    'Native TensorFlow could not be loaded (hidden by a test), so TensorFlow.js computes by WebAssembly, ' +
    'about five times slower.'

  it('a training computes by WebAssembly, and says why', async () => {
    hidden()
    const { id, status, environment } = await trained()
    expect(status).toBe('finished')
    expect(environment).toMatchObject({ 'why this backend': why })
    expect(await printedJson(store, 'evaluate', id)).toMatchObject({ stored: true })
    const exported = await printedJson(
      store, 'export', id, '--format', 'onnx', '--out', join(temporaryFolder(), 'model'), '--report'
    )
    expect(exported).toMatchObject({ report: { runtime: 'wasm 4.22.0' } })
  })

  it('doctor says so', async () => {
    hidden()
    const { findings } = await printedJson(store, 'doctor') as { findings: Finding[] }
    const found = findings.find(({ part }) => part === 'TensorFlow computes')
    expect(found).toEqual({
      part: 'TensorFlow computes', state: 'limited', found: `wasm, version 4.22.0: ${why}`,
      advice: 'Trainings work, slower.'
    })
  })

  it('a page is told so', async () => {
    hidden()
    expect(await toldToPage()).toEqual({ computes: 'slower', sentence: why })
    vi.stubEnv('MASKSCOPE_BACKEND', 'native')
    expect(await toldToPage()).toMatchObject({
      computes: 'nothing', sentence: expect.stringContaining('could not be loaded (hidden by a test); run "npm start"')
    })
  })

  it('native TensorFlow that is asked for is refused by a sentence', async () => {
    hidden()
    const { code, remarks } = await maskscope(store, 'train', ...tiny, '--backend', 'native')
    expect(code).toBe(1)
    expect(remarks).toContain(
      '\nNative TensorFlow could not be loaded (hidden by a test); run "npm start" once to set it up'
    )
  })
})

it('a backend that there is not is refused by a sentence, in the environment too', async () => {
  expect(await sentenceOf(store, 'train', ...tiny, '--backend', 'gpu')).toBe(
    'There is no backend "gpu"; --backend takes auto, native, wasm, webgpu.'
  )
  vi.stubEnv('MASKSCOPE_BACKEND', 'gpu')
  const { code, remarks } = await maskscope(store, 'train', ...tiny)
  expect([code, remarks]).toEqual([1, expect.stringContaining(
    '\nThere is no backend "gpu"; the variable MASKSCOPE_BACKEND takes auto, native, wasm, webgpu.\n'
  )])
})
