/**
 * Dense → Sparse → Dense by the built command line: its stages, its file, its masks out and in again,
 * its compact model.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  compactReportSchema,
  epochRecordSchema,
  evaluationRecordSchema,
  exportRecordSchema,
  pruningRecordSchema,
  sensitivityPointSchema
} from '../../preload/contract'
import { z } from 'zod'
import { RunStore } from '../../db/store'
import { maskscope, printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { sentenceHere } from '../fixtures/command-line-here'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { describeWithPython, runPython } from '../fixtures/python'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const store = new RunStore(storeOfFewDigits())
const few = [...fewDigits, '--stages', '2,2,1']

const shownSchema = z.object({
  id: z.string(),
  status: z.string(),
  method: z.literal('dsd'),
  config: z.object({ epochs: z.number(), pruning: z.object({ from: z.unknown() }) }),
  epochs: z.array(epochRecordSchema),
  evaluations: z.array(evaluationRecordSchema),
  prunings: z.array(pruningRecordSchema),
  sensitivity: z.array(sensitivityPointSchema)
})
const dsd = async (...given: string[]): Promise<z.infer<typeof shownSchema>> =>
  shownSchema.parse(await printedJson(store.path, 'dsd', ...few, ...given))

let magnitude: z.infer<typeof shownSchema>
const masks = join(temporaryFolder(), 'masks.npz')

beforeAll(async () => {
  magnitude = await dsd(
    '--sparsity',
    '0.7',
    '--layer-sparsity',
    'conv6=0.25',
    '--weight-decay',
    '0.01',
    '--sensitivity'
  )
  await printed(store.path, 'weight-masks', magnitude.id, '--out', masks)
})

describe('a run by magnitude', () => {
  it('has its stages, and an evaluation at the end of each', () => {
    expect(magnitude.status).toBe('finished')
    expect(magnitude.epochs.map(({ phase }) => phase)).toEqual(['dense', 'dense', 'sparse', 'sparse', 'dense-again'])
    expect(magnitude.evaluations.map(({ at, epoch }) => [at, epoch])).toEqual([
      ['dense', 2],
      ['sparse', 4],
      ['final', 5]
    ])
  })

  it('prunes to the degrees it was given', () => {
    expect(magnitude.prunings).toHaveLength(1)
    const [{ layers, weights, kept }] = magnitude.prunings
    expect(layers.map(({ name, weights: all, kept: left }) => [name, all - left])).toEqual([
      ['conv1', Math.round(0.7 * 144)],
      ['conv2', Math.round(0.7 * 2304)],
      ['conv3', Math.round(0.7 * 4608)],
      ['conv4', Math.round(0.7 * 9216)],
      ['conv5', Math.round(0.7 * 9216)],
      ['conv6', 256],
      ['conv7', 0]
    ])
    expect([weights, kept]).toEqual([26_832, layers.reduce((sum, layer) => sum + layer.kept, 0)])
  })

  it('has a scan of every layer and degree, from the weights that the Dense stage ended with', () => {
    expect(magnitude.sensitivity).toHaveLength(7 * 10)
    expect(new Set(magnitude.sensitivity.map(({ at }) => at))).toEqual(new Set(['dense']))
  })

  it('is shown with its prunings', async () => {
    const output = await printed(store.path, 'show', magnitude.id)
    expect(output).toMatch(/conv7 \(exempt\) +320 +320 +0\.00 %/)
    expect(output).toMatch(/test error at +10 %.* 95 %/)
  })

  it('is exported with its weight masks, whole and compact, beside the whole model', async () => {
    const folder = temporaryFolder()
    const record = exportRecordSchema.parse(
      await printedJson(
        store.path,
        'export',
        magnitude.id,
        '--at',
        'sparse',
        '--format',
        'npz',
        '--compact',
        '--report',
        '--out',
        join(folder, 'compact')
      )
    )
    const { before, after } = record.report ?? { before: null, after: null }
    // All 170 biases have moved from zero by then.
    expect(before?.nonZeroParameters).toBe(27_002 - 26_832 + magnitude.prunings[0].kept)
    expect(after?.error).toBe(before?.error)
    expect(after?.parameters).toBeLessThanOrEqual(before?.parameters ?? 0)
    await printed(
      store.path,
      'export',
      magnitude.id,
      '--at',
      'sparse',
      '--format',
      'safetensors',
      '--out',
      join(folder, 'whole')
    )
    const bytes = readFileSync(join(folder, 'whole', 'model.safetensors'))
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()) as Record<
      string,
      { data_offsets: [number, number] }
    >
    const [from, to] = header['conv2/kernel.mask'].data_offsets
    const start = 8 + Number(bytes.readBigUInt64LE())
    expect(bytes.subarray(start + from, start + to).filter((kept) => kept === 0)).toHaveLength(Math.round(0.7 * 2304))
  })

  it('has a compact model, measured, whose verdict follows from the figures', async () => {
    const report = compactReportSchema.parse(await printedJson(store.path, 'compact', magnitude.id, '--at', 'sparse'))
    expect(report.whole.error).toBe(magnitude.evaluations[1].relu.error)
    expect(report.compact.error).toBe(report.whole.error)
    const removed = report.layers.reduce((sum, layer) => sum + layer.removed, 0)
    expect(report.compact.parameters < report.whole.parameters).toBe(removed > 0)
    expect(report.verdict).toMatch(removed > 0 ? /parameters went/ : /^Nothing was removed, so nothing got faster/)
  })
})

describeWithPython('read with NumPy', () => {
  it('the masks are those of the file, and hold in the sparse weights alone', () => {
    const { same, kept, storedKept, nonZeroWherePruned } = JSON.parse(
      runPython('check_weight_masks.py', store.runPath(magnitude.id), masks)
    ) as { same: boolean; kept: object; storedKept: object; nonZeroWherePruned: Record<string, number> }
    expect(same).toBe(true)
    expect(kept).toEqual(storedKept)
    expect(nonZeroWherePruned.sparse).toBe(0)
    expect(nonZeroWherePruned.dense).toBeGreaterThan(15_000)
    expect(nonZeroWherePruned.final).toBeGreaterThan(15_000)
  })
})

describe('a run from another', () => {
  it('begins with its weights, without a Dense stage, and records where they came from', async () => {
    const run = shownSchema.parse(
      await printedJson(
        store.path,
        'dsd',
        '--from',
        magnitude.id,
        '--at',
        'dense',
        '--stages',
        '0,1,1',
        '--prune',
        'b-alternation',
        '--beta',
        '50'
      )
    )
    expect(run.config.pruning.from).toEqual({ run: magnitude.id, at: 'dense' })
    expect(run.epochs.map(({ phase, iterations }) => [phase, iterations])).toEqual([['sparse', 4], ['dense-again', 8]])
    const { error, loss } = magnitude.evaluations[0].relu
    expect(run.evaluations[0]).toMatchObject({ at: 'dense', epoch: 0, relu: { error } })
    // The same weights on the same images; but shared masks need whole batches, whose sums round otherwise.
    expect(run.evaluations[0].relu.loss / loss).toBeCloseTo(1, 6)
    expect(run.prunings[0].layers[1].coactivation?.opportunities).toBe(4 * 14 * 14)
  })

  it('takes weight masks from a file', async () => {
    const run = await dsd('--weight-masks', masks)
    expect(run.prunings[0].layers.map(({ kept }) => kept)).toEqual(magnitude.prunings[0].layers.map(({ kept }) => kept))
  })
})

describe('what is given wrongly', () => {
  const cases: [string[], string | RegExp][] = [
    [
      ['dsd', '--prune', 'size'],
      'There is no choice of connections "size"; --prune takes magnitude, i-alternation, b-alternation.'
    ],
    [['dsd', '--stages', '4,4'], '--stages takes three numbers, as 4,4,4, not "4,4".'],
    [
      ['dsd', '--stages', '0,4,4'],
      'The setting "epochs" is 8, but must be valid (there is nothing to prune without a first Dense stage or a run ' +
      'to begin with).'
    ],
    [['dsd', '--sparsity', '1'], 'The setting "pruning.choice.degree" is 1, but must be less than 1.'],
    [
      ['dsd', '--prune', 'i-alternation', '--sparsity', '0.5'],
      '--sparsity has no meaning for --prune i-alternation; leave it out.'
    ],
    [['dsd', '--floor', '0.1'], '--floor has no meaning for --prune magnitude; leave it out.'],
    [
      ['dsd', '--layer-sparsity', 'conv2'],
      '--layer-sparsity takes fractions by layer, as conv2=0.7,conv3=0.8, not "conv2".'
    ],
    [
      ['dsd', '--layer-sparsity', 'conv9=0.5'],
      'There is no layer "conv9" that may be pruned; a sparsity can be given for ' +
      'conv1, conv2, conv3, conv4, conv5, conv6.'
    ],
    [['dsd', '--exempt', 'last'], 'The setting "pruning.exempt.0" is "last", but must be one of first, classifier.'],
    [['dsd', '--from', 'nothing'], /^There is no run "nothing" in/],
    [['dsd', '--weight-masks', '/nowhere/masks.npz'], 'There is no file /nowhere/masks.npz.']
  ]
  it.each(cases)('%j', async (given, sentence) => {
    // The training's own process finds these, which only the built command line starts.
    const isFoundLater = ['conv9=0.5', '/nowhere/masks.npz'].includes(given[2])
    const told = await (isFoundLater ? sentenceOf : sentenceHere)(store.path, ...given)
    if (typeof sentence === 'string') expect(told).toBe(sentence)
    else expect(told).toMatch(sentence)
  })

  it('a run of another network, and masks of one', async () => {
    expect(await sentenceOf(store.path, 'dsd', '--from', magnitude.id, '--net', 'vgg-mini')).toMatch(
      /^Run \S+ trained another network \(all-cnn-mini on mnist\); begin with/
    )
    expect(await sentenceOf(store.path, 'dsd', '--weight-masks', masks, '--net', 'nin-mini')).toMatch(
      /^masks\.npz (does not fit the network: |has \d+ bytes|is not a NumPy archive)/
    )
  })

  it('a file that is no archive, and a run that pruned nothing', async () => {
    const text = join(temporaryFolder(), 'text.npz')
    writeFileSync(text, 'nothing')
    expect(await sentenceOf(store.path, 'dsd', '--weight-masks', text)).toMatch(
      /^text\.npz is not a NumPy archive that can be read/
    )
    expect(await sentenceOf(store.path, 'weight-masks', magnitude.id, '--at', 'final', '--out', text)).toMatch(
      /^No weight is pruned in "final" of run/
    )
  })
})

it('a run that is killed in its Sparse stage is readable, with the Dense stage’s weights', async () => {
  const own = new RunStore(storeOfFewDigits())
  const { finished } = start(own.path, 'dsd', ...fewDigits, '--batch-size', '20', '--stages', '1,90,1')
  const owner = await until(() => {
    try {
      const [id] = own.ids()
      return (
        id &&
        reading(
          own.runPath(id),
          (database) =>
            database.prepare('SELECT process FROM run WHERE EXISTS (SELECT * FROM prunings)').pluck().get() as
              number | undefined
        )
      )
    } catch {
      return null
    }
  }, 10)
  process.kill(owner as number, 'SIGKILL')
  await finished
  const [id] = own.ids()
  const shown = shownSchema.parse(await printedJson(own.path, 'show', id))
  expect(shown).toMatchObject({ status: 'interrupted', prunings: [{ index: 1 }], evaluations: [{ at: 'dense' }] })
  expect((await maskscope(own.path, 'evaluate', id, '--at', 'dense')).code).toBe(0)
})
