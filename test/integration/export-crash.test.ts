/**
 * An export that is killed leaves no half of a file: under the wanted name there is nothing, an earlier model, or the
 * new one, each whole. Real processes, SIGKILL, a model of 65 MB whose weights are all 1 (alternation 1) or all 2
 * (final).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { processExists } from '../../main/files/process-exists'
import { initialWeights } from '../../main/engine/networks/parameters'
import { supportLayout } from '../../main/engine/support/layout'
import { defaultConfiguration } from '../../preload/schema/configuration'
import type { Network } from '../../preload/schema/network'
import { expectOneSentence, maskscope, start } from '../fixtures/command-line'
import { beginRun, type SmallRun } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const network: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [64, 64, 4] },
    { type: 'dense', name: 'dense1', inputs: ['input'], units: 1000, bias: true },
    { type: 'support', name: 'support1', inputs: ['dense1'] },
    { type: 'dense', name: 'dense2', inputs: ['support1'], units: 10, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense2'], weight: 1 }
  ]
}
let run: SmallRun
beforeAll(() => {
  const layers = supportLayout(network).layers
  run = beginRun(temporaryFolder(), {
    topology: network,
    layers,
    configuration: { ...defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini'), preprocessing: 'unit' }
  })
  const filled = (value: number) =>
    new Map([...initialWeights(network, 1)].map(([name, values]) => [name, values.fill(value)]))
  run.recorder.checkpoint('alternation-1', { epoch: 1, iteration: 1 }, filled(1))
  run.recorder.checkpoint('final', { epoch: 2, iteration: 2 }, filled(2))
  run.recorder.end('finished', null)
})

const exported = (folder: string, ...given: string[]): string[] => [
  'export',
  run.id,
  '--format',
  'tfjs',
  '--out',
  folder,
  ...given
]

/** The process that writes, by its temporary folder. */
function writerOf(folder: string): { process: number; files: number } | null {
  const parent = join(folder, '..')
  const partial = readdirSync(parent).find((name) => name.startsWith(`.${basename(folder)}.`))
  if (partial === undefined) return null
  const [, owner] = /\.(\d+)\.[^/]+\.partial$/.exec(partial) ?? []
  return { process: Number(owner), files: readdirSync(join(parent, partial)).length }
}

/** Which model lies there; null where a program finds none. */
function modelAt(folder: string): number | null {
  if (!existsSync(join(folder, 'model.json'))) return null
  const {
    weightsManifest: [{ paths }]
  } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as { weightsManifest: { paths: string[] }[] }
  const values = paths.map((name) => new Float32Array(Uint8Array.from(readFileSync(join(folder, name))).buffer))
  expect(values.reduce((sum, { length }) => sum + length, 0)).toBe(64 * 64 * 4 * 1000 + 1000 + 1000 * 10 + 10)
  const [first] = values[0]
  for (const some of values) expect(some.every((value) => value === first)).toBe(true)
  return first
}

describe('an export that is killed', () => {
  it.each([0, 5])(
    'after %i files are begun leaves nothing under its name, and the next one succeeds',
    async (files) => {
      const folder = join(temporaryFolder(), 'model')
      const { finished } = start(run.store.path, ...exported(folder))
      const writer = await until(() => {
        const found = writerOf(folder)
        return found !== null && found.files >= files && found
      }, 1)
      process.kill(writer.process, 'SIGKILL')
      const { code, remarks } = await finished
      expect(code).toBe(1)
      expectOneSentence(remarks)
      expect(existsSync(folder)).toBe(false)

      expect(await maskscope(run.store.path, ...exported(folder))).toMatchObject({ code: 0 })
      expect(modelAt(folder)).toBe(2)
      expect(readdirSync(join(folder, '..'))).toEqual(['model'])
    }
  )

  it('while it replaces an earlier one leaves one of both, whole, or none to open', async () => {
    const folder = join(temporaryFolder(), 'model')
    await maskscope(run.store.path, ...exported(folder, '--at', '1'))
    expect(modelAt(folder)).toBe(1)
    for (const milliseconds of [0, 4]) {
      const { finished } = start(run.store.path, ...exported(folder, '--force'))
      // Every file has been begun; some milliseconds later they are moved.
      const writer = await until(() => {
        const found = writerOf(folder)
        return found !== null && found.files >= 17 && found
      }, 1)
      await wait(milliseconds)
      try {
        process.kill(writer.process, 'SIGKILL')
      } catch {
        // It was faster.
      }
      await finished
      expect([null, 1, 2]).toContain(modelAt(folder))
      expect(await maskscope(run.store.path, ...exported(folder, '--at', '1', '--force'))).toMatchObject({ code: 0 })
      expect(modelAt(folder)).toBe(1)
    }
  })

  it('where it was asked for ends with it, and leaves nothing under the wanted name', async () => {
    const folder = join(temporaryFolder(), 'model')
    const { child, finished } = start(run.store.path, ...exported(folder))
    const writer = await until(() => writerOf(folder), 1)
    child.kill('SIGKILL')
    expect(await finished).toMatchObject({ signal: 'SIGKILL' })
    await until(() => !processExists(writer.process))
    expect(existsSync(folder)).toBe(false)
    expect(await maskscope(run.store.path, ...exported(folder))).toMatchObject({ code: 0 })
    expect(modelAt(folder)).toBe(2)
    expect(readdirSync(join(folder, '..'))).toEqual(['model'])
  })
})
