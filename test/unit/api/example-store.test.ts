/** The runs that come with Maskscope: whole, small, and refused in a sentence when they are not what they should be. */
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RunIndex } from '../../../db/run-index'
import { readDetail } from '../../../db/details'
import { MaskReader } from '../../../db/masks'
import { readingRun } from '../../../db/open'
import { readRuleEvaluations } from '../../../db/rule-evaluations'
import { readRunRow } from '../../../db/runs'
import { RunStore } from '../../../db/store'
import { unpackExample } from '../../../main/api/example-store'
import { readRun } from '../../../main/api/store-reader'
import { encodeFrame } from '../../../preload/contract/frames'
import { exampleRuns, probeExamples } from '../../../scripts/example/runs.mjs'
import { exampleArchive } from '../../fixtures/example'
import { temporaryFolder } from '../../fixtures/temporary'

const id = '20260101-090000-abcd'

function unpacked(archive: string): RunStore {
  const store = new RunStore(temporaryFolder())
  unpackExample(archive, store)
  return store
}

describe('the example', () => {
  const store = unpacked(exampleArchive)
  const runs = new RunIndex(store).list()

  it('takes less than 3 MB of the repository', () => {
    expect(statSync(exampleArchive).size).toBeLessThan(3_000_000)
  })

  it('is the runs that the script names, finished, each by its method', () => {
    expect(runs.map((run) => run.id).sort()).toEqual(exampleRuns.map((run) => run.id).sort())
    expect(runs).toMatchObject(runs.map(() => ({ state: 'readable', status: 'finished', dataset: 'mnist-10k' })))
    expect(new Set(runs.map((run) => (run.state === 'readable' ? run.method : 'damaged')))).toEqual(
      new Set(['i-alternation', 'sgd', 'dsd'])
    )
  })

  it.each(exampleRuns)('$name has three snapshots, masks of 256 images and a learned network', ({ id: run }) => {
    const { detail } = readRun(store, run, readDetail)
    expect(detail.snapshots).toHaveLength(3)
    const bytesPerExample = detail.layers.reduce((sum, { byteLength }) => sum + byteLength, 0)
    readingRun(store.runPath(run), (database) => {
      const masks = new MaskReader(database, bytesPerExample)
      for (const { index } of detail.snapshots) {
        const examples = masks.examplesOf(index)
        expect(examples).toHaveLength(probeExamples)
        // All of them can be read, and none is empty.
        const packed = masks.read(index, examples)
        for (const example of examples) {
          const row = packed.subarray(example * bytesPerExample, (example + 1) * bytesPerExample)
          expect(row.some((byte) => byte !== 0)).toBe(true)
        }
      }
    })
    expect(detail.summary.testError).toBeLessThan(0.1)
    expect(detail.evaluations.length).toBeGreaterThanOrEqual(2)
  })

  it.each(exampleRuns)('$name has predictions of several rules, and a sweep', ({ id: run, evaluated }) => {
    for (const at of evaluated) {
      const rules = readRun(store, run, (database) => readRuleEvaluations(database, at))
      const kept = rules.filter(({ predicted }) => predicted)
      expect(kept.length).toBeGreaterThanOrEqual(4)
    }
    expect(readRun(store, run, (database) => readRuleEvaluations(database, 'final')).length).toBeGreaterThan(20)
  })

  it('shows what pruning does', () => {
    const run = exampleRuns.find(({ command }) => command[0] === 'dsd')
    const { detail } = readRun(store, run?.id ?? '', readDetail)
    expect(detail.prunings).toHaveLength(1)
    expect(detail.sensitivity.length).toBeGreaterThan(0)
  })

  it('tells nothing of the machine that made it', () => {
    for (const run of exampleRuns) {
      const row = readRun(store, run.id, readRunRow)
      expect(row.host).toBe('example')
      expect(Object.keys(row.environment).sort()).toEqual(['maskscope', 'node', 'tensorflow'])
      expect(row.created_at).toBe(run.createdAt)
      expect(readFileSync(store.runPath(run.id)).includes('/tmp/')).toBe(false)
    }
  })
})

describe('an example that is not whole', () => {
  const run = (name: string, file: unknown = Buffer.alloc(1000, 7)): unknown => ({ id: name, file })
  const packed = (value: unknown): Buffer => brotliCompressSync(encodeFrame(value))
  const whole = packed({ runs: [run(id)] })

  function made(content: Uint8Array): string {
    const archive = join(temporaryFolder(), 'example.br')
    writeFileSync(archive, content)
    return archive
  }

  function sentenceOf(archive: string): string {
    try {
      unpacked(archive)
    } catch (error) {
      return (error as Error).message.replaceAll(archive, 'FILE')
    }
    throw new Error('it was unpacked')
  }
  const of = (problem: string): string =>
    `The example cannot be opened: ${problem}; build or install Maskscope again.`

  it.each<[string, () => Buffer, string]>([
    ['that was cut off', () => whole.subarray(0, whole.length - 4), 'FILE is damaged'],
    ['of noise', () => Buffer.from('not packed at all'), 'FILE is damaged'],
    ['that is empty', () => Buffer.alloc(0), 'FILE is damaged'],
    [
      'that unpacks without end',
      () => brotliCompressSync(Buffer.alloc(65 * 2 ** 20)),
      `FILE unpacks to more than ${64 * 2 ** 20} bytes`
    ],
    ...([
      ['of other bytes', brotliCompressSync(Buffer.alloc(100))],
      ['of JSON alone', brotliCompressSync(Buffer.from('{"runs":[]}'))],
      ['without a run', packed({ runs: [] })],
      ['of too many runs', packed({ runs: Array.from({ length: 17 }, () => run(id)) })],
      ['with a run that leads elsewhere', packed({ runs: [run('../../evil')] })],
      ['with a run without a file', packed({ runs: [run(id, 'text')] })],
      ['with something more', packed({ runs: [run(id)], script: 'evil' })],
      [
        'that ends before a file does',
        brotliCompressSync(encodeFrame({ runs: [run(id)] }).slice(0, 500))
      ]
    ] as [string, Buffer][]).map(
      ([what, content]): [string, () => Buffer, string] => [what, () => content, 'FILE holds something else than runs']
    )
  ])('%s is one sentence', (_what, content, problem) => {
    expect(sentenceOf(made(content()))).toBe(of(problem))
  })

  it('that is missing is one sentence', () => {
    expect(sentenceOf('/nowhere/example.br')).toBe(of('FILE is missing'))
  })

  it('of too many bytes is not read', () => {
    const archive = made(whole)
    truncateSync(archive, 17 * 2 ** 20)
    expect(sentenceOf(archive)).toBe(of(`FILE has ${17 * 2 ** 20} bytes, more than ${16 * 2 ** 20}`))
  })

  it('of a run that is damaged inside is shown as damaged, beside the others', () => {
    expect(new RunIndex(unpacked(made(whole))).list()).toMatchObject([{ state: 'damaged', id }])
  })
})
