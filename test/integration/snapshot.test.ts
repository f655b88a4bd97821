/**
 * `maskscope snapshot`: the masks of any stored checkpoint of any method. An independent program (NumPy, float64)
 * recomputes them from the checkpoint's weights, and the figures from the masks.
 */
import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { choosePageSize } from '../../db/page-size'
import { RunStore } from '../../db/store'
import type { SnapshotRecord } from '../../preload/schema/run'
import { expectConsistent } from '../fixtures/consistency'
import { maskscope, printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { describeWithPython, runPython } from '../fixtures/python'
import { expectModelRecomputed } from '../fixtures/recomputed-model'
import { copyInto, linearTraining } from '../fixtures/shared-training'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

interface Shown {
  id: string
  status: string
  alternations: unknown[]
  snapshots: SnapshotRecord[]
  evaluations: { at: string; epoch: number; iteration: number }[]
}
interface Comparison { bits: number; different: number; farthest: number }
type Figures = Record<string, { sparsity: number; churn: number | null }>

const store = new RunStore(temporaryFolder())
const folder = temporaryFolder()
const data = join(folder, 'data.npz')
const models = join(import.meta.dirname, '..', 'fixtures', 'models')

const train = (...given: string[]): Promise<Shown> =>
  printedJson(store.path, ...given, '--limit', '320', '--seed', '1') as Promise<Shown>
const show = (id: string): Promise<Shown> => printedJson(store.path, 'show', id) as Promise<Shown>
const take = (id: string, ...given: string[]): Promise<SnapshotRecord> =>
  printedJson(store.path, 'snapshot', id, ...given) as Promise<SnapshotRecord>
const snapshotsOf = async (id: string): Promise<unknown[]> =>
  (await show(id)).snapshots.map(({ index, checkpoint, comparedWith }) => [index, checkpoint, comparedWith])

async function masksOf(id: string, snapshot: number): Promise<string> {
  const out = join(folder, `${id}-${snapshot}.npz`)
  await printed(store.path, 'masks', id, '--snapshot', String(snapshot), '--out', out)
  return out
}

/** The masks of a snapshot are those that NumPy finds with its checkpoint's weights. */
async function expectRecomputed(id: string, { index, checkpoint, examples }: SnapshotRecord, form: string) {
  const weights = join(folder, id, checkpoint)
  await printed(store.path, 'export', id, '--at', checkpoint, '--format', 'npz', '--out', weights, '--force')
  const recomputed = JSON.parse(
    runPython(
      'recompute_masks.py',
      join(weights, 'weights.npz'),
      join(weights, 'topology.json'),
      data,
      await masksOf(id, index),
      form
    )
  ) as { own: Comparison; given: Comparison; examples: number }
  expect(recomputed.examples).toBe(examples)
  expect(recomputed.own.bits).toBe(examples * 26_656)
  // TensorFlow adds in float32 and in another order: q differs by some 1e-6, so only q near zero may change sign.
  for (const { bits, different } of [recomputed.own, recomputed.given])
    expect(different / bits).toBeLessThanOrEqual(1e-4)
  expect(recomputed.given.farthest).toBeLessThan(1e-4)
}

describeWithPython('masks taken afterwards', () => {
  beforeAll(async () => { await printed(store.path, 'datasets', 'mnist-10k', '--out', data) })

  it('of SGD are those of its weights, with the page size that suits them', async () => {
    const run = await train('train', '--method', 'sgd', '--epochs', '2')
    expect(run.snapshots).toEqual([])
    const record = await take(run.id)
    expect(record).toMatchObject({
      index: 1,
      kind: 'requested',
      alternation: null,
      checkpoint: 'final',
      epoch: 2,
      iteration: 10,
      examples: 320,
      comparedWith: null,
      churn: null,
      masksKept: 'all'
    })
    expect(await show(run.id)).toMatchObject({ status: 'finished', alternations: [], snapshots: [record] })
    await expectRecomputed(run.id, record, 'affine')
    const [figures] = JSON.parse(runPython('recompute_statistics.py', await masksOf(run.id, 1))) as Figures[]
    expect(figures['*'].sparsity).toBe(record.sparsity)
    expect(record.layers.map(({ name, sparsity }) => [name, sparsity])).toEqual(
      record.layers.map(({ name }) => [name, figures[name].sparsity])
    )
    expect(expectConsistent(store.runPath(run.id))).toMatchObject({
      snapshots: [1],
      masks: 320,
      checkpoints: ['final']
    })
    reading(store.runPath(run.id), (database) => {
      const masks = database.prepare("SELECT sum(pgsize) FROM dbstat WHERE name = 'mask_rows'").pluck().get() as number
      const page = database.pragma('page_size', { simple: true }) as number
      expect(page).toBe(choosePageSize(3332))
      // Beyond 5 %, as much as an inner page and one that is only begun.
      expect(masks).toBeLessThanOrEqual((320 * 26_656) / 8 * 1.05 + 2 * page)
    })
    expect(readdirSync(store.runsFolder).filter((name) => !name.endsWith('.maskrun'))).toEqual([])
  })

  describe('of every stage of DSD', () => {
    const dsd = { id: '', sparse: {} as SnapshotRecord, dense: {} as SnapshotRecord, final: {} as SnapshotRecord }
    beforeAll(async () => {
      const network = ['--data', 'mnist-10k', '--net', 'all-cnn-mini']
      dsd.id = (await train('dsd', ...network, '--stages', '1,1,1', '--sparsity', '0.6')).id
      dsd.sparse = await take(dsd.id, '--at', 'sparse')
      dsd.dense = await take(dsd.id, '--at', 'dense', '--of', 'probe')
      dsd.final = await take(dsd.id, '--at', 'final')
    })

    it('stand in the order of their moments, each compared with the one before it that was there', async () => {
      expect(await snapshotsOf(dsd.id)).toEqual([
        [2, 'dense', null],
        [1, 'sparse', null],
        [3, 'final', 1]
      ])
      expect([dsd.sparse.examples, dsd.dense.examples, dsd.final.comparedExamples]).toEqual([320, 256, 320])
    })

    it('are those of their weights, pruned ones too', async () => {
      await expectRecomputed(dsd.id, dsd.sparse, 'affine')
      await expectRecomputed(dsd.id, dsd.dense, 'affine')
    })

    it('say how few connections of the sparse network are used', async () => {
      const told = await expectModelRecomputed(store.path, dsd.id, 1)
      expect(told.nodes.find(({ name }) => name === 'conv3')?.weightSparsity).toBeCloseTo(0.6, 3)
    })

    it('have the churn of the stored bits', async () => {
      const files = [await masksOf(dsd.id, 1), await masksOf(dsd.id, 3)]
      const [, after] = JSON.parse(runPython('recompute_statistics.py', ...files)) as Figures[]
      expect(after['*'].churn).toBe(dsd.final.churn)
    })

    it('may be asked for of all examples where only the probe examples have them', async () => {
      const record = await take(dsd.id, '--at', 'dense')
      expect(record).toMatchObject({ index: 4, examples: 320, comparedWith: 2, comparedExamples: 256, churn: 0 })
    })
  })

  it('of I-alternation stand beside its alternations, and follow its own form', async () => {
    const { id } = await copyInto(store)
    const record = await take(id, '--at', 'final', '--of', 'probe')
    expect(record).toMatchObject({ index: 4, kind: 'requested', comparedWith: 3, comparedExamples: 256 })
    const { alternations, snapshots } = await show(id)
    expect([alternations.length, snapshots.length]).toEqual([3, 4])
    expect(await sentenceOf(store.path, 'masks', id, '--alternation', '4', '--out', join(folder, 'none.npz'))).toMatch(
      /holds no masks of alternation 4;/
    )
    await expectRecomputed(id, record, 'affine')
  })

  it('of the linear form are those of the linear form', async () => {
    const linear = await linearTraining()
    copyFileSync(linear.path, store.runPath(linear.id))
    await expectRecomputed(linear.id, await take(linear.id, '--at', 'final', '--of', 'probe'), 'linear')
  })

  it('of an import are those that the import itself would have taken', async () => {
    const [file, own] = [join(models, 'functional.keras'), storeOfFewDigits()]
    const bare = (await printedJson(own, 'import', file, ...fewDigits, '--no-masks')) as Shown
    const whole = (await printedJson(own, 'import', file, ...fewDigits)) as Shown
    expect(await printedJson(own, 'snapshot', bare.id)).toEqual({
      ...whole.snapshots[0], seconds: expect.any(Number) as number
    })
  })
})

describe('a snapshot that is refused', () => {
  it('because it is there, because there is no such checkpoint, because a word is wrong', async () => {
    const { id } = await copyInto(store)
    expect(await sentenceOf(store.path, 'snapshot', id, '--at', '2')).toBe(
      `The masks of "alternation-2" of run ${id} are there already: alternation 2, of 1000 examples; ` +
        `"maskscope show ${id}" shows them.`
    )
    expect(await sentenceOf(store.path, 'snapshot', id, '--at', 'sparse')).toMatch(
      /^The run has no checkpoint "sparse"/
    )
    expect(await sentenceOf(store.path, 'snapshot', id, '--of', 'some')).toMatch(
      /^There is no choice of examples "some"/
    )
    await expect(snapshotsOf(id)).resolves.toHaveLength(3)
  })

  it('because the run is still running, and then because another command adds to it', async () => {
    const own = new RunStore(storeOfFewDigits())
    const training = start(own.path, 'train', '--method', 'sgd', ...fewDigits, '--epochs', '100000')
    const id = await until(() => own.ids()[0])
    expect(await sentenceOf(own.path, 'snapshot', id)).toBe(
      `Run ${id} is still running, and its training alone writes its file; stop it first, or wait.`
    )
    await printed(own.path, 'stop', id)
    await training.finished
    const release = own.claim(id)
    expect(await sentenceOf(own.path, 'snapshot', id)).toBe(
      `Another command adds to run ${id} just now; try again when it has ended.`
    )
    release()
    // Stopped inside an epoch: its checkpoint says at which iteration.
    const [final] = (await printedJson(own.path, 'show', id) as Shown).evaluations
    expect(final.iteration).toBeGreaterThanOrEqual(final.epoch * 4)
    expect(await printedJson(own.path, 'snapshot', id)).toMatchObject({
      checkpoint: 'final',
      epoch: final.epoch,
      iteration: final.iteration
    })
  })
})

describe('a snapshot that is stopped', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ] as const)('by %s leaves nothing, and can be taken again', async (signal, code) => {
    const own = new RunStore(temporaryFolder())
    const { id } = await copyInto(own)
    const taking = start(own.path, 'snapshot', id)
    await until(() => own.isClaimed(id), 5)
    taking.child.kill(signal)
    const { code: ended, output, remarks } = await taking.finished
    expect([ended, output, remarks]).toEqual([code, '', 'stopped; nothing of the snapshot is kept\n'])
    expect(readdirSync(own.runsFolder)).toEqual([`${id}.maskrun`])
    expect(expectConsistent(own.runPath(id))).toMatchObject({ snapshots: [1, 2, 3], masks: 3000 })
    expect((await maskscope(own.path, 'snapshot', id, '--of', 'probe')).code).toBe(0)
    expect(expectConsistent(own.runPath(id))).toMatchObject({ snapshots: [1, 2, 3, 4], masks: 3256 })
  })
})
