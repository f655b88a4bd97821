/** Every command on one real training: what goes to standard output, what shape it has. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RunStore } from '../../db/store'
import { evaluationRecordSchema, findingSchema, runListEntrySchema, runSummarySchema } from '../../preload/contract'
import { expectConsistent } from '../fixtures/consistency'
import { maskscope, printed, printedJson, start } from '../fixtures/command-line'
import { evaluationReportSchema } from '../fixtures/evaluation-report'
import { copyInto, type SharedTraining } from '../fixtures/shared-training'
import { shownSchema, type Shown } from '../fixtures/shown-run'
import { temporaryFolder } from '../fixtures/temporary'

let training: SharedTraining
/** A store of its own with a copy of the training, for commands that write. */
const store = new RunStore(temporaryFolder())

beforeAll(async () => { training = await copyInto(store) })

const shown = (): Shown => shownSchema.parse(JSON.parse(training.printed))

const fraction = expect.toSatisfy((value: number) => value >= 0 && value <= 1)

describe('train --json', () => {
  it('prints the run as show does, and nothing else', async () => {
    expect(JSON.parse(training.printed)).toEqual(await printedJson(training.store, 'show', training.id))
    expect(shown()).toMatchObject({
      id: training.id,
      name: 'i-alternation all-cnn-mini limit 1000 epochs 4 warmup 1 seed 1',
      maskBytes: 3 * 1000 * 3332,
      fileBytes: statSync(training.path).size
    })
  })

  it('records the settings that were given and the defaults of the others', () => {
    expect(shown().config).toMatchObject({
      epochs: 4,
      limit: 1000,
      seed: 1,
      batchSize: 64,
      alternation: { warmup: 1, trigger: { kind: 'gap', epochs: 1 }, form: 'affine', rule: 'positive' }
    })
  })

  it('tells of every epoch: phases, iterations, fractions, drift only among masks', () => {
    const { epochs } = shown()
    expect(epochs.map(({ epoch, iterations, phase }) => ({ epoch, iterations, phase }))).toEqual([
      { epoch: 1, iterations: 16, phase: 'warm-up' }, { epoch: 2, iterations: 32, phase: 'masked' },
      { epoch: 3, iterations: 48, phase: 'masked' }, { epoch: 4, iterations: 64, phase: 'masked' }
    ])
    for (const { trainError, testError, drift, phase } of epochs) {
      expect([trainError, testError]).toEqual([fraction, fraction])
      expect(Number.isInteger(Number((testError * 2000).toFixed(6)))).toBe(true)
      if (phase === 'warm-up') expect(drift).toBeNull()
      else expect(drift).toEqual(fraction)
    }
  })

  it('tells of every alternation per layer; churn is null at the first and the sum of both directions after', () => {
    const { alternations, layers } = shown()
    expect(alternations.map(({ index, epoch, iteration, examples }) => [index, epoch, iteration, examples])).toEqual([
      [1, 1, 16, 1000],
      [2, 2, 32, 1000],
      [3, 3, 48, 1000]
    ])
    for (const { index, layers: statistics } of alternations) {
      expect(statistics.map(({ name, units }) => ({ name, units }))).toEqual(
        layers.map(({ name, units }) => ({ name, units }))
      )
      for (const { sparsity, churn, onToOff, offToOn, dead, alwaysOn, units } of statistics) {
        expect(sparsity).toEqual(fraction)
        expect(dead + alwaysOn).toBeLessThanOrEqual(units)
        if (index === 1) expect([churn, onToOff, offToOn]).toEqual([null, null, null])
        else expect(churn).toBeCloseTo((onToOff ?? -1) + (offToOn ?? -1), 12)
      }
    }
  })

  it('tells of every alternation as of a snapshot too, and what it is compared with', () => {
    const { alternations, snapshots } = shown()
    expect(
      snapshots.map(
        ({ kind: _kind, alternation: _number, checkpoint: _at, comparedWith: _with, comparedExamples: _of, ...rest }) =>
          rest
      )
    ).toEqual(alternations)
    expect(snapshots.map(({ kind, alternation, checkpoint }) => [kind, alternation, checkpoint])).toEqual(
      [1, 2, 3].map((index) => ['alternation', index, `alternation-${index}`])
    )
    expect(snapshots.map(({ comparedWith, comparedExamples }) => [comparedWith, comparedExamples])).toEqual([
      [null, null],
      [1, 1000],
      [2, 1000]
    ])
  })

  it('tells of ReLU and MaskT at every checkpoint', () => {
    expect(shown().evaluations.map(({ at, epoch }) => [at, epoch])).toEqual([
      ['alternation-1', 1],
      ['alternation-2', 2],
      ['alternation-3', 3],
      ['final', 4]
    ])
    // The last epoch's test error and the final evaluation are of the same weights.
    expect(shown().evaluations[3].relu).toEqual({
      error: shown().epochs[3].testError,
      loss: shown().epochs[3].testLoss
    })
  })

  it('leaves one consistent file with a checkpoint per alternation and at the end', () => {
    expect(expectConsistent(training.path)).toMatchObject({
      snapshots: [1, 2, 3],
      masks: 3000,
      checkpoints: ['alternation-1', 'alternation-2', 'alternation-3', 'final'],
      epochs: 4
    })
    expect(readdirSync(join(training.store, 'runs'))).toEqual([`${training.id}.maskrun`])
  })
})

