/** Runs beside each other: as the command tells it, as NumPy computes it from the files, and as a page draws it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { runCurves } from '../../main/api/run-comparison/curves'
import { Workbench } from '../../main/api/workbench'
import { random } from '../../main/engine/random'
import { defaultConfiguration, type TrainingConfiguration } from '../../preload/schema/configuration'
import { doublesIn } from '../../preload/schema/numbers'
import {
  runComparisonSchema, type CurveAxis, type CurveName, type RunComparison
} from '../../preload/schema/run-comparison'
import { groupWords } from '../../preload/schema/run-comparison-tables'
import { maskscope, printed, printedJson } from '../fixtures/command-line'
import { describeWithPython, runPython } from '../fixtures/python'
import { beginRun, epochEnd, evaluationAt, recordAlternation } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const store = new RunStore(temporaryFolder())
const ids: string[] = []
const base = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
const [epochs, iterations] = [6, 40]

/** Falls from 40 % to some 3 %, not alike for any two runs. */
function record(configuration: TrainingConfiguration): string {
  const run = beginRun(store.path, { configuration, name: `run ${ids.length + 1}` })
  const stream = random(configuration.seed * 7 + (configuration.batchSize ?? 0), 'compare')
  const error = (at: number): number => 0.4 * Math.exp(-at * (0.4 + 0.2 * stream.uniform())) + 0.02 * stream.uniform()
  recordAlternation(run.recorder, 1, 20)
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const at = (epoch - 0.5) * iterations
    const moment = { iteration: at, epoch: epoch - 0.5, loss: 1 / epoch }
    run.recorder.curvePoint({ ...moment, error: error(epoch), learningRate: 1 })
    run.recorder.testPoint({ ...moment, error: error(epoch - 0.5) })
    run.recorder.epochEnded(epochEnd({
      epoch, iterations: epoch * iterations, phase: 'masked', learningRate: 0.1, trainLoss: 1, trainError: error(epoch),
      testLoss: 1 / epoch, testError: error(epoch), drift: 0.01 * epoch, seconds: 1 + stream.uniform()
    }))
  }
  run.recorder.evaluation(evaluationAt('final', error(epochs)))
  run.recorder.end('finished', null)
  return run.id
}

const compared = async (...given: string[]): Promise<RunComparison> =>
  runComparisonSchema.parse(await printedJson(store.path, 'compare', ...given))

beforeAll(() => {
  for (const seed of [1, 2, 3]) ids.push(record({ ...base, seed }))
  for (const seed of [1, 2]) ids.push(record({ ...base, seed, batchSize: 32 }))
  ids.push(record({ ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), seed: 1 }))
})

