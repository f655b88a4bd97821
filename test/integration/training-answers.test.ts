/** What the network answers to training examples, by the command line and to pages, against NumPy in float64. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { Asker, NetworkProcess } from '../../main/trainer/network-process/network-process'
import type { Given } from '../../main/trainer/network-process/questions'
import { answerRules, type AnswerRule } from '../../preload/schema/answers'
import type { ListedExample } from '../../preload/schema/example-list'
import { shortsIn } from '../../preload/schema/numbers'
import { buildFolder, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { describeWithPython, runPython } from '../fixtures/python'
import { copyInto, sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { writing } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

interface Told {
  snapshot: number
  examples: number
  matching: number
  answers: { rule: AnswerRule; wrong: number; error: number; loss: number }[]
  listed: ListedExample[]
}
interface RecomputedRule {
  predicted: number[]
  losses: number[]
  loss: number
  wrong: number
  /** By example: how far the largest logit is from the next, and how large the logits are. */
  margins: number[]
  scales: number[]
}
type Recomputed = Record<AnswerRule, RecomputedRule> & { labels: number[] }

const program = join(buildFolder, 'main', 'network-process.js')
const examples = 1000
let training: SharedTraining
beforeAll(async () => { training = await sharedTraining() })
const told = async (...given: string[]): Promise<Told> =>
  await printedJson(training.store, 'examples', training.id, '--snapshot', '2', ...given) as Told

describeWithPython('recomputed with NumPy', () => {
  let expected: Recomputed
  let all: Told
  beforeAll(async () => {
    const folder = temporaryFolder()
    const [data, model] = [join(folder, 'data.npz'), join(folder, 'model')]
    await printed(training.store, 'datasets', 'mnist-10k', '--out', data)
    const at = ['--at', 'alternation-2', '--format', 'npz']
    await printed(training.store, 'export', training.id, ...at, '--out', model)
    expected = JSON.parse(runPython(
      'recompute_answers.py', join(model, 'weights.npz'), join(model, 'topology.json'), data, String(examples)
    )) as Recomputed
    all = await told('--order', 'disagreement', '--limit', String(examples))
  })

  it.each(answerRules)('are class and loss of every example, error and mean loss: %s', (rule) => {
    const { predicted, losses, loss, wrong, margins, scales } = expected[rule]
    // Float32 through seven layers: a logit is off by at most 5e-6 of the largest (linear.test.ts), a loss by two.
    const rounding = scales.map((scale) => 1e-5 * scale)
    const doubtful = margins.map((margin, example) => margin <= rounding[example])
    const byNumber = all.listed.toSorted((one, other) => one.example - other.example)
    expect(byNumber.map(({ label }) => label)).toEqual(expected.labels)
    byNumber.forEach(({ [rule]: answer }, example) => {
      expect(Math.abs(answer!.loss - losses[example])).toBeLessThan(rounding[example])
      if (!doubtful[example]) expect(answer!.predicted).toBe(predicted[example])
      expect(answer!.wrong).toBe(answer!.predicted !== expected.labels[example])
    })
    const mean = all.answers.find((one) => one.rule === rule)!
    expect(Math.abs(mean.loss - loss)).toBeLessThan(Math.max(...rounding))
    expect(Math.abs(mean.wrong - wrong)).toBeLessThanOrEqual(doubtful.filter((one) => one).length)
    expect(mean.error).toBe(mean.wrong / examples)
    expect(wrong).toBeGreaterThan(0)
  })

  it('are the orders and filters', async () => {
    const { relu, maskt } = expected
    const differ = all.listed.filter((one) => one.relu!.predicted !== one.maskt!.predicted)
    expect(differ.length).toBeGreaterThan(0)
    expect(all.listed.slice(0, differ.length)).toEqual(differ)
    const hardest = relu.losses.map((loss, example) => ({ loss, example })).sort((one, other) => other.loss - one.loss)
    const byLoss = await told('--order', 'loss', '--limit', '5')
    expect(byLoss.listed.map(({ example }) => example)).toEqual(hardest.slice(0, 5).map(({ example }) => example))
    expect(byLoss.answers.map(({ rule }) => rule)).toEqual(['relu'])
    expect(byLoss.listed[0].maskt).toBeNull()
    const filters = ['--wrong', 'maskt', '--class', '3']
    const wrong = await told(...filters, '--order', 'error', '--rule', 'maskt', '--limit', '1000')
    expect(wrong.matching).toBe(
      expected.labels.filter((label, example) => label === 3 && maskt.predicted[example] !== 3).length
    )
    expect(wrong.listed.every(({ label, maskt: answer }) => label === 3 && answer!.wrong)).toBe(true)
    expect((await told('--disagree')).matching).toBe(differ.length)
  })

  it('take no network where no answer is asked for', async () => {
    const { answers, listed, matching } = await told('--order', 'flips', '--limit', '3')
    expect([answers, matching, listed.length]).toEqual([[], examples, 3])
    expect(listed[0].flips).toBeGreaterThan(listed[2].flips! - 1)
  })
})

