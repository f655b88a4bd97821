/** Evaluating by rule from the command line: figures, answers and pictures of one real training go together. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readPredictions, readRuleEvaluations, readTestSet } from '../../db/rule-evaluations'
import { RunStore } from '../../db/store'
import { loadMnist10k } from '../../main/engine/datasets/formats/mnist-10k'
import { initialWeights } from '../../main/engine/networks/parameters'
import { confusion } from '../../main/api/predictions'
import { Workbench } from '../../main/api/workbench'
import { presetNetwork } from '../../main/engine/networks/presets'
import { ruleKey, type EvaluationRule, type RuleEvaluation } from '../../preload/contract'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { sentenceHere } from '../fixtures/command-line-here'
import { evaluationReportSchema } from '../fixtures/evaluation-report'
import { describeWithPython, runPython } from '../fixtures/python'
import { copyInto, type SharedTraining } from '../fixtures/shared-training'
import { beginRun, reading, writing } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

let training: SharedTraining
/** A store of its own with a copy of the training, which evaluating writes. */
const store = new RunStore(temporaryFolder())

beforeAll(async () => { training = await copyInto(store) })

describe('evaluate', () => {
  it('gives another rule, a sweep, confusions and disagreements that go together', async () => {
    const { sweep } = evaluationReportSchema.parse(
      await printedJson(store.path, 'evaluate', training.id, '--sweep', '0,0.2,0.04')
    )
    const report = evaluationReportSchema.parse(await printedJson(
      store.path, 'evaluate', training.id, '--rule', 'energy', '--beta', '0.04', '--confusion', '--disagreements'
    ))
    const figures = new Map([...report.rules, ...sweep!].map((evaluation) => [ruleKey(evaluation.rule), evaluation]))
    const of = (key: string): RuleEvaluation => figures.get(key)!
    expect(figures.size).toBe(2 + 12)
    // At β = 0 nothing is left of β: the affine form is ReLU, the linear one MaskT, to the last digit.
    for (const [name, form, same] of [
      ['threshold', 'affine', 'relu'],
      ['energy', 'affine', 'relu'],
      ['threshold', 'linear', 'maskt'],
      ['energy', 'linear', 'maskt']
    ]) {
      expect({ ...of(`${name} ${form} fixed 0`), rule: null, predicted: null }).toEqual({
        ...of(same),
        rule: null,
        predicted: null
      })
    }
    // x² > 0.04 is q > 0.2.
    for (const form of ['affine', 'linear'])
      expect(of(`energy ${form} fixed 0.04`).error).toBe(of(`threshold ${form} fixed 0.2`).error)
    expect(of('threshold affine fixed 0.2').sparsity).toBeGreaterThan(of('relu').sparsity)

    expect(report.confusion!.map(({ rule }) => rule.rule)).toEqual(['relu', 'maskt', 'energy'])
    for (const { rule, cells, perClass } of report.confusion!) {
      const wrong = cells
        .filter(({ label, predicted }) => label !== predicted)
        .reduce((sum, { count }) => sum + count, 0)
      expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(2000)
      expect(wrong / 2000).toBe(of(ruleKey(rule)).error)
      expect(perClass.reduce((sum, one) => sum + one.wrong, 0)).toBe(wrong)
    }
    const { counts, listed, first, second } = report.disagreements!
    expect([first.rule, second.rule]).toEqual(['relu', 'energy'])
    expect(listed).toHaveLength(counts['first-right'] + counts['second-right'] + counts.neither)
    // Whoever is right more often has the smaller error.
    expect((counts['first-right'] - counts['second-right']) / 2000).toBeCloseTo(
      of('energy affine fixed 0.04').error - of('relu').error,
      12
    )
    for (const one of listed) {
      expect(one.first.predicted).not.toBe(one.second.predicted)
      expect(one.first.probability).toBeGreaterThanOrEqual(one.first.labelProbability)
    }
  })

  it('keeps pictures of what is answered differently, as the data set has them', async () => {
    const pictures = reading(store.runPath(training.id), (database) =>
      database.prepare('SELECT example, height, width, channels, pixels FROM example_images').all()
    ) as { example: number; height: number; width: number; channels: number; pixels: Buffer }[]
    expect(pictures.length).toBeGreaterThan(0)
    const { readPixels } = loadMnist10k().test
    for (const { example, height, width, channels, pixels } of pictures) {
      expect([height, width, channels]).toEqual([28, 28, 1])
      expect(pixels.equals(readPixels(Int32Array.of(example)))).toBe(true)
    }
  })

  it('tells the error with the best classifier for the supports, and stores nothing of it', async () => {
    const asked = ['evaluate', training.id, '--at', '1'] as const
    const without = evaluationReportSchema.parse(await printedJson(store.path, ...asked))
    const { refitted, ...report } =
      evaluationReportSchema.parse(await printedJson(store.path, ...asked, '--refit-classifier'))
    expect(report).toEqual(without)
    expect(refitted).toMatchObject({ fittedTo: 1000 })
    expect(refitted?.fittedError.after).toBeLessThan(refitted?.fittedError.before ?? 0)
    expect(refitted?.loss).toBeLessThan(report.relu.loss)
  })

  it('prints confusions, disagreements and the error with the best classifier for people', async () => {
    const output = await printed(
      store.path,
      'evaluate',
      training.id,
      '--rule',
      'threshold',
      '--beta',
      'quantile:0.6',
      '--confusion',
      '--disagreements',
      '--refit-classifier'
    )
    expect(output).toMatch(/\nReLU with the best classifier for these supports: error \d+\.\d\d %, loss /)
    expect(output).toMatch(/\nq > β, affine, β quantile 0\.6 +\d/)
    expect(output).toMatch(/\nReLU: labels down, predictions across\n +0 +1 .* error\n0( +\d+){10} +\d+\.\d\d %\n/)
    expect(output).toMatch(
      /\n\d+ examples are answered differently: \d+ where ReLU is right, \d+ where q > β, affine, β quantile 0\.6 is, \d+ where neither is\nexample +label/
    )
  })

  it('of a run that is training stores nothing, and says so', async () => {
    const own = new RunStore(temporaryFolder())
    const run = beginRun(own.path, { topology: presetNetwork('all-cnn-mini', [28, 28, 1], 10) })
    run.recorder.checkpoint(
      'final',
      { epoch: 1, iteration: 1 },
      initialWeights(presetNetwork('all-cnn-mini', [28, 28, 1], 10), 1)
    )
    const { code, output, remarks } = await maskscope(own.path, 'evaluate', run.id)
    expect({ code, remarks }).toEqual({
      code: 0,
      remarks: 'The run’s file is being written, by its training or another command, so none of this was stored.\n'
    })
    expect(output).toMatch(/^inference rule/)
    expect(await sentenceOf(own.path, 'evaluate', run.id, '--confusion')).toBe(
      `The file of run ${run.id} is being written, by its training or another command, so no predictions are stored ` +
      'to compare; ask again when that has ended.'
    )
    expect(reading(run.path, (database) => readRuleEvaluations(database, 'final'))).toEqual([])
    run.recorder.end('stopped', null)
  })

  it.each([
    [['--rule', 'softmax'], 'There is no rule "softmax"; --rule takes relu, maskt, threshold, energy.'],
    [['--rule', 'threshold', '--beta', '-1'], '--beta takes a number from 0 to 1000000, or quantile:0.5, not "-1".'],
    [['--sweep', '0,x'], '--sweep takes numbers from 0 to 1000000, as in --sweep 0,0.1,1, not "x".'],
    [
      ['--at', '9', '--sweep'],
      'The run has no checkpoint "alternation-9"; it has alternation-1, alternation-2, alternation-3, final.'
    ]
  ])('%j is one sentence', async (given, sentence) => {
    expect(await sentenceHere(store.path, 'evaluate', training.id, ...given)).toBe(sentence)
  })

  it('of a run without a checkpoint is one sentence', async () => {
    const run = beginRun(store.path)
    run.recorder.end('stopped', null)
    expect(await sentenceOf(store.path, 'evaluate', run.id)).toBe('The run has no checkpoint "final"; it has none yet.')
  })
})

