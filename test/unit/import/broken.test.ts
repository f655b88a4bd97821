/**
 * Models that are not what they should be: one sentence each, and no more memory than a small multiple of the file,
 * whatever it declares.
 */
import { execFileSync } from 'node:child_process'
import { buildSync } from 'esbuild'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openModel } from '../../../main/import'
import { brokenModels, type BrokenModel } from '../../fixtures/models/broken'
import { kerasLayers, kerasModel, onnxFile, safetensorsFile, shard, tfjsJson } from '../../fixtures/models/files'
import { temporaryFolder } from '../../fixtures/temporary'

function written({ file, content, beside = {} }: Pick<BrokenModel, 'file' | 'content' | 'beside'>): string {
  const folder = join(temporaryFolder(), 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, file), content)
  for (const [name, value] of Object.entries(beside)) if (typeof value === 'function') value(join(folder, name))
  else writeFileSync(join(folder, name), value)
  return join(folder, file)
}

/**
 * Peak of a process that reads all of them, one after the other: 192 MiB, of which HDF5's library takes 20 in a thread
 * whose own memory, some 40, the system has back only some time after its end, the largest file 4 and its JSON some
 * tens. What they declare or unpack to is 256 MiB to 4 TiB each.
 */
const mostGrowth = 192 * 2 ** 20

describe('a broken model', () => {
  const bundle = join(temporaryFolder(), 'read-models.js')
  writeFileSync(join(dirname(bundle), 'package.json'), '{"type":"module"}')
  const told: { sentences: string[]; grown: number } = { sentences: [], grown: 0 }
  beforeAll(() => {
    const sources = join(import.meta.dirname, '..', '..', '..')
    buildSync({
      entryPoints: {
        'read-models': join(sources, 'test', 'fixtures', 'read-models.ts'),
        'model-reader': join(sources, 'main', 'import', 'hdf5-thread', 'worker.ts')
      },
      outdir: dirname(bundle),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' }
    })
    Object.assign(
      told,
      JSON.parse(
        execFileSync(process.execPath, [bundle, ...brokenModels.map(written)], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore']
        })
      )
    )
  })

  it.each(brokenModels.map((broken, index) => ({ ...broken, index })))(
    '$title ($file): one sentence',
    ({ file, sentence, index }) => {
      expect(told.sentences[index]).toBe(`Failure: ${file} cannot be imported: ${sentence}.`)
      expect(told.sentences[index]).not.toMatch(/\n|undefined|\[object/)
    }
  )

  it('takes no memory for what it only declares', () => {
    expect(told.grown).toBeGreaterThan(0)
    expect(told.grown).toBeLessThan(mostGrowth)
  })
})

describe('what these were before they were broken', () => {
  it.each([
    ['model.json', Buffer.from(JSON.stringify(tfjsJson()))],
    ['model.onnx', onnxFile()],
    ['model.safetensors', safetensorsFile()]
  ])('%s is read', async (file, content) => {
    const { network } = await openModel(written({ file, content, beside: { 'weights.bin': shard } })).read(null)
    expect(network.nodes.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['input', 'convolution', 'support', 'dense', 'softmax-loss'])
    )
  })

  it('has names of ours, whatever the file calls its layers', async () => {
    const foreign: Record<string, string> = {
      conv: '../../etc/passwd',
      flat: '-- 日本 --',
      dense: 'Dense/Λ_1'.repeat(40)
    }
    const renamed = kerasLayers().map((layer) => ({
      ...layer,
      name: foreign[String(layer.name)] ?? layer.name,
      inbound_nodes: (layer.inbound_nodes as [string, 0, 0, object][][][] | [string, 0, 0, object][][]).map((call) =>
        call.map((entry) => [foreign[String(entry[0])] ?? entry[0], 0, 0, {}])
      )
    }))
    const weights = [
      ['../../etc/passwd/kernel', [3, 3, 1, 2]],
      ['../../etc/passwd/bias', [2]],
      [`${foreign.dense}/kernel`, [8, 3]]
    ]
    const json = tfjsJson(
      kerasModel(renamed, foreign.dense),
      weights.map(([name, shape]) => ({ name: name as string, shape: shape as number[], dtype: 'float32' }))
    )
    const path = written({
      file: 'model.json',
      content: Buffer.from(JSON.stringify(json)),
      beside: { 'weights.bin': shard }
    })
    const { network } = await openModel(path).read(null)
    expect(network.nodes.map(({ name }) => name)).toEqual([
      'image',
      'etc-passwd',
      'etc-passwd-relu',
      'node',
      expect.stringMatching(/^dense-1dense[a-z0-9-]{1,59}$/) as string,
      'loss'
    ])
  })
})
