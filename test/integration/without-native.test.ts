/** Data sets, preprocessing and every command that computes, where native TensorFlow cannot be loaded. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { printed, printedJson } from '../fixtures/command-line'
import { fewPhotographs } from '../fixtures/datasets/few-photographs'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { describeWithPython, runPython } from '../fixtures/python'
import { temporaryFolder } from '../fixtures/temporary'

interface Shown { id: string; status: string; backend: string }

const hook = join(import.meta.dirname, '..', 'fixtures', 'without-native.cjs')
const hide = (): void => { vi.stubEnv('NODE_OPTIONS', `--require ${JSON.stringify(hook)}`) }
const photographs = ['image-folder', '--data-dir', fewPhotographs(), '--image-size', '16'] as const
const short = ['--epochs', '1', '--seed', '1'] as const

afterEach(() => { vi.unstubAllEnvs() })

describeWithPython('data are those of native TensorFlow', () => {
  const written = async (...given: string[]): Promise<string> => {
    const path = join(temporaryFolder(), 'data.npz')
    // A store of its own, so that what one has prepared the other has to prepare too.
    await printed(storeOfFewDigits(), 'datasets', ...given, '--out', path)
    return path
  }
  /** What treats each value by itself computes nothing, so one of those stands for all. */
  const cases = [
    { data: ['mnist'], preprocessing: 'contrast-whitened', most: 2e-4 },
    { data: photographs, preprocessing: 'contrast-whitened', most: 2e-4 },
    { data: photographs, preprocessing: 'channel-means', most: 0 }
  ]

  it.each(cases)('$data.0, $preprocessing', async ({ data, preprocessing, most }) => {
    const given = [...data, '--preprocessing', preprocessing]
    const native = await written(...given)
    hide()
    const differences = JSON.parse(runPython('compare_npz.py', native, await written(...given))) as object
    expect(Object.keys(differences).sort()).toEqual(['x_test', 'x_train', 'y_test', 'y_train'])
    for (const difference of Object.values(differences) as number[]) expect(difference).toBeLessThanOrEqual(most)
  })
})

describe('a training', () => {
  it.each([
    ['photographs', [...photographs, '--preprocessing', 'channel-means']],
    ['whitened photographs', [...photographs, '--preprocessing', 'contrast-whitened', '--augmentation', 'shift-flip']]
  ])('on %s', async (_title, data) => {
    hide()
    const shown = await printedJson(
      storeOfFewDigits(), 'train', '--method', 'i-alternation', '--warmup', '0', ...short, '--data', ...data
    )
    expect(shown).toMatchObject({ status: 'finished', backend: 'wasm' })
  })
})

describe('of a training on whitened digits', () => {
  const store = storeOfFewDigits()
  const out = temporaryFolder()
  let id: string
  beforeAll(async () => {
    hide()
    const shown = await printedJson(
      store, 'train', '--method', 'i-alternation', '--warmup', '0', ...short, ...fewDigits,
      '--preprocessing', 'contrast-whitened'
    ) as Shown
    id = shown.id
  })
  beforeEach(hide)

  it.each([
    ['evaluate', ['--rule', 'threshold', '--beta', 'quantile:0.5', '--confusion', '--disagreements']],
    ['snapshot', ['--of', 'probe']],
    ['compact', []],
    ['linear', ['--example', '3']],
    ['what-if', ['--example', '3', '--off', 'support1']],
    ['what-if', ['--test', '--off', 'support1']],
    ['model', []],
    ['patterns', []]
  ])('%s %j', async (command, given) => {
    expect(await printedJson(store, command, id, ...given)).toBeTruthy()
  })

  it('export of the network, with a report of what it costs, and of the training', async () => {
    const [network, training] = [join(out, 'npz'), join(out, 'csv')]
    expect(await printedJson(store, 'export', id, '--format', 'npz', '--out', network, '--compact', '--report'))
      .toMatchObject({ report: { runtime: 'wasm 4.22.0' } })
    expect(await printedJson(store, 'export', id, '--format', 'csv', '--out', training)).toBeTruthy()
  })

  it('import of what was exported, and its pruning', async () => {
    const folder = join(temporaryFolder(), 'model')
    await printed(store, 'export', id, '--format', 'onnx', '--out', folder)
    const imported = await printedJson(store, 'import', join(folder, 'model.onnx'), ...fewDigits) as Shown
    expect(imported).toMatchObject({ backend: 'wasm' })
    const pruned = await printedJson(
      store, 'dsd', '--from', imported.id, '--stages', '0,1,0', '--prune', 'i-alternation', '--seed', '1'
    ) as Shown
    expect(pruned).toMatchObject({ status: 'finished', backend: 'wasm' })
    await printed(store, 'weight-masks', pruned.id, '--out', join(folder, 'masks.npz'))
    expect(await printedJson(store, 'compact', pruned.id, '--at', 'sparse')).toBeTruthy()
  })

  it('report', async () => {
    const own = join(out, 'run.html')
    await printed(store, 'report', id, '--out', own)
    expect(existsSync(own)).toBe(true)
  })
})
