/** Networks of hard thresholds from the command line: trained, evaluated, and refused where nothing is meant by it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RunStore } from '../../db/store'
import { ruleKey } from '../../preload/contract'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { evaluationReportSchema } from '../fixtures/evaluation-report'
import { temporaryFolder } from '../fixtures/temporary'

const store = temporaryFolder()
const small = ['--net', 'mlp-mini', '--limit', '2000', '--epochs', '3', '--seed', '1']
const runs = new Map<string, string>()

beforeAll(async () => {
  for (const method of ['saturated-ste', 'ftprop']) {
    await printed(store, 'train', '--method', method, ...small, '--snapshot-every', '1')
    runs.set(method, new RunStore(store).ids().find((id) => ![...runs.values()].includes(id)) ?? '')
  }
})

const evaluated = async (...given: string[]) =>
  evaluationReportSchema.parse(await printedJson(store, 'evaluate', runs.get('saturated-ste') ?? '', ...given))

describe('a network of hard thresholds', () => {
  it.each(['saturated-ste', 'ftprop'])('learns by %s in three epochs of 2,000 digits', async (method) => {
    const { output } = await maskscope(store, 'show', runs.get(method) ?? '', '--json')
    const { evaluations, snapshots } = JSON.parse(output) as {
      evaluations: { relu: { error: number; loss: number } }[]; snapshots: { sparsity: number; churn: number | null }[]
    }
    expect(evaluations.at(-1)?.relu.error).toBeLessThan(0.2)
    expect(Number.isFinite(evaluations.at(-1)?.relu.loss)).toBe(true)
    // Units are on as often as not, and their bits move.
    for (const { sparsity } of snapshots) expect(Math.abs(sparsity - 0.5)).toBeLessThan(0.3)
    expect(snapshots.at(-1)?.churn).toBeGreaterThan(0)
  })

  it('answers with MaskT as it answers, and has one form of each rule', async () => {
    const { relu, maskt, sweep } = await evaluated('--sweep', '0,0.5')
    expect(maskt).toEqual(relu)
    const figures = new Map(sweep?.map((one) => [ruleKey(one.rule), one]))
    expect([...figures.keys()]).toEqual([
      'threshold affine fixed 0', 'threshold affine fixed 0.5', 'energy affine fixed 0', 'energy affine fixed 0.5'
    ])
    expect(figures.get('threshold affine fixed 0')?.error).toBe(relu.error)
    expect(figures.get('threshold affine fixed 0.5')?.sparsity)
      .toBeGreaterThan(figures.get('threshold affine fixed 0')?.sparsity ?? 1)
  })

  it.each([
    [['--rule', 'threshold', '--beta', '0.1', '--form', 'linear']], [['--sweep', '0,1', '--form', 'linear']]
  ])('refuses %j', async (given) => {
    expect(await sentenceOf(store, 'evaluate', runs.get('saturated-ste') ?? '', ...given)).toBe(
      'The hard threshold "support1" passes its mask alone, so the network has no linear form; ask for the affine one.'
    )
  })

  it('is nothing that Dense → Sparse → Dense begins with', async () => {
    const id = runs.get('ftprop') ?? ''
    expect(await sentenceOf(store, 'dsd', '--from', id, '--net', 'mlp-mini', '--limit', '200')).toBe(
      `Run ${id} trained a network of hard thresholds, whose units are never zero, so that masks prune nothing; ` +
        'begin with a run of a ReLU network.'
    )
  })

  it('is trained on by a method of its kind alone', async () => {
    const id = runs.get('ftprop') ?? ''
    const run = z.object({ id: z.string(), config: z.looseObject({ from: z.unknown() }) }).parse(
      await printedJson(store, 'train', '--from', id, '--method', 'saturated-ste', '--limit', '2000', '--epochs', '1')
    )
    expect(run.config.from).toEqual({ run: id, at: 'final' })
    expect(await sentenceOf(store, 'train', '--from', id, '--method', 'sgd', '--limit', '2000')).toBe(
      `Run ${id} has a network of hard thresholds, and "SGD" trains networks of ReLU; ` +
        'begin with another run, or choose another method.'
    )
  })

  it('has no linear map', async () => {
    expect(await sentenceOf(store, 'linear', runs.get('ftprop') ?? '', '--example', '0')).toBe(
      'The hard threshold "support1" passes its mask alone: given the masks no class depends on the image, ' +
        'so there is no linear map to show.'
    )
  })
})