describe('runs that are compared', () => {
  it('are groups of one configuration, told apart by the settings that differ', async () => {
    const comparison = await compared(...ids)
    expect(comparison.groups.map(({ seeds }) => seeds)).toEqual([[1, 2, 3], [1, 2], [1]])
    expect(comparison.runs.map(({ id, group }) => [id, group]))
      .toEqual(ids.map((id, at) => [id, [0, 0, 0, 1, 1, 2][at]]))
    expect(comparison.settings).toEqual(expect.arrayContaining(['Method', 'Batch size']))
    expect(comparison.settings).not.toContain('Seed')
    expect(groupWords(comparison, 1)).toMatch(/^I-alternation.*batch size 32/)
    expect(comparison.groups[2].final.testError).toMatchObject({ count: 1, deviation: null, interval: null })
    const [only] = (await compared(ids[0], ids[1])).groups
    expect([only.settings, only.seeds]).toEqual([[], [1, 2]])
  })

  it('are those that pass a filter, too, each once', async () => {
    const passing = (await compared('--filter', 'batch:32')).runs.map(({ id }) => id)
    expect(passing.toSorted()).toEqual(ids.slice(3, 5).toSorted())
    expect((await compared(ids[3], '--filter', 'batch:32')).runs).toHaveLength(2)
  })

  it('are a table for people, and files with every figure', async () => {
    const folder = temporaryFolder()
    const files = [join(folder, 'groups.csv'), join(folder, 'runs.csv')]
    const text = await printed(store.path, 'compare', ...ids, '--csv', files[0], '--runs-csv', files[1])
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^group +runs +test error +maskt gap +sparsity +time +iterations to 10 % +iterations to 5 %/)
    expect(lines[1]).toMatch(/ 3 +\d\.\d\d ± \d\.\d\d % /)
    const [groups, runs] = files.map((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
    expect([groups.length, runs.length]).toEqual([4, 7])
    expect(groups[0]).toContain('test_error_mean')
  })

  it.each([
    [[], 'Say which runs to compare: by their ids, or by --filter, as in --filter "method:sgd error<5%".'],
    [['--filter', 'seed:99'], 'No run passes the filter, so there is nothing to compare.'],
    [['--filter', 'sed:1'], 'There is no field "sed"; did you mean seed?']
  ])('or one sentence says why not: %j', async (given, sentence) => {
    expect(await maskscope(store.path, 'compare', ...given)).toMatchObject({
      code: 1, output: '', remarks: expect.stringContaining(sentence)
    })
  })

  it('hide no other where one is damaged', async () => {
    const damaged = store.newId()
    writeFileSync(store.runPath(damaged), 'not a run')
    const { remarks } = await maskscope(store.path, 'compare', ids[0], damaged, '--json')
    expect(remarks).toContain(`Run ${damaged} is left out:`)
    expect((await compared(ids[0], damaged)).runs).toHaveLength(1)
  })
})

describeWithPython('NumPy, from the files alone', () => {
  it('finds the same means, deviations, intervals and first reachings', async () => {
    const { groups } = await compared(...ids)
    const own = JSON.parse(runPython('compare_runs.py', ...ids.map((id) => store.runPath(id)))) as
      Pick<RunComparison['groups'][number], 'seeds' | 'final' | 'reached'>[]
    const near = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, one: unknown) =>
      (typeof one === 'number' ? Number(one.toPrecision(9)) : one)))
    expect(near(groups.map(({ seeds, final, reached }) => ({
      seeds, reached,
      final: Object.fromEntries(Object.keys(own[0].final).map((name) => [name, final[name as keyof typeof final]]))
    })))).toEqual(near(own))
    expect(groups.some(({ reached }) => reached.some(({ missed }) => missed > 0))).toBe(true)
    expect(groups[0].reached[0].iterations.count).toBe(3)
  })
})

describe('their curves', () => {
  const curves = async (figure: CurveName, axis: CurveAxis) => {
    const workbench = new Workbench(store.path)
    try {
      const found = await runCurves(workbench, { ids, figure, axis, columns: 100, stretch: null })
      return found.map(({ id, at, values }) => ({ id, at: [...doublesIn(at)], values: [...doublesIn(values)] }))
    } finally {
      workbench.close()
    }
  }

  it('are by iteration, epoch and time, of what was measured at the end of epochs and in between', async () => {
    const [byIteration] = await curves('testError', 'iteration')
    expect(byIteration.at).toEqual(Array.from({ length: 2 * epochs }, (_, at) => (at + 1) * iterations / 2))
    expect((await curves('testError', 'epoch'))[0].at).toEqual(byIteration.at.map((at) => at / iterations))
    const [byTime] = await curves('testError', 'seconds')
    expect(byTime.values).toEqual(byIteration.values)
    expect(byTime.at).toEqual(byTime.at.toSorted((one, other) => one - other))
    const comparison = await compared(ids[0])
    expect(byTime.at.at(-1)).toBeCloseTo(comparison.runs[0].final.seconds!, 9)
    expect((await curves('drift', 'epoch'))[0].values).toEqual([1, 2, 3, 4, 5, 6].map((epoch) => 0.01 * epoch))
    expect((await curves('sparsity', 'iteration'))[0].at).toHaveLength(1)
    expect((await curves('trainError', 'iteration'))[0].at).toHaveLength(epochs)
  })
})
