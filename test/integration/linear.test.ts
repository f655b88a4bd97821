/**
 * The linear network that an example sees, and what if its masks were others, against NumPy: float64, from the exported
 * weights and masks, without any gradient.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MaskViewer } from '../../main/api/masks/viewer'
import { Asker, NetworkProcess } from '../../main/trainer/network-process/network-process'
import { changedErrorSchema, mostDifference, whatIfSchema, type MaskRule } from '../../preload/schema/linear'
import { countsIn } from '../../preload/schema/numbers'
import { buildFolder, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { describeWithPython, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

interface Recomputed {
  image: number
  differences: Record<string, Record<string, number>>
  ownAndStored: number
  whatIf: Record<'relu' | 'linear' | 'affine', number[]>
}
interface TestedRun {
  id: string
  store: string
  /** The snapshot that is looked at, and the checkpoint of its weights. */
  snapshot: number
  at: string
  example: number
  /** Off and on, as the command line takes them, and as [to, layer, channel, unit]. */
  given: string[]
  changes: [to: 'off' | 'on', layer: string, channel: number | null, unit: number | null][]
}

const folder = temporaryFolder()
const data = join(folder, 'data.npz')
const masksOf = 5
const program = join(buildFolder, 'main', 'network-process.js')
let shared: SharedTraining
beforeAll(async () => {
  shared = await sharedTraining()
  await printed(shared.store, 'datasets', 'mnist-10k', '--out', data)
})

/** Convolutions with biases, of three alternations. */
const allConvolutional = async (): Promise<TestedRun> => ({
  id: shared.id, store: shared.store, snapshot: 3, at: 'alternation-3', example: 17,
  given: ['--off', 'support3', '--on', 'support2:5:3,4', '--off', 'support2:5', '--on', 'support1:2'],
  changes: [
    ['off', 'support3', null, null], ['off', 'support2', 5, null], ['on', 'support1', 2, null],
    ['on', 'support2', 5, (3 * 14 + 4) * 16 + 5]
  ]
})

/** Batch-norm, whose mean and shift are constant terms too, and sums. Two epochs of a few digits. */
async function residual(): Promise<TestedRun> {
  const store = join(folder, 'store')
  const settings = ['--limit', '64', '--batch-size', '8', '--epochs', '2', '--seed', '3', '--snapshot-every', '1']
  const { id } = JSON.parse(
    await printed(store, 'train', '--method', 'sgd', '--net', 'resnet-mini', ...settings, '--json')
  ) as { id: string }
  return {
    id, store, snapshot: 2, at: 'final', example: 11,
    given: ['--off', 'support4', '--on', 'support1:3'],
    changes: [['off', 'support4', null, null], ['on', 'support1', 3, null]]
  }
}

