/**
 * The Python package in `python`, as the wheel that pip would install: it reads what our own reader reads, bit for bit,
 * of files of every version, and says one sentence of what it cannot read.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { checkpointNames, readCheckpoint, readEvaluations } from '../../db/checkpoints'
import { readCurvePoints } from '../../db/curve'
import { MaskReader } from '../../db/masks'
import { readEpochs, readTestCurve } from '../../db/metrics'
import { migrations } from '../../db/migrations'
import { readingRun } from '../../db/open'
import { readRunRow, readSupportLayers, readTrainingLabels } from '../../db/runs'
import { readOnPerUnit } from '../../db/snapshot-counts'
import { readSnapshots } from '../../db/snapshots'
import { initialWeights, parametersOf } from '../../main/engine/networks/parameters'
import { version } from '../../package.json'
import { brokenRuns } from '../fixtures/broken-runs'
import { makeTableEndless } from '../fixtures/endless-file'
import { olderRun } from '../fixtures/older-runs'
import { describeWithModules, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { beginRun, recordAlternation, smallNetwork, writing } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const project = join(import.meta.dirname, '..', '..', 'python')
const wheels = temporaryFolder()
let wheel: string

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const shaOfNumbers = (values: Float32Array | Float64Array): string =>
  sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))

/** @param without modules of Python that are not there */
const described = (paths: readonly string[], without = ''): unknown[] =>
  JSON.parse(runPython('read_runs.py', wheel, without, ...paths)) as unknown[]

/** The same as `read_runs.py` says, by our own reader. */
function expected(path: string, kind: 'DataFrame' | 'ndarray') {
  return readingRun(path, (database) => {
    const row = readRunRow(database)
    const layers = readSupportLayers(database)
    const snapshots = readSnapshots(database, 0)
    const masks = new MaskReader(database, layers.reduce((sum, { byteLength }) => sum + byteLength, 0))
    const epochs = readEpochs(database, 0)
    const curve = readCurvePoints(database, 0, -1)
    const tests = readTestCurve(database, 0)
    const { evaluations } = readEvaluations(database, 0)
    const checkpoint = readCheckpoint(database, checkpointNames(database).at(-1) ?? '')
    const labels = readTrainingLabels(database)
    return {
      version: database.pragma('user_version', { simple: true }),
      id: row.id, name: row.name, status: row.status, configuration: JSON.parse(JSON.stringify(row.configuration)),
      layers: layers.map(({ name }) => name),
      kind,
      epochs: {
        epoch: epochs.map((one) => one.epoch), iterations: epochs.map((one) => one.iterations),
        phase: epochs.map((one) => one.phase), learning_rate: epochs.map((one) => one.learningRate),
        train_loss: epochs.map((one) => one.trainLoss), train_error: epochs.map((one) => one.trainError),
        test_loss: epochs.map((one) => one.testLoss), test_error: epochs.map((one) => one.testError),
        drift: epochs.map((one) => one.drift), seconds: epochs.map((one) => one.seconds)
      },
      curve: {
        iteration: curve.map((one) => one.iteration), epoch: curve.map((one) => one.epoch),
        loss: curve.map((one) => one.loss), error: curve.map((one) => one.error),
        learning_rate: curve.map((one) => one.learningRate)
      },
      tests: {
        iteration: tests.map((one) => one.iteration), epoch: tests.map((one) => one.epoch),
        loss: tests.map((one) => one.loss), error: tests.map((one) => one.error)
      },
      evaluations: {
        checkpoint_name: evaluations.map((one) => one.at), epoch: evaluations.map((one) => one.epoch),
        iteration: evaluations.map((one) => one.iteration), examples: evaluations.map((one) => one.examples),
        relu_error: evaluations.map(({ relu }) => relu.error), relu_loss: evaluations.map(({ relu }) => relu.loss),
        maskt_error: evaluations.map(({ maskt }) => maskt.error), maskt_loss: evaluations.map(({ maskt }) => maskt.loss)
      },
      sparsity: snapshots.map((one) => one.layers.map(({ sparsity }) => expect.closeTo(sparsity, 12))),
      churn: snapshots.map((one) => one.layers.map(({ churn }) => churn === null ? null : expect.closeTo(churn, 12))),
      snapshots: snapshots.map(({ index, kind, alternation, iteration, examples }) => {
        const stored = masks.examplesOf(index)
        return {
          number: index, kind, alternation, iteration,
          examples: stored.length, packed: sha256(masks.read(index, stored)),
          onRate: layers.map(({ name, units }) => {
            const on = new Uint32Array(Uint8Array.from(readOnPerUnit(database, index, name)).buffer)
            return shaOfNumbers(Float64Array.from({ length: units }, (_, unit) => on[unit] / examples))
          })
        }
      }),
      labels: labels && [...labels],
      weights: Object.fromEntries(parametersOf(row.topology).map(({ name, shape }) =>
        [name, [shape, shaOfNumbers(checkpoint.weights.get(name)!)]]))
    }
  })
}

/** Files beside a run and what they hold: reading leaves all of it as it is. */
const beside = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(dirname(path)).map((name) => [name, sha256(readFileSync(join(dirname(path), name)))]))