describe('a training told in words', () => {
  it('prints its progress on standard error and its figures on standard output', async () => {
    const own = temporaryFolder()
    const { code, output, remarks } = await maskscope(
      own,
      'train',
      '--method',
      'sgd',
      '--limit',
      '200',
      '--epochs',
      '1',
      '--name',
      '  digits  '
    )
    expect(code).toBe(0)
    expect(remarks).toMatch(
      /^run \d{8}-\d{6}-[a-z0-9]{10} in .*\nepoch 1 \(sgd\) {3}training loss \d+\.\d{4} {3}test error \d+\.\d\d % {3}\d+\.\d s\n$/
    )
    expect(output).toMatch(/^digits {3}finished {3}run /)
    expect(output).not.toMatch(/undefined|NaN|null|alternation/)
  })
})

describe('runs', () => {
  it('--json lists every run as the contract says', async () => {
    const runs = z.array(runListEntrySchema).parse(await printedJson(training.store, 'runs'))
    expect(runs).toMatchObject([
      {
        state: 'readable',
        id: training.id,
        status: 'finished',
        epochs: 4,
        epochsDone: 4,
        alternations: 3,
        testError: shown().epochs[3].testError
      }
    ])
  })

  it('prints a table for people', async () => {
    const lines = (await printed(training.store, 'runs')).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^run +status +method +network +data +seed +epochs +test error +masks +file +tags +name$/)
    expect(lines[1]).toMatch(
      new RegExp(
        `^${training.id} +finished +i-alternation +all-cnn-mini +mnist-10k +1 +4/4 +\\d+\\.\\d\\d % +9\\.53 MiB `
      )
    )
  })

  it('--filter lists those that pass it, and says in one sentence what is no filter', async () => {
    const [own] = z.array(runSummarySchema).parse(await printedJson(training.store, 'runs'))
    const latest = shown().snapshots.at(-1)!
    expect([own.sparsity, own.churn]).toEqual([latest.sparsity, latest.churn])
    expect(own.trainingSeconds).toBeCloseTo(shown().epochs.reduce((sum, { seconds }) => sum + seconds, 0), 9)
    const filter = `method:i-alternation seed:1 alternations>2 sparsity<${latest.sparsity + 1e-6} -status:failed`
    expect(await printedJson(training.store, 'runs', '--filter', filter)).toEqual([own])
    expect(await maskscope(training.store, 'runs', '--filter', 'seed:10')).toMatchObject({
      code: 0, output: '', remarks: 'No run passes the filter; the store has 1.\n'
    })
    expect(await maskscope(training.store, 'runs', '--filter', 'eror<5%')).toMatchObject({
      code: 1, output: '', remarks: expect.stringContaining('There is no field "eror"; did you mean error?')
    })
  })

  it('of an empty store says so, on standard error', async () => {
    const empty = temporaryFolder()
    const { code, output, remarks } = await maskscope(empty, 'runs')
    expect({ code, output, remarks }).toEqual({
      code: 0,
      output: '',
      remarks: `No runs in ${empty} yet; "maskscope train" makes one.\n`
    })
    expect(await printedJson(empty, 'runs')).toEqual([])
  })

  it('can be asked by several processes at once', async () => {
    const shared = temporaryFolder()
    mkdirSync(join(shared, 'runs'))
    copyFileSync(training.path, join(shared, 'runs', `${training.id}.maskrun`))
    const answers = await Promise.all(Array.from({ length: 6 }, () => printedJson(shared, 'runs')))
    for (const answer of answers) expect(answer).toMatchObject([{ id: training.id, state: 'readable' }])
  })

  it('takes the store before or after the command’s name, or from the environment', async () => {
    const elsewhere = temporaryFolder()
    for (const given of [['--store', store.path, 'runs', '--json'], ['runs', '--store', store.path, '--json']]) {
      expect(JSON.parse(await printed(elsewhere, ...given))).toHaveLength(1)
    }
  })
})