describeWithPython('recomputed with NumPy', () => {
  describe.each([['all-cnn-mini', allConvolutional], ['resnet-mini', residual]])('%s', (_name, made) => {
    let run: TestedRun
    let expected: Recomputed
    let networks: NetworkProcess
    let asked: Asker
    afterAll(() => networks.close())

    beforeAll(async () => {
      run = await made()
      networks = new NetworkProcess({ folder: run.store, file: null }, program)
      asked = new Asker(networks)
      const [map, masks, model] = ['map.npz', 'masks.npz', 'model'].map((name) => join(folder, run.id, name))
      await printed(run.store, 'export', run.id, '--at', run.at, '--format', 'npz', '--out', model)
      await printed(run.store, 'masks', run.id, '--snapshot', String(run.snapshot), '--out', masks)
      await printed(
        run.store, 'linear', run.id, '--snapshot', String(run.snapshot), '--example', String(run.example), '--out', map
      )
      expected = JSON.parse(runPython(
        'recompute_linear.py', join(model, 'weights.npz'), join(model, 'topology.json'), data, masks,
        String(run.example), map, '', JSON.stringify(run.changes), String(masksOf)
      )) as Recomputed
    })

    it('are image, weights, contributions, biases and logits of every class', () => {
      expect(expected.image).toBeLessThan(1e-6)
      // The masks of a snapshot are those of its weights, unless rounding turns a pre-activation's sign.
      expect(expected.ownAndStored).toBe(0)
      expect(Object.keys(expected.differences)).toEqual(['relu', 'masks'])
      for (const [reading, parts] of Object.entries(expected.differences))
        for (const [part, difference] of Object.entries(parts))
          // Float32 through seven to ten layers: 1e-7 to 4e-7 were measured.
          expect(difference, `${reading} ${part}`).toBeLessThan(5e-6)
    })

    it.each([
      ['relu', { rule: 'relu' }, null],
      ['linear', { rule: 'masks', form: 'linear' }, null],
      ['affine', { rule: 'masks', form: 'affine' }, masksOf]
    ] as const)('are logits with changed masks: %s', async (name, rule, other) => {
      const changes = run.changes.map(([to, layer, channel, unit]) => ({ to, layer, channel, unit }))
      const { before, after, changedUnits } = await asked.ask('what if', {
        id: run.id, snapshot: run.snapshot, example: run.example, rule, changes, masksOf: other, dataFolder: null
      })
      expectLogits(after.logits, expected.whatIf[name])
      expect(after.logits).not.toEqual(before.logits)
      expect(changedUnits).toBeGreaterThan(0)
      expect(after.probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12)
      expect(after.predicted).toBe(after.logits.indexOf(Math.max(...after.logits)))
    })

    it('are told by the command with changed masks', async () => {
      const told = await printedJson(
        run.store, 'what-if', run.id, '--snapshot', String(run.snapshot), '--example', String(run.example), ...run.given
      )
      const { after } = whatIfSchema.omit({ masksBefore: true, masksAfter: true }).parse(told)
      expectLogits(after.logits, expected.whatIf.linear)
    })

    it('add up, at the snapshot and at the one before', async () => {
      const map = await asked.ask('linear', {
        id: run.id, snapshot: run.snapshot, example: run.example, classes: 'all', form: 'linear', dataFolder: null
      })
      expect([map.now.snapshot, map.before?.snapshot]).toEqual([run.snapshot, run.snapshot - 1])
      for (const { relu, masks } of [map.now, map.before!]) {
        for (const { outcome, classes } of [relu, masks]) {
          expect(classes).toHaveLength(10)
          for (const { label, logit, pixels, biases, layers, difference, relative } of classes) {
            expect(logit).toBe(outcome.logits[label])
            expect(difference).toBe(pixels + biases - logit)
            expect(layers.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(biases, 12)
            expect(relative).toBeLessThan(mostDifference)
          }
        }
      }
      // The bias of a hidden layer does not pass in the linear form, the answer's own does.
      const hidden = map.now.masks.classes[0].layers.find(({ layer }) => layer === 'conv1')
      if (hidden) expect(hidden.value).toBe(0)
    })
  })
})

/** Float32 through seven to ten layers. */
function expectLogits(actual: readonly number[], expected: readonly number[]): void {
  const scale = Math.max(...expected.map(Math.abs))
  expected.forEach((logit, label) => expect(Math.abs(actual[label] - logit)).toBeLessThan(5e-6 * scale))
}

describe('the error with changed masks', () => {
  let networks: NetworkProcess
  let asked: Asker
  beforeAll(() => {
    networks = new NetworkProcess({ folder: shared.store, file: null }, program)
    asked = new Asker(networks)
  })
  afterAll(() => networks.close())

  it('of the test set is the one it has been evaluated with, as long as nothing is changed', async () => {
    const shown = JSON.parse(shared.printed) as {
      evaluations: { at: string; relu: { error: number; loss: number }; maskt: { error: number; loss: number } }[]
    }
    const evaluation = shown.evaluations.find(({ at }) => at === 'alternation-3')!
    const rules: [MaskRule, { error: number; loss: number }][] = [
      [{ rule: 'relu' }, evaluation.relu], [{ rule: 'masks', form: 'linear' }, evaluation.maskt]
    ]
    for (const [rule, { error, loss }] of rules) {
      const { examples, before, after, differing } = (await asked.ask('error', {
        id: shared.id, snapshot: 3, examples: { of: 'test' }, rule, changes: [], masksOf: null, dataFolder: null
      }))!
      expect([examples, differing]).toEqual([2000, 0])
      expect(after).toEqual(before)
      // Logits that are equal to the last digit but one may change places.
      expect(Math.abs(before.wrong / examples - error)).toBeLessThanOrEqual(1 / examples)
      expect(before.loss).toBeCloseTo(loss, 5)
    }
  })

  it('of a class is that of its examples, one by one, with another example’s masks too', async () => {
    const label = 3
    const told = await printedJson(
      shared.store, 'what-if', shared.id, '--class', String(label), '--off', 'support2:5', '--masks-of', String(masksOf)
    )
    const { examples, before, after, differing } = changedErrorSchema.loose().parse(told)
    const list = await new MaskViewer({ folder: shared.store, file: null }).examples(shared.id, {
      snapshot: 3, unit: null, on: false
    })
    const listed = [...countsIn(list.labels!)].flatMap((own, one) => (own === label ? [one] : []))
    expect(examples).toBe(listed.length)
    const changes = [{ to: 'off' as const, layer: 'support2', channel: 5, unit: null }]
    const sums = { before: { wrong: 0, loss: 0 }, after: { wrong: 0, loss: 0 }, differing: 0 }
    for (const example of listed) {
      const one = await asked.ask('what if', {
        id: shared.id, snapshot: 3, example, rule: { rule: 'masks', form: 'linear' }, changes, masksOf, dataFolder: null
      })
      for (const moment of ['before', 'after'] as const) {
        if (one[moment].predicted !== label) sums[moment].wrong++
        sums[moment].loss -= Math.log(one[moment].probabilities[label]) / examples
      }
      if (one.before.predicted !== one.after.predicted) sums.differing++
    }
    expect([before.wrong, after.wrong, differing]).toEqual([sums.before.wrong, sums.after.wrong, sums.differing])
    expect(before.loss).toBeCloseTo(sums.before.loss, 6)
    expect(after.loss).toBeCloseTo(sums.after.loss, 6)
    expect(after.loss).not.toBeCloseTo(before.loss, 2)
  })
})

describe('what cannot be told', () => {
  it.each([
    [['linear', '--example', '1000'], 'Snapshot 3 holds masks of the examples 0 to 999, not of 1000.'],
    [['linear', '--example', '3', '--snapshot', '9'], 'There is no snapshot 9; the run has 1, 2, 3.'],
    [['linear', '--example', '3', '--class', '10'], 'The network has the classes 0 to 9, and no class 10.'],
    [['linear', '--example', '3', '--class', 'x'], '--class takes a class from 0, "predicted" or "all", not "x".'],
    [['what-if', '--off', 'support1'], 'Say of what: --example N, --class C or --test, one of them.'],
    [
      ['what-if', '--example', '3', '--off', 'conv1'],
      'There is no support layer "conv1"; the run has support1, support2, support3, support4, support5, support6.'
    ],
    [
      ['what-if', '--example', '3', '--off', 'support2:5:14,0'],
      'Layer support2 has 14 × 14 positions; "support2:5:14,0" lies outside them.'
    ],
    [
      ['what-if', '--example', '3', '--on', 'support2/5'],
      '--on takes a layer, LAYER:CHANNEL, or LAYER:CHANNEL:UNIT with the unit’s index or row,column, ' +
        'not "support2/5".'
    ],
    [
      ['what-if', '--example', '3', '--rule', 'relu', '--masks-of', '4'],
      'The network decides its own masks under ReLU; another example’s are for the rule "masks".'
    ],
    [['what-if', '--class', '10'], 'Snapshot 3 holds masks of no example of class 10.']
  ])('%j is told in one sentence', async (given, sentence) => {
    const [command, ...options] = given
    expect(await sentenceOf(shared.store, command, shared.id, ...options)).toBe(sentence)
  })
})