describeWithModules('flit_core, pandas, zstandard', 'the Python package', () => {
  let training: SharedTraining
  beforeAll(async () => {
    wheel = join(wheels, runPython('build_wheel.py', project, wheels))
    training = await sharedTraining()
  })

  it('is a wheel of our version, that knows our newest file', () => {
    expect(basename(wheel)).toBe(`maskscope-${version}-py3-none-any.whl`)
    expect(readFileSync(join(project, 'src', 'maskscope', '_file.py'), 'utf8'))
      .toContain(`NEWEST_VERSION = ${migrations.length}\n`)
  })

  it('reads a training as we do, masks bit for bit, and writes nothing', () => {
    const folder = temporaryFolder()
    const path = join(folder, basename(training.path))
    copyFileSync(training.path, path)
    const before = beside(path)
    // Masks of all snapshots but the last are stored as changes.
    expect(readingRun(path, (database) => database.prepare(
      'SELECT count(*) FROM snapshots WHERE changes_until IS NOT NULL'
    ).pluck().get())).toBe(2)
    expect(described([path])).toEqual([expected(path, 'DataFrame')])
    expect(beside(path)).toEqual(before)
  })

  it('reads files of every version, without pandas, too', () => {
    const folder = temporaryFolder()
    const paths = migrations.map((_, index) => olderRun(folder, index + 1))
    const told = described(paths, 'pandas')
    paths.forEach((path, index) => expect(told[index], path).toEqual(expected(path, 'ndarray')))
  })

  it('reads a run while it is written', () => {
    const { path, recorder } = beginRun(temporaryFolder())
    recordAlternation(recorder, 1, 20)
    recorder.checkpoint('alternation-1', { epoch: 1, iteration: 10 }, initialWeights(smallNetwork, 1))
    expect(existsSync(`${path}-wal`)).toBe(true)
    expect(described([path])).toEqual([expected(path, 'DataFrame')])
    recorder.end('finished', null)
  })

  it('says one sentence of what is no run, damaged or of a newer Maskscope', () => {
    const paths = brokenRuns.map((broken, index) => {
      const path = join(temporaryFolder(), `broken-${index}.maskrun`)
      broken.build(path, training.path)
      return path
    })
    described(paths).forEach((told, index) => {
      const { name } = brokenRuns[index]!
      // What stands in the settings is no concern of a reader.
      if (typeof told !== 'string') expect(name).toMatch(/configuration that no training|topology that is no|an id that/)
      else expect(told, name).toMatch(/^[^\n]*broken-\d+\.maskrun [^\n]+\.$/)
    })
    const nowhere = join(wheels, 'nowhere.maskrun')
    expect(described([nowhere])).toEqual([`There is no file ${nowhere}.`])
  })

  it('says what was altered since it was written', () => {
    const paths = [
      'UPDATE mask_rows SET bits = zeroblob(length(bits))', "UPDATE mask_changes SET bits = x'00'",
      'UPDATE checkpoint_tensors SET data = zeroblob(length(data))', 'UPDATE snapshot_layers SET dead = dead + 1',
      'UPDATE training_set SET labels = zeroblob(length(labels))'
    ].map((change) => {
      const path = join(temporaryFolder(), 'altered.maskrun')
      copyFileSync(training.path, path)
      writing(path, (database) => database.exec(change))
      return path
    })
    expect(described(paths)).toEqual([
      'the mask of example 0 of snapshot 3', 'what changes in layer support1 after snapshot 2',
      "the weights of checkpoint 'final'", 'what was counted of layer support1 at snapshot 1',
      'the labels of the training examples'
    ].map((what) => `altered.maskrun is damaged (${what}: altered since it was written); restore it from a copy.`))
  })

  it.each(['run', 'snapshots', 'epochs', 'curve'])('gives up a table without an end: %s', (table) => {
    const { path, recorder } = beginRun(temporaryFolder())
    recordAlternation(recorder, 1, 20)
    recorder.checkpoint('final', { epoch: 1, iteration: 10 }, initialWeights(smallNetwork, 1))
    recorder.end('finished', null)
    makeTableEndless(path, table)
    expect(described([path])).toEqual([
      expect.stringMatching(/^\S+\.maskrun is damaged \([^\n]+\); restore it from a copy\.$/)
    ])
  })

  it('names the package that it lacks', () => {
    const path = join(temporaryFolder(), 'a.maskrun')
    copyFileSync(training.path, path)
    expect(described([path], 'zstandard,compression')).toEqual([
      'Masks of this snapshot are stored as compressed changes; install the package zstandard to read them.'
    ])
  })

  it('lists the runs of a store, and warns of what is none', () => {
    const store = join(temporaryFolder(), 'store')
    mkdirSync(join(store, 'runs'), { recursive: true })
    copyFileSync(training.path, join(store, 'runs', basename(training.path)))
    copyFileSync(join(project, 'README.md'), join(store, 'runs', '20200101-000000-aaaa.maskrun'))
    expect(JSON.parse(runPython('read_store.py', wheel, store))).toEqual({
      ids: [training.id, '20200101-000000-aaaa'],
      read: [training.id],
      warned: [expect.stringMatching(/20200101-000000-aaaa\.maskrun is not a run file: [^\n]+\.$/)],
      newest: training.id,
      begun: training.id
    })
  })
})
