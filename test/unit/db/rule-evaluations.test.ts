/**
 * Figures and answers by rule come back exactly, follow their checkpoint and their test set, and damaged ones are told.
 */
import fastCheck from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { insertCheckpoint } from '../../../db/checkpoints'
import { insertImage, missingImages, mostImages, readImage } from '../../../db/example-images'
import { openRunForWriting } from '../../../db/open'
import {
  insertRuleEvaluation,
  keepTestSet,
  readPredictions,
  readRuleEvaluations,
  readTestSet,
  type StoredPredictions
} from '../../../db/rule-evaluations'
import { ruleKey, sweepBetas, sweepRules, type EvaluationRule } from '../../../preload/schema/evaluation'
import { beginRun, smallLayout } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const run = beginRun(temporaryFolder())
const database = openRunForWriting(run.path)
const testSet = { classes: 300, labels: Uint16Array.of(0, 299, 7, 7) }
const threshold: EvaluationRule = { rule: 'threshold', form: 'affine', beta: { kind: 'fixed', value: 0.25 } }

const answers = (first = 1): StoredPredictions => ({
  classes: Uint16Array.of(first, 299, 256, 7),
  probabilities: Float32Array.of(0.1, 1, 0.5, 0.25),
  labelProbabilities: Float32Array.of(0, 1, 1e-30, 0.25)
})
function insert(rule: EvaluationRule, predictions: StoredPredictions | null = null, wrong = 2, at = 'final'): void {
  insertRuleEvaluation(database, { at, rule, examples: 4, wrong, loss: 0.5, unitsOn: 111, predictions })
}

beforeEach(() => {
  for (const name of ['final', 'alternation-1'])
    insertCheckpoint(database, { name, epoch: 1, iteration: 1 }, new Map(), new Date())
  keepTestSet(database, testSet)
})
afterAll(() => {
  database.close()
  run.recorder.end('finished', null)
})

describe('an evaluation by rule', () => {
  it('comes back with error and sparsity as exact ratios', () => {
    insert(threshold, answers())
    const bits = smallLayout.units * 4
    expect(readRuleEvaluations(database, 'final')).toEqual([
      { rule: threshold, examples: 4, error: 0.5, loss: 0.5, sparsity: (bits - 111) / bits, predicted: true }
    ])
  })

  it('of any rule is told from all others, and replaced by one of the same', () => {
    const beta = fastCheck.oneof(
      fastCheck.record({
        kind: fastCheck.constant('fixed' as const),
        value: fastCheck.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0)
      }),
      fastCheck.record({
        kind: fastCheck.constant('quantile' as const),
        fraction: fastCheck.double({ min: 0.001, max: 0.999, noNaN: true })
      })
    )
    const rule: fastCheck.Arbitrary<EvaluationRule> = fastCheck.oneof(
      fastCheck.constantFrom<EvaluationRule>({ rule: 'relu' }, { rule: 'maskt' }),
      fastCheck.record({
        rule: fastCheck.constantFrom('threshold' as const, 'energy' as const),
        form: fastCheck.constantFrom('affine' as const, 'linear' as const),
        beta
      })
    )
    fastCheck.assert(fastCheck.property(fastCheck.array(rule, { maxLength: 8 }), (rules) => {
      database.exec('DELETE FROM rule_evaluations')
      rules.forEach((one) => { insert(one) })
      const read = readRuleEvaluations(database, 'final').map((one) => one.rule)
      expect(read.map(ruleKey).sort()).toEqual([...new Set(rules.map(ruleKey))].sort())
      for (const one of read) expect(rules).toContainEqual(one)
    }), { numRuns: 60 })
    expect(new Set(sweepRules(sweepBetas).map(ruleKey)).size).toBe(4 * sweepBetas.length)
  })

  it('without answers keeps those of the same rule', () => {
    insert(threshold, answers())
    insert(threshold, null, 3)
    expect(readRuleEvaluations(database, 'final')).toMatchObject([{ error: 0.75, predicted: true }])
    insert({ rule: 'maskt' })
    expect(readRuleEvaluations(database, 'final').map(({ predicted }) => predicted)).toEqual([false, true])
  })

  it('goes with a checkpoint that is replaced, and only with that one', () => {
    insert(threshold, answers())
    insert(threshold, answers(), 2, 'alternation-1')
    insertCheckpoint(database, { name: 'final', epoch: 2, iteration: 2 }, new Map(), new Date())
    expect(readRuleEvaluations(database, 'final')).toEqual([])
    expect(readRuleEvaluations(database, 'alternation-1')).toHaveLength(1)
    expect(database.prepare('SELECT count(*) FROM predictions').pluck().get()).toBe(1)
  })

  it('goes when the test set is another', () => {
    insert(threshold, answers())
    insertImage(database, 1, { height: 1, width: 1, channels: 1, pixels: Uint8Array.of(9) })
    keepTestSet(database, testSet)
    expect(readRuleEvaluations(database, 'final')).toHaveLength(1)
    keepTestSet(database, { classes: 300, labels: Uint16Array.of(1, 2, 3) })
    expect(readRuleEvaluations(database, 'final')).toEqual([])
    expect(readImage(database, 1)).toBeNull()
    expect([...readTestSet(database).labels]).toEqual([1, 2, 3])
  })
})