describeWithPython('answers recomputed with NumPy', () => {
  const rules: EvaluationRule[] = [
    { rule: 'relu' },
    { rule: 'maskt' },
    { rule: 'threshold', form: 'affine', beta: { kind: 'fixed', value: 0.2 } },
    { rule: 'energy', form: 'linear', beta: { kind: 'fixed', value: 0.04 } }
  ]
  const answersSchema = z.array(
    z.strictObject({
      classes: z.array(z.int()),
      probabilities: z.array(z.number()),
      labelProbabilities: z.array(z.number())
    })
  )

  it('are the stored ones', async () => {
    const own = new RunStore(temporaryFolder())
    own.prepareForWriting()
    copyFileSync(training.path, own.runPath(training.id))
    const folder = temporaryFolder()
    const data = join(folder, 'data.npz')
    await printed(own.path, 'evaluate', training.id, '--rule', 'threshold', '--beta', '0.2')
    await printed(own.path, 'evaluate', training.id, '--rule', 'energy', '--form', 'linear', '--beta', '0.04')
    await printed(own.path, 'export', training.id, '--out', folder)
    await printed(own.path, 'datasets', 'mnist-10k', '--out', data)
    const recomputed = answersSchema.parse(JSON.parse(runPython(
      'recompute_predictions.py', join(folder, 'weights.npz'), join(folder, 'topology.json'), data, ...rules.map(asText)
    )))
    reading(own.runPath(training.id), (database) => {
      const testSet = readTestSet(database)
      rules.forEach((rule, index) => {
        const stored = readPredictions(database, 'final', rule, testSet)
        const expected = recomputed[index]
        // A unit within rounding of its threshold may jump (float32 here, float64 there): it moves its example a
        // little, and of the classes at most one in five hundred, whose two best are that close.
        const off = [...stored.classes.keys()].filter((i) => stored.classes[i] !== expected.classes[i])
        expect(off.length).toBeLessThanOrEqual(4)
        const far = (values: Float32Array, others: number[]): number =>
          values.filter((value, i) => Math.abs(value - others[i]) > 1e-4).length
        expect(far(stored.probabilities, expected.probabilities)).toBeLessThanOrEqual(20)
        expect(far(stored.labelProbabilities, expected.labelProbabilities)).toBeLessThanOrEqual(20)
      })
    })
  })

  const asText = (rule: EvaluationRule): string => {
    if (rule.rule === 'relu') return 'affine 0'
    if (rule.rule === 'maskt') return 'linear 0'
    const value = rule.beta.kind === 'fixed' ? rule.beta.value : Number.NaN
    return `${rule.form} ${rule.rule === 'energy' ? Math.sqrt(value) : value}`
  }
})