describe('show', () => {
  it('prints epochs, alternations and evaluations for people', async () => {
    const text = await printed(training.store, 'show', 'latest')
    expect(text).toMatch(/^i-alternation all-cnn-mini limit 1000 epochs 4 warmup 1 seed 1 {3}finished {3}run /)
    expect(text.match(/support\d/g)).toHaveLength(18)
    expect(text).toMatch(/final +4 +64 +\d+\.\d\d % +\d+\.\d\d %\n$/)
    expect(text).not.toMatch(/undefined|NaN|null/)
  })
})

describe('evaluate', () => {
  it.each(['final', '2'])('--at %s computes again what was stored, and keeps it', async (at) => {
    const before = await printedJson(store.path, 'show', training.id) as Shown
    const {
      rules,
      stored: kept,
      ...printedRecord
    } = evaluationReportSchema.parse(await printedJson(store.path, 'evaluate', training.id, '--at', at))
    const evaluation = evaluationRecordSchema.parse(printedRecord)
    expect(kept).toBe(true)
    expect(rules.map(({ rule, error, loss }) => [rule.rule, error, loss])).toEqual([
      ['relu', evaluation.relu.error, evaluation.relu.loss], ['maskt', evaluation.maskt.error, evaluation.maskt.loss]
    ])
    const stored = shown().evaluations.find((candidate) => candidate.at === (at === '2' ? 'alternation-2' : at))
    expect(evaluation).toEqual(stored)
    const after = await printedJson(store.path, 'show', training.id) as Shown
    expect(after.evaluations.toSorted(byCheckpoint)).toEqual(before.evaluations.toSorted(byCheckpoint))
    expect(readdirSync(store.runsFolder)).toEqual([`${training.id}.maskrun`])
  })

  it('prints both modes for people', async () => {
    expect(await printed(store.path, 'evaluate', training.id)).toMatch(
      /^inference rule +error +loss +sparsity\nReLU +\d+\.\d\d % +\d\.\d{4} +\d\d\.\d\d %\nMaskT +\d+\.\d\d % +\d\.\d{4} +\d\d\.\d\d %\n$/
    )
  })
})

const byCheckpoint = (one: { at: string }, other: { at: string }): number => one.at.localeCompare(other.at)

describe('delete', () => {
  it('moves the run to the trash, and the list knows', async () => {
    const own = new RunStore(temporaryFolder())
    own.prepareForWriting()
    copyFileSync(training.path, own.runPath(training.id))
    expect(await printedJson(own.path, 'runs')).toHaveLength(1)
    expect(await maskscope(own.path, 'delete', training.id.slice(0, 10))).toMatchObject({
      code: 0,
      output: '',
      remarks: `moved to the trash: run ${training.id}; "maskscope trash restore" brings it back\n`
    })
    expect(existsSync(own.runPath(training.id))).toBe(false)
    expect(await printedJson(own.path, 'runs')).toEqual([])
  })
})

describe('doctor', () => {
  it('finds TensorFlow computing, and says where runs lie', async () => {
    const { store: path, findings } = z
      .strictObject({ store: z.string(), findings: z.array(findingSchema) })
      .parse(await printedJson(store.path, 'doctor'))
    expect(path).toBe(store.path)
    expect(findings.find(({ part }) => part === 'TensorFlow computes')).toMatchObject({ state: 'ok', advice: null })
    expect(findings.find(({ part }) => part === 'Running on')?.found).toContain(process.versions.node)
    expect(await printed(store.path, 'doctor')).toMatch(/^part +state +found\n(.+\n)+store {2}.*\n$/)
  })
})

describe('serve', () => {
  it('prints its address and ends in good order at Ctrl-C', async () => {
    const { child, output, finished } = start(store.path, 'serve')
    child.stdout!.once('data', () => child.kill('SIGINT'))
    expect(await finished).toMatchObject({ code: 0 })
    expect(output()).toMatch(/^Maskscope is at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}\n$/)
  })
})