describe('answers', () => {
  it('come back bit for bit', () => {
    insert(threshold, answers())
    expect(readTestSet(database)).toEqual(testSet)
    expect(readPredictions(database, 'final', threshold, testSet)).toEqual(answers())
  })

  it('lie in the file in little-endian order', () => {
    insert(threshold, answers())
    const [classes, probabilities] = database.prepare('SELECT classes, probabilities FROM predictions').raw().get() as [
      Buffer,
      Buffer
    ]
    expect([...classes]).toEqual([1, 0, 43, 1, 0, 1, 7, 0])
    expect(probabilities.readFloatLE(8)).toBe(0.5)
  })

  it('that are not stored are asked for', () => {
    insert({ rule: 'maskt' })
    expect(() => readPredictions(database, 'final', { rule: 'maskt' }, testSet)).toThrow(
      'Checkpoint "final" has no stored predictions under that rule; evaluate it with the rule first.'
    )
  })

  it.each([
    ['classes = x\'0100\'', 'its predicted classes are not those of 4 examples'],
    ['classes = x\'01002c0100000000\'', 'its predicted classes name a class that is none of 300'],
    ['probabilities = zeroblob(15)', 'its probabilities are not those of 4 examples'],
    ['probabilities = x\'000000000000803f0000c07f00000000\'', 'a stored probability is none'],
    ['label_probabilities = x\'000000000000803f000080bf00000000\'', 'a stored probability is none']
  ])('that are damaged (%s) are not shown', (change, reason) => {
    insert(threshold, answers())
    database.exec(`UPDATE predictions SET ${change}, checksum = NULL`)
    expect(() => readPredictions(database, 'final', threshold, testSet)).toThrow(reason)
  })
})

describe('pictures', () => {
  it('come back as they were, and one that is cut off is told', () => {
    const pixels = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => 255 - i)
    insertImage(database, 5, { height: 2, width: 3, channels: 3, pixels })
    expect(readImage(database, 5)).toEqual({
      height: 2,
      width: 3,
      channels: 3,
      pixels: Buffer.from(pixels).toString('base64')
    })
    expect(readImage(database, 6)).toBeNull()
    database.exec('UPDATE example_images SET width = 4, checksum = NULL')
    expect(() => readImage(database, 5)).toThrow('its picture of example 5 is cut off')
    database.exec('UPDATE example_images SET width = 999999, height = 1, pixels = zeroblob(2999997), checksum = NULL')
    expect(() => readImage(database, 5)).toThrow()
    database.exec('DELETE FROM example_images')
  })

  it('are added up to a bound, those that come first first', () => {
    insertImage(database, 7, { height: 1, width: 1, channels: 1, pixels: Uint8Array.of(0) })
    const many = Array.from({ length: 2 * mostImages }, (_, i) => i)
    const missing = missingImages(database, many)
    expect(missing).toHaveLength(mostImages - 1)
    expect(missing.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 8])
  })
})
