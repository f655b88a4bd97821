/** How long a training takes, from files whose costs are known. */
import { describe, expect, it } from 'vitest'
import { estimate } from '../../../main/api/estimate'
import { fittedLine, timeOf, type TimedRun } from '../../../main/api/time-estimate/fit'
import { Workbench } from '../../../main/api/workbench'
import { describeDataSet, locateData } from '../../../main/engine/datasets'
import { networkToTrain } from '../../../main/trainer/network'
import { defaultConfiguration, type TrainingConfiguration } from '../../../preload/schema/configuration'
import { beginRun, epochEnd, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

/** A run of so many epochs that costs 5 s and 0.02 s per unit of work. */
const exact = (epochs: number, work: number, fixed = 5, each = 0.02): TimedRun =>
  ({ outside: fixed, epochs: Array.from({ length: epochs }, () => ({ work, seconds: each * work })) })

describe('the fitted line', () => {
  it('finds a fixed and a per-work cost', () => {
    for (const runs of [[exact(1, 100)], [exact(4, 100)], [exact(2, 50), exact(7, 300), exact(1, 10)]]) {
      expect(fittedLine(runs).fixed).toBeCloseTo(5, 9)
      expect(fittedLine(runs).each).toBeCloseTo(0.02, 12)
    }
  })

  it('has no negative part', () => {
    // Each epoch is slower than the one before: the best line would begin below nothing.
    const slower: TimedRun = { outside: 0, epochs: [1, 4, 9, 16].map((seconds) => ({ work: 10, seconds })) }
    expect(fittedLine([slower])).toMatchObject({ fixed: 0 })
    expect(fittedLine([slower]).each).toBeGreaterThan(0)
  })
})

describe('the time of so much work', () => {
  it('lies between what the single runs say', () => {
    const time = timeOf([exact(3, 100, 5, 0.02), exact(3, 100, 7, 0.03)], 1000)!
    expect(time.least).toBeCloseTo(25, 9)
    expect(time.most).toBeCloseTo(37, 9)
    expect(time.seconds).toBeCloseTo(31, 9)
  })

  it('lies between what the epochs of a single run say', () => {
    const run: TimedRun = { outside: 2, epochs: [{ work: 10, seconds: 1 }, { work: 10, seconds: 3 }] }
    expect(timeOf([run], 100)).toMatchObject({ least: 12, most: 32 })
  })

  it('is not known without an epoch', () => {
    expect(timeOf([], 100)).toBeNull()
    expect(timeOf([{ outside: 3, epochs: [] }], 100)).toBeNull()
  })
})

describe('an estimate from files', () => {
  const base = { ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), limit: 640, batchSize: 64, epochs: 3 }

  /** Takes 4 s and 0.5 s per iteration, or what it is told, by the clock of its file. */
  async function record(store: string, configuration: TrainingConfiguration, each = 0.5, host?: string): Promise<void> {
    const data = await describeDataSet(configuration, locateData(store, configuration.dataset, null))
    const workbench = new Workbench(store)
    const topology = networkToTrain(workbench.store, configuration, data)
    workbench.close()
    const run = beginRun(store, { configuration, topology, trainExamples: 640 })
    for (let epoch = 1; epoch <= 3; epoch++)
      run.recorder.epochEnded(epochEnd({
        epoch, iterations: 10 * epoch, phase: epoch === 1 ? 'warm-up' : 'masked', learningRate: 0.1,
        trainLoss: 1, trainError: 0.1, testLoss: 1, testError: 0.1, drift: null, seconds: 10 * each
      }))
    run.recorder.end('finished', null)
    const end = new Date(Date.parse('2026-11-01T10:00:00Z') + 1000 * (4 + 30 * each)).toISOString()
    writing(run.path, (database) => {
      database.prepare("UPDATE run SET created_at = '2026-11-01T10:00:00.000Z', finished_at = ?").run(end)
      if (host !== undefined) database.prepare('UPDATE run SET host = ?').run(host)
    })
  }

  async function timeIn(store: string, configuration: TrainingConfiguration = base) {
    const workbench = new Workbench(store)
    try {
      return (await estimate(workbench, configuration)).time
    } finally {
      workbench.close()
    }
  }

  it('says that nothing is known where nothing was measured here', async () => {
    const store = temporaryFolder()
    expect(await timeIn(store)).toBeNull()
    await record(store, base, 0.5, 'another-machine')
    await record(store, defaultConfiguration('majority', 'mnist-10k', 'all-cnn-mini'))
    expect(await timeIn(store)).toBeNull()
  })

  it('comes from runs of the same network and settings, before all others', async () => {
    const store = temporaryFolder()
    await record(store, base)
    await record(store, { ...base, seed: 2 }, 0.6)
    await record(store, { ...base, batchSize: 32 }, 9)
    const time = (await timeIn(store, { ...base, epochs: 20 }))!
    expect(time).toMatchObject({ runs: 2, from: 'same' })
    // 200 iterations.
    expect(time.least).toBeCloseTo(104, 6)
    expect(time.most).toBeCloseTo(124, 6)
    expect(time.seconds).toBeCloseTo(114, 6)
  })

  it('comes from others of the method, by how much there is to multiply', async () => {
    const store = temporaryFolder()
    await record(store, base)
    const time = (await timeIn(store, { ...base, batchSize: 128, epochs: 10 }))!
    expect(time).toMatchObject({ runs: 1, from: 'others' })
    // 50 iterations of twice the work.
    expect(time.seconds).toBeCloseTo(54, 6)
  })

  it('counts a round over the layers by its examples, and not as an iteration over a batch', async () => {
    const store = temporaryFolder()
    const layerwise = defaultConfiguration('layerwise', 'mnist-10k', 'all-cnn-mini')
    const asked = (epochs: number, examples: number): TrainingConfiguration => {
      const { layerwise: { steps, ...settings } } = layerwise
      const own = { ...settings, warmup: 1, warmupError: null, steps: { ...steps, examples } }
      return { ...layerwise, limit: 640, batchSize: 64, epochs, layerwise: own }
    }
    await record(store, asked(4, 320))
    const seconds = async (configuration: TrainingConfiguration): Promise<number> =>
      (await timeIn(store, configuration))!.seconds
    // What was measured has an epoch of ten batches and twenty steps in layers, in 19 s; this one 21.
    const few = await seconds(asked(4, 320))
    expect(few).toBeGreaterThan(17)
    expect(few).toBeLessThan(22)
    // Rounds are most of it: seven thirds as many of them, or twice their examples.
    expect(await seconds(asked(8, 320)) / few).toBeGreaterThan(1.4)
    expect(await seconds(asked(4, 640)) / few).toBeGreaterThan(1.4)
  })
})
