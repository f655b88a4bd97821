/** Confusion matrices and disagreements are counts over stored predictions: recounted here one by one. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertImage } from '../../../db/example-images'
import { insertRuleEvaluation, keepTestSet } from '../../../db/rule-evaluations'
import { confusion, confusionOf, disagreements } from '../../../main/api/predictions'
import { Workbench } from '../../../main/api/workbench'
import { confusionSchema, disagreementsSchema, type EvaluationRule } from '../../../preload/schema/evaluation'
import { beginRun, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const relu: EvaluationRule = { rule: 'relu' }
const maskt: EvaluationRule = { rule: 'maskt' }
const labels = Uint16Array.of(0, 1, 2, 2, 1, 0)
const answers = { relu: Uint16Array.of(0, 1, 1, 2, 0, 0), maskt: Uint16Array.of(0, 2, 2, 0, 2, 0) }

function evaluatedRun(): { workbench: Workbench; id: string; path: string } {
  const run = beginRun(temporaryFolder())
  run.recorder.checkpoint('final', { epoch: 1, iteration: 1 }, new Map())
  run.recorder.end('finished', null)
  writing(run.path, (database) => {
    keepTestSet(database, { classes: 3, labels })
    for (const rule of ['relu', 'maskt'] as const) {
      insertRuleEvaluation(database, {
        at: 'final',
        rule: { rule },
        examples: 6,
        wrong: 2,
        loss: 1,
        unitsOn: 5,
        predictions: {
          classes: answers[rule],
          probabilities: new Float32Array(6).fill(rule === 'relu' ? 0.5 : 0.75),
          labelProbabilities: new Float32Array(6).fill(0.25)
        }
      })
    }
    insertImage(database, 1, { height: 1, width: 2, channels: 1, pixels: Uint8Array.of(7, 8) })
  })
  return { workbench: new Workbench(run.store.path), id: run.id, path: run.path }
}

describe('a confusion matrix', () => {
  it('counts every example once, whatever the answers are', () => {
    const examples = fastCheck.array(fastCheck.tuple(fastCheck.nat(6), fastCheck.nat(6)), {
      minLength: 1,
      maxLength: 200
    })
    fastCheck.assert(fastCheck.property(examples, (pairs) => {
      const {
        cells,
        perClass,
        examples: count
      } = confusionOf(
        Uint16Array.from(pairs, ([label]) => label),
        Uint16Array.from(pairs, ([, answer]) => answer),
        7
      )
      expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(count)
      for (const { label, predicted, count: found } of cells)
        expect(found).toBe(pairs.filter(([one, other]) => one === label && other === predicted).length)
      expect(perClass.reduce((sum, { examples: of }) => sum + of, 0)).toBe(pairs.length)
      expect(perClass.reduce((sum, { wrong }) => sum + wrong, 0)).toBe(
        pairs.filter(([label, answer]) => label !== answer).length
      )
    }))
  })

  it('is that of the stored predictions', () => {
    const { workbench, id } = evaluatedRun()
    const matrix = confusionSchema.parse(confusion(workbench, id, 'final', relu))
    expect(matrix).toMatchObject({
      rule: relu,
      examples: 6,
      classes: 3,
      perClass: [
        { examples: 2, wrong: 0 },
        { examples: 2, wrong: 1 },
        { examples: 2, wrong: 1 }
      ]
    })
    expect(matrix.cells.map(({ label, predicted, count }) => [label, predicted, count])).toEqual([
      [0, 0, 2],
      [1, 0, 1],
      [1, 1, 1],
      [2, 1, 1],
      [2, 2, 1]
    ])
  })
})

describe('disagreements', () => {
  const { workbench, id, path } = evaluatedRun()
  const ask = (kind: 'first-right' | 'second-right' | 'neither' | null, skip = 0, limit = 100) =>
    disagreementsSchema.parse(
      disagreements(workbench, { id, at: 'final', first: relu, second: maskt, kind, skip, limit })
    )

  it('are counted by which rule is right, and listed in the order of the test set with their pictures', () => {
    const all = ask(null)
    expect(all.counts).toEqual({ 'first-right': 2, 'second-right': 1, neither: 1 })
    expect(all.listed.map(({ example }) => example)).toEqual([1, 2, 3, 4])
    expect(all.listed[0]).toEqual({
      example: 1,
      label: 1,
      first: { predicted: 1, probability: 0.5, labelProbability: 0.25 },
      second: { predicted: 2, probability: 0.75, labelProbability: 0.25 },
      image: { height: 1, width: 2, channels: 1, pixels: 'Bwg=' }
    })
    expect(all.listed[1].image).toBeNull()
  })

  it('are listed by kind and in part', () => {
    expect(ask('first-right').listed.map(({ example }) => example)).toEqual([1, 3])
    expect(ask('second-right').listed.map(({ example }) => example)).toEqual([2])
    expect(ask('neither').listed.map(({ example }) => example)).toEqual([4])
    expect(ask(null, 1, 2).listed.map(({ example }) => example)).toEqual([2, 3])
    expect(ask('neither').counts).toEqual(ask(null).counts)
  })

  it('that cannot be are said in a sentence', () => {
    expect(() =>
      disagreements(workbench, { id, at: 'alternation-1', first: relu, second: maskt, kind: null, skip: 0, limit: 1 })
    ).toThrow('Checkpoint "alternation-1" has no stored predictions under that rule; evaluate it with the rule first.')
    writing(path, (database) => database.exec('UPDATE predictions SET classes = x\'ffff\', checksum = NULL'))
    expect(() => ask(null)).toThrow(
      `${id}.maskrun is damaged (its predicted classes are not those of 6 examples); restore it from a copy.`
    )
    writing(path, (database) => database.exec('DELETE FROM test_set'))
    expect(() => ask(null)).toThrow('The run holds no predictions yet; evaluate a checkpoint first.')
  })
})