describe('stored predictions that are damaged', () => {
  const whole = new RunStore(temporaryFolder())
  beforeAll(async () => {
    whole.prepareForWriting()
    copyFileSync(training.path, whole.runPath(training.id))
    await printed(whole.path, 'evaluate', training.id)
  })

  it.each([
    [
      "UPDATE predictions SET probabilities = x'00', checksum = NULL",
      'its probabilities are not those of 2000 examples'
    ],
    [
      'UPDATE test_set SET labels = zeroblob(4000), classes = 3, checksum = NULL',
      'its predicted classes name a class that is none of 3'
    ],
    ['DROP TABLE predictions', 'it has no table predictions']
  ])('%s: are replaced, or told in one sentence', async (change, reason) => {
    const own = new RunStore(temporaryFolder())
    own.prepareForWriting()
    copyFileSync(whole.runPath(training.id), own.runPath(training.id))
    writing(own.runPath(training.id), (database) => {
      database.pragma('foreign_keys = OFF')
      database.exec(change)
    })
    const workbench = new Workbench(own.path)
    const matrix = () => confusion(workbench, training.id, 'final', { rule: 'relu' })
    expect(matrix).toThrow(`${training.id}.maskrun is damaged (${reason}); restore it from a copy.`)
    if (reason.startsWith('it has no table')) return
    // Evaluating writes all of it afresh.
    await printed(own.path, 'evaluate', training.id)
    expect(matrix().examples).toBe(2000)
  })
})