describe('the process that runs networks', () => {
  const networks: NetworkProcess[] = []
  afterAll(() => networks.forEach((one) => one.close()))
  function begin(store = training.store): Asker {
    const process = new NetworkProcess({ folder: store, file: null }, program)
    networks.push(process)
    return new Asker(process)
  }
  const asked = (over: Partial<Given<'answers'>> = {}): Given<'answers'> =>
    ({ id: training.id, snapshot: 3, rules: ['relu'], dataFolder: null, ...over })
  const sentence = (answer: Promise<unknown>): Promise<string> =>
    answer.then(() => 'answered', (error: Error) => error.message)

  it('keeps answers by rule, and the error of a class under ReLU is that of its examples', async () => {
    const asker = begin()
    const done: number[] = []
    const first = (await asker.ask('answers', asked(), (now, of) => done.push(now / of)))!
    expect(done.at(-1)).toBe(1)
    done.length = 0
    const again = (await asker.ask('answers', asked(), (now) => done.push(now)))!
    expect([again, done]).toEqual([first, []])
    const both = (await asker.ask('answers', asked({ rules: ['relu', 'maskt'] }), (_now, of) => done.push(of)))!
    expect(both.rules[0]).toEqual(first.rules[0])
    expect(done.every((of) => of === examples)).toBe(true)
    const error = (await asker.ask('error', {
      id: training.id, snapshot: 3, examples: { of: 'class', label: 3 }, rule: { rule: 'relu' }, changes: [],
      masksOf: null, dataFolder: null
    }))!
    const labels = [...new Uint32Array(Uint8Array.from(first.labels).buffer)]
    const predicted = shortsIn(first.rules[0].predicted)
    const losses = new Float32Array(Uint8Array.from(first.rules[0].losses).buffer)
    const own = labels.flatMap((label, example) => (label === 3 ? [example] : []))
    expect(error.before.wrong).toBe(own.filter((example) => predicted[example] !== 3).length)
    // The stored losses are rounded to float32.
    expect(error.before.loss).toBeCloseTo(own.reduce((sum, example) => sum + losses[example], 0) / own.length, 6)
  })

  it('is stopped, and begins anew', async () => {
    const asker = begin()
    let told = 0
    const long = asker.ask('answers', asked({ rules: ['relu', 'maskt'] }), () => { told++ })
    await until(() => told > 0)
    asker.stop()
    expect(await long).toBeNull()
    expect((await asker.ask('answers', asked()))!.examples).toBe(examples)
  })

  it('says what is missing, and how to get it', async () => {
    const store = new RunStore(temporaryFolder())
    const { id } = await copyInto(store)
    const change = (statement: string) => writing(store.runPath(id), (database) => database.prepare(statement).run())
    change("DELETE FROM checkpoints WHERE name = 'alternation-2'")
    const gone = 'The weights of alternation 2 (checkpoint "alternation-2", iteration 32) are no longer in the run’s ' +
      'file; take the masks of one that it has (alternation-1, alternation-3, final) by ' +
      `"maskscope snapshot ${id} --at NAME".`
    expect(await sentence(begin(store.path).ask('answers', asked({ id, snapshot: 2 })))).toBe(gone)
    expect(await sentenceOf(store.path, 'examples', id, '--snapshot', '2', '--order', 'loss')).toBe(gone)
    change("UPDATE run SET configuration = json_set(configuration, '$.dataset', 'mnist')")
    expect(await sentence(begin(store.path).ask('answers', asked({ id, snapshot: 3 })))).toMatch(
      /^The file .*train-images-idx3-ubyte\.gz is not there; expected IDX images/
    )
  })

  it.each([
    [['--order', 'size'], 'There is no order "size"'],
    [['--rule', 'energy', '--order', 'loss'], 'There is no rule "energy"'],
    [['--wrong', 'all'], 'There is no rule "all"']
  ])('%j is told in one sentence', async (given, sentenceBegins) => {
    expect(await sentenceOf(training.store, 'examples', training.id, ...given)).toContain(sentenceBegins)
  })
})
