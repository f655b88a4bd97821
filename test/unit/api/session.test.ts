/**
 * One page's session on runs written in this process: live deltas, changes of the list, sentences for what goes wrong.
 */
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { Session } from '../../../main/api/session'
import { Workbench } from '../../../main/api/workbench'
import {
  methodPaths,
  methods,
  type MethodPath,
  type Reply,
  type ReplyOf,
  type RequestOf,
  type RunDelta,
  type WorkbenchEvent
} from '../../../preload/contract'
import { neverRefitted } from '../../../preload/schema/configuration'
import { beginRun, evaluationAt, recordAlternation, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'
import { until } from '../../fixtures/until'
import { valueIn } from '../../fixtures/replies'
import { annotateRun } from '../../../db/runs'

const closing: (() => void)[] = []
afterEach(() => { for (const close of closing.splice(0)) close() })

function openSession(storePath: string) {
  const workbench = new Workbench(storePath)
  const events: WorkbenchEvent[] = []
  const session = new Session(workbench, (event) => { events.push(event) })
  closing.push(() => {
    session.close()
    workbench.close()
  })
  const reply = (method: string, request: unknown): Promise<Reply> => session.answer({ call: 7, method, request })
  const call = async <M extends MethodPath>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> => {
    const answered = await reply(method, request)
    expect(answered.call).toBe(7)
    return methods[method].reply.parse(valueIn(answered)) as ReplyOf<M>
  }
  const deltas = (): RunDelta[] => events.flatMap((event) => (event.type === 'run-delta' ? [event.delta] : []))
  return { events, deltas, reply, call }
}

const point = (iteration: number) => ({ iteration, epoch: iteration / 10, loss: 1, error: 0.5, learningRate: 0.1 })

describe('a session', () => {
  it('has a handler for every method: none is answered as unknown, or fails for want of one', async () => {
    const { reply } = openSession(temporaryFolder())
    for (const method of methodPaths) {
      const answered = await reply(method, { surely: 'wrong' })
      expect(answered).toMatchObject({
        call: 7,
        outcome: 'error',
        sentence: expect.stringMatching(new RegExp(`^The request ${method.replace('.', '\\.')} is not valid at `))
      })
    }
    // A handler that is there answers with a sentence about the run, or with a valid reply.
    const { call } = openSession(temporaryFolder())
    expect(await call('runs.list', {})).toEqual({ runs: [] })
    expect((await call('application.about', {})).findings.length).toBeGreaterThan(0)
    expect(await call('training.presets', {})).toMatchObject({
      present: ['mnist-10k', 'colour-digits'],
      presets: expect.arrayContaining([expect.objectContaining({ id: 'demo' })])
    })
  })

  it('gives every choice of connections and the baseline to hold them against, alike in all but that', async () => {
    const { call, reply } = openSession(temporaryFolder())
    const like = { epochs: 7, trainExamples: 500, augmentation: 'shift', batchSize: 32, learningRate: 0.02 } as const
    const { baseline, variants } = await call('pruning.defaults', {
      dataset: 'mnist-10k',
      network: 'resnet-mini',
      like
    })
    const { trainExamples, ...settings } = like
    expect(baseline).toMatchObject({ method: 'sgd', network: 'resnet-mini', limit: trainExamples, ...settings })
    for (const [kind, { pruning, ...shared }] of Object.entries(variants)) {
      expect({ ...shared, refitClassifier: neverRefitted, averageWeights: null, from: null })
        .toEqual({ ...baseline, method: 'dsd' })
      expect(pruning).toMatchObject({
        choice: { kind },
        sparse: { epochs: 2, learningRate: 0.02 },
        final: { epochs: 2, learningRate: 0.02 },
        from: null
      })
    }
    // A stage has no more than its schema takes.
    const long = await call('pruning.defaults', {
      dataset: 'mnist-10k', network: 'resnet-mini', like: { ...like, epochs: 100_000 }
    })
    expect(long.variants.magnitude.pruning).toMatchObject({ sparse: { epochs: 10_000 }, final: { epochs: 10_000 } })
    expect(
      (await call('pruning.defaults', { dataset: 'mnist-10k', network: 'vgg-mini', like: null })).baseline
    ).toMatchObject({ epochs: 12, limit: null })
    expect(
      await reply('pruning.defaults', { dataset: 'mnist-10k', network: 'vgg-mini', like: { ...like, epochs: 2 } })
    ).toMatchObject({ outcome: 'error' })
  })

  it('gives the choices for going on with a run, and a sentence where there is none', async () => {
    const run = beginRun(temporaryFolder())
    run.recorder.end('finished', null)
    const { call, reply } = openSession(run.store.path)
    const { variants } = await call('pruning.continued', { id: run.id, like: null })
    expect(variants['b-alternation']).toMatchObject({
      network: 'all-cnn-mini',
      limit: 20,
      epochs: 8,
      pruning: { choice: { kind: 'b-alternation' }, from: { run: run.id, at: 'final' } }
    })
    expect(await reply('pruning.continued', { id: '20260714-094100-abcd', like: null })).toMatchObject({
      outcome: 'error',
      sentence: 'There is no run file 20260714-094100-abcd.maskrun in the store.'
    })
  })

  it('says one sentence for a store that cannot be written', async () => {
    const file = `${temporaryFolder()}/file`
    writeFileSync(file, '')
    const { reply } = openSession(file)
    expect(await reply('runs.list', {})).toMatchObject({
      outcome: 'error',
      sentence: expect.stringMatching(/^The store .* cannot be written/)
    })
  })

  it('says one sentence for a run that is damaged', async () => {
    const storePath = temporaryFolder()
    const run = beginRun(storePath)
    run.recorder.end('finished', null)
    writing(run.path, (database) => database.exec('DROP TABLE epochs'))
    const { reply } = openSession(storePath)
    const sentence = `${run.id}.maskrun is damaged (it has no table epochs); restore it from a copy.`
    expect(await reply('runs.detail', { id: run.id })).toEqual({ call: 7, outcome: 'error', sentence })
    expect(await reply('runs.list', {})).toMatchObject({
      value: { runs: [{ id: run.id, state: 'damaged', reason: sentence }] }
    })
  })
})

describe('following', () => {
  it('tells at once what is new since the cursor, then only what comes, then how it ended', async () => {
    const run = beginRun(temporaryFolder())
    const { call, deltas } = openSession(run.store.path)
    const { cursor } = await call('runs.detail', { id: run.id })
    run.recorder.curvePoint(point(10))
    await call('runs.follow', { id: run.id, cursor })
    expect(deltas()).toHaveLength(1)
    expect(deltas()[0].curve).toEqual([point(10)])

    run.recorder.curvePoint(point(20))
    recordAlternation(run.recorder, 1, 20)
    await until(() => deltas().some(({ snapshots }) => snapshots.length > 0))
    expect(deltas().flatMap(({ curve }) => curve)).toEqual([point(10), point(20)])
    run.recorder.evaluation(evaluationAt('final', 0.5))
    run.recorder.end('finished', null)
    await until(() => deltas().at(-1)?.summary.status === 'finished')
    expect(deltas().flatMap(({ evaluations }) => evaluations)).toEqual([evaluationAt('final', 0.5)])
    // Nothing more is told, and the viewer has let go of the file.
    const told = deltas().length
    writing(run.path, (database) => { annotateRun(database, [{ name: 'later' }]) })
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(deltas()).toHaveLength(told)
  })

  it('is silent while nothing happens, and at most five times a second when everything does', async () => {
    const run = beginRun(temporaryFolder())
    const { call, deltas } = openSession(run.store.path)
    const { cursor } = await call('runs.detail', { id: run.id })
    await call('runs.follow', { id: run.id, cursor })
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(deltas()).toHaveLength(1)
    const began = Date.now()
    for (let iteration = 1; Date.now() - began < 1500; iteration++) {
      run.recorder.curvePoint(point(iteration))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(deltas().length).toBeGreaterThan(3)
    expect(deltas().length - 1).toBeLessThanOrEqual((Date.now() - began) / 200 + 1)
    run.recorder.end('stopped', null)
  })

  it('twice the same run tells everything once, from the newer cursor', async () => {
    const run = beginRun(temporaryFolder())
    const { call, deltas } = openSession(run.store.path)
    const { cursor } = await call('runs.detail', { id: run.id })
    await call('runs.follow', { id: run.id, cursor })
    await call('runs.follow', { id: run.id, cursor: { ...cursor, iteration: 15 } })
    run.recorder.curvePoint(point(10))
    run.recorder.curvePoint(point(20))
    await until(() => deltas().some(({ curve }) => curve.length > 0))
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(deltas().flatMap(({ curve }) => curve)).toEqual([point(20)])
    await call('runs.unfollow', { id: run.id })
    run.recorder.curvePoint(point(30))
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(deltas().flatMap(({ curve }) => curve)).toEqual([point(20)])
    run.recorder.end('stopped', null)
  })

  it('ends quietly when the run is deleted or ruined under its eyes, and the list tells', async () => {
    const storePath = temporaryFolder()
    const [deleted, ruined] = [beginRun(storePath), beginRun(storePath)]
    const { call, events } = openSession(storePath)
    await call('runs.list', {})
    for (const { id } of [deleted, ruined])
      await call('runs.follow', { id, cursor: (await call('runs.detail', { id })).cursor })
    for (const { recorder } of [deleted, ruined]) recorder.end('failed', { kind: 'error', sentence: 'It failed.' })
    deleted.store.remove(deleted.id)
    writeFileSync(ruined.path, Buffer.alloc(statSync(ruined.path).size, 0x5a))
    const lists = () => events.flatMap((event) => (event.type === 'runs-changed' ? [event] : []))
    await until(() => lists().some(({ removed }) => removed.includes(deleted.id)))
    await until(() =>
      lists().some(({ changed }) => changed.some(({ id, state }) => id === ruined.id && state === 'damaged'))
    )
    rmSync(ruined.path)
  })
})

describe('the list', () => {
  it('tells what changed since it was given, once', async () => {
    const storePath = temporaryFolder()
    const { call, events } = openSession(storePath)
    await call('runs.list', {})
    const run = beginRun(storePath, { name: 'new' })
    await until(() => events.length > 0)
    expect(events).toMatchObject([
      { type: 'runs-changed', changed: [{ id: run.id, name: 'new', status: 'running' }], removed: [] }
    ])
    run.recorder.end('finished', null)
    await until(() => events.length > 1)
    expect(events[1]).toMatchObject({ changed: [{ id: run.id, status: 'finished' }] })
    await call('runs.annotate', { ids: [run.id], change: { name: 'other' } })
    await call('runs.delete', { ids: [run.id] })
    await until(() => events.length > 2)
    expect(events[2]).toEqual({ type: 'runs-changed', changed: [], removed: [run.id] })
  })
})
