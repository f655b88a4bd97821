/**
 * The workbench's whole contract over the real transport: every method is called and its reply validated, and a run
 * written by another process is followed live.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  defaultConfiguration, isWaiting, methodPaths, mostDifference, ruleKey, sweepRules, uploadPieceBytes,
  type EvaluationRule, type MethodPath, type ReplyOf, type RequestOf, type RuleEvaluation, type RunCursor, type RunDelta
} from '../../preload/contract'
import { RunStore } from '../../db/store'
import { printedJson, start } from '../fixtures/command-line'
import { joined } from '../fixtures/joined-run'
import { Page, serve, type Served } from '../fixtures/served'
import { sharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const store = new RunStore(temporaryFolder())
const called = new Set<MethodPath>()
let served: Served
let page: Page

async function call<M extends MethodPath>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> {
  called.add(method)
  return page.call(method, request)
}

beforeAll(async () => {
  served = await serve(store.path)
  page = await Page.open(served)
})
afterAll(async () => {
  page.socket.close()
  await served.end()
})

const deltasOf = (id: string): RunDelta[] =>
  page.events.flatMap((event) => (event.type === 'run-delta' && event.id === id ? [event.delta] : []))
const newestOf = (id: string) =>
  page.events.flatMap((event) => (event.type === 'runs-changed' ? event.changed : [])).findLast((run) => run.id === id)

/** A finished run that has alternations. */
async function masked(): Promise<string> {
  const { runs } = await call('runs.list', {})
  return runs.find((run) => run.state === 'readable' && run.status === 'finished' && run.alternations > 0)!.id
}

describe('a run of another process', () => {
  it('appears in the list, is followed live to its end, and the joined deltas are the run', async () => {
    expect(await call('runs.list', {})).toEqual({ runs: [] })
    const { finished } = start(store.path, 'train', '--limit', '1000', '--epochs', '3', '--warmup', '1')
    const id = await until(
      () => page.events.flatMap((event) => (event.type === 'runs-changed' ? event.changed : []))[0]?.id
    )
    expect(newestOf(id)).toMatchObject({ state: 'readable', status: 'running', network: 'all-cnn-mini' })

    const { detail, cursor } = await call('runs.detail', { id })
    expect(detail.summary.status).toBe('running')
    const began = Date.now()
    await call('runs.follow', { id, cursor })
    const said = { name: 'other', tags: { add: ['paper'], remove: [] }, note: 'while it trains', pinned: true }
    expect(await call('runs.annotate', { ids: [id], change: said })).toEqual({ refused: [] })
    const annotated = { status: 'running', name: 'other', tags: ['paper'], note: 'while it trains', pinned: true }
    expect((await call('runs.detail', { id })).detail.summary).toMatchObject(annotated)
    expect(await call('runs.delete', { ids: [id] })).toEqual({
      refused: [{ id, sentence: `Run ${id} is still running and cannot be deleted; stop it first.` }]
    })
    await until(() => deltasOf(id).at(-1)?.summary.status === 'finished')
    const seconds = (Date.now() - began) / 1000
    await finished

    const deltas = deltasOf(id)
    expect(deltas.length).toBeGreaterThan(5)
    // The contract says at most five a second; one more may fall on each edge.
    expect(deltas.length).toBeLessThanOrEqual(seconds * 5 + 2)
    expect(deltas.some(({ progress }) => progress?.activity === 'training' && progress.iterations === 48)).toBe(true)
    expect(deltas.filter(({ curve }) => curve.length > 0).length).toBeGreaterThan(2)
    expect(await call('runs.compare', { ids: [id] })).toMatchObject({
      settings: [], groups: [{ seeds: [1], final: { testError: { count: 1 } } }], runs: [{ id, group: 0 }]
    })
    const drawn = { figure: 'drift', axis: 'epoch', columns: 100, stretch: null } as const
    expect((await call('runs.curves', { ids: [id], ...drawn })).curves).toMatchObject([{ id }])
    const whole = await call('runs.detail', { id })
    // Only the file's size may differ: it is settled after the last delta.
    expect(withoutSize(joined(detail, deltas))).toEqual(withoutSize(whole.detail))
    expect(deltas.at(-1)!.cursor).toEqual(whole.cursor)
    await until(() => newestOf(id)?.state === 'readable' && JSON.stringify(newestOf(id)).includes('"finished"'))
    // A viewer does not keep the run from becoming one self-contained file.
    await until(() => readdirSync(store.runsFolder).join() === `${id}.maskrun`)
  })
})

const withoutSize = <T extends { summary: object }>({ summary, ...rest }: T): unknown => ({
  ...rest,
  summary: { ...summary, fileBytes: 0 }
})

describe('a run that is started from the page', () => {
  it('is estimated, started, stopped, evaluated, renamed and deleted', async () => {
    const { presets } = await call('training.presets', {})
    const demonstration = presets.find(({ id }) => id === 'demo')!.configuration
    for (const { configuration } of presets)
      expect((await call('training.estimate', { configuration })).iterations).toBeGreaterThan(0)

    const id = await page.train({ ...demonstration, limit: 200, epochs: 4000 }, 'from the page')
    expect((await call('runs.list', {})).runs.find((run) => run.id === id)).toMatchObject({
      name: 'from the page',
      status: 'running'
    })
    const { cursor } = await call('runs.detail', { id })
    await call('runs.follow', { id, cursor })
    await until(() => deltasOf(id).some(({ evaluations }) => evaluations.some(({ at }) => at === 'alternation-1')))
    await call('runs.unfollow', { id })
    const heard = deltasOf(id).length
    await call('training.stop', { id })
    await until(async () => (await call('runs.detail', { id })).detail.summary.status === 'stopped', 200)
    expect(deltasOf(id)).toHaveLength(heard)

    const threshold: EvaluationRule = { rule: 'threshold', form: 'affine', beta: { kind: 'fixed', value: 0.5 } }
    const { evaluation, rules, stored } = await call('evaluation.run', {
      id,
      at: 'final',
      rules: [threshold],
      sweep: sweepRules([0, 1])
    })
    expect(evaluation).toEqual((await call('runs.detail', { id })).detail.evaluations.at(-1))
    expect(stored).toBe(true)
    const byRule = (one: RuleEvaluation, other: RuleEvaluation): number =>
      ruleKey(one.rule).localeCompare(ruleKey(other.rule))
    expect((await call('evaluation.rules', { id, at: 'final' })).rules.toSorted(byRule)).toEqual(rules.toSorted(byRule))
    const told = page.events.flatMap((event) =>
      event.type === 'evaluation-progress' && event.id === id ? [event] : []
    )
    // ReLU, MaskT, the threshold, and of the sweep β = 1 in both forms: β = 0 has been run by then.
    expect(told.at(-1)).toMatchObject({ at: 'final', done: 5 * 2000, of: 5 * 2000 })
    const { confusion } = await call('evaluation.confusion', { id, at: 'final', rule: threshold })
    expect(confusion.perClass.reduce((sum, { wrong }) => sum + wrong, 0) / 2000).toBe(rules[2].error)
    const { disagreements } = await call('evaluation.disagreements', {
      id,
      at: 'final',
      first: { rule: 'relu' },
      second: threshold,
      kind: null,
      skip: 0,
      limit: 5
    })
    expect(disagreements.listed.every(({ image }) => image?.width === 28)).toBe(true)
    expect(await page.sentence('evaluation.confusion', { id, at: 'alternation-1', rule: threshold })).toBe(
      'Checkpoint "alternation-1" has no stored predictions under that rule; evaluate it with the rule first.'
    )
    expect(
      await page.sentence('evaluation.run', {
        id,
        at: 'final',
        rules: [{ ...threshold, beta: { kind: 'fixed', value: -1 } }],
        sweep: []
      })
    ).toMatch(/^The request evaluation\.run is not valid at "rules\.0\.beta\.value"/)
    const { archive, bytes } = await call('exports.make', { id, at: 'final', format: 'npz', compact: false })
    expect(Buffer.from((await call('exports.read', { archive, offset: 0 })).data, 'base64')).toHaveLength(
      Math.min(bytes, 2 ** 20)
    )
    await call('exports.discard', { archive })
    const { report } = await call('pruning.compact', { id, at: 'final', neverOn: false })
    expect([report.whole.error, report.compact.error]).toEqual([evaluation.relu.error, evaluation.relu.error])

    const taken = call('snapshots.take', { id, at: 'final', of: 'all' })
    // What a stop leaves is in ./snapshot.test.ts; so few examples may all be done before it is heard.
    await until(() => call('snapshots.stop', { id }).then(() => true, () => false))
    const { snapshot } = await taken
    const { snapshots } = (await call('runs.detail', { id })).detail
    expect(snapshots.filter(({ checkpoint }) => checkpoint === 'final')).toEqual(snapshot ? [snapshot] : [])

    await call('runs.annotate', { ids: [id], change: { name: '  renamed  ' } })
    await until(() => newestOf(id)?.state === 'readable' && JSON.stringify(newestOf(id)).includes('"name":"renamed"'))
    expect(await printedJson(store.path, 'show', id)).toMatchObject({ name: 'renamed', status: 'stopped' })

    await call('runs.delete', { ids: [id] })
    await until(() => page.events.some((event) => event.type === 'runs-changed' && event.removed.includes(id)))
    expect(await page.sentence('runs.detail', { id })).toBe(`There is no run file ${id}.maskrun in the store.`)
  })
})

describe('a model that is handed over from the page', () => {
  it('becomes a run; one that is discarded does not', async () => {
    const content = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'models', 'sequential.h5'))
    const files = [{ name: 'sequential.h5', bytes: content.length }]
    const discarded = await call('imports.begin', { files })
    await call('imports.discard', discarded)
    const { upload } = await call('imports.begin', { files })
    await call('imports.write', { upload, file: 0, offset: 0, data: content.toString('base64') })
    const { inspection } = await call('imports.inspect', { upload, dataset: 'mnist-10k', preset: null })
    expect(inspection.source.format).toBe('h5')
    const { id } = await call('imports.confirm', { upload, preprocessing: null, name: 'handed over', masks: false })
    await until(async () => (await call('runs.detail', { id })).detail.summary.status === 'finished', 200)
    expect((await call('runs.list', {})).runs.find((run) => run.id === id)).toMatchObject({
      name: 'handed over',
      method: 'imported',
      importedFrom: 'h5'
    })
    await call('runs.delete', { ids: [id] })
  })
})

describe('the contract', () => {
  const unknown = '20260101-000000-abcd'
  const start: RunCursor = {
    iteration: 0,
    testIteration: 0,
    epoch: 0,
    snapshots: { newest: 0, first: 0, whole: 0, thinned: 0 },
    evaluations: 0,
    pruning: 0,
    sensitivity: 0
  }

  it('answers for a run that is not there in one sentence', async () => {
    for (const [method, request] of [
      ['runs.detail', { id: unknown }],
      ['runs.follow', { id: unknown, cursor: start }],
      ['training.stop', { id: unknown }],
      ['evaluation.run', { id: unknown, at: 'final', rules: [], sweep: [] }],
      ['pruning.compact', { id: unknown, at: 'sparse', neverOn: false }],
      ['pruning.continued', { id: unknown, like: null }]
    ] as const) {
      expect(await page.sentence(method, request), method).toBe(`There is no run file ${unknown}.maskrun in the store.`)
    }
    expect(await page.reply('runs.unfollow', { id: unknown })).toMatchObject({ outcome: 'value', value: {} })
  })

  it('says what the application is', async () => {
    const about = await call('application.about', {})
    expect(about).toMatchObject({ version: '0.1.0', storePath: store.path })
  })

  it('gives settings of Dense → Sparse → Dense that it accepts for an estimate', async () => {
    const { baseline, variants } = await call('pruning.defaults', {
      dataset: 'mnist-10k',
      network: 'vgg-mini',
      like: null
    })
    const { parameters, iterations } = await call('training.estimate', { configuration: baseline })
    for (const configuration of Object.values(variants))
      expect(await call('training.estimate', { configuration })).toMatchObject({ parameters, iterations })
  })

  it('gives settings for going on with an import, estimates and trains by them, ' +
    'refuses what does not fit', async () => {
    const file = join(import.meta.dirname, '..', 'fixtures', 'models', 'functional.keras')
    const { id } = (await printedJson(store.path, 'import', file, '--data', 'mnist-10k', '--no-masks')) as {
      id: string
    }
    const like = { epochs: 3, trainExamples: 300, augmentation: 'none', batchSize: 64, learningRate: 0.02 } as const
    const {
      variants: { magnitude }
    } = await call('pruning.continued', { id, like })
    expect(await call('training.estimate', { configuration: magnitude })).toMatchObject({
      parameters: 708,
      iterations: 15,
      time: null
    })
    const run = await page.train(magnitude)
    await until(
      () => newestOf(run)?.state === 'readable' && JSON.stringify(newestOf(run)).includes('"status":"finished"')
    )
    expect(newestOf(run)).toMatchObject({
      name: 'dsd functional.keras seed 1',
      network: 'functional.keras',
      pruning: { from: id, latest: { weights: 672 } }
    })

    const other = { ...magnitude, dataset: 'cifar-10' as const }
    const sentence =
      `The network of run ${id} cannot be pruned here: it takes images of 28×28×1 and gives 10 classes, ` +
      'and cifar-10 has images of 32×32×3 and 10 classes.'
    expect(await page.sentence('training.estimate', { configuration: other })).toBe(sentence)
    await expect(page.train(other)).rejects.toThrow(sentence)
    const unlike = { ...magnitude, epochs: 4, pruning: { ...magnitude.pruning, from: null } }
    await expect(page.train(unlike)).rejects.toThrow(
      'The request queue.add is not valid at "trainings.0.configuration.network": an imported network comes with a ' +
      'run to begin with.'
    )
  })

  it('looks at the masks of a run, in a thread of its own', async () => {
    const id = await masked()
    const [snapshot, unit] = [1, { layer: 'support2', unit: 741 }]
    const units = await call('masks.layer', { id, snapshot, layer: 'support2', label: null })
    expect([units.on, units.before]).toEqual([expect.any(Uint8Array), null])
    // Of a thousand examples a count is two bytes.
    expect(units.on).toHaveLength(2 * 14 * 14 * 16)
    expect((await call('masks.companions', { id, snapshot, ...unit })).companions).toBeInstanceOf(Array)
    const asked = { id, snapshot, ...unit, among: null, skip: 0, limit: 5 }
    const { card, images } = await call('masks.unit', { ...asked, within: null })
    expect((await call('masks.wholeUnit', asked)).wholeUnit).toEqual(card)
    expect(card.on).toBe(new DataView(Uint8Array.from(units.on).buffer).getUint16(2 * 741, true))
    const shown = card.turnedOn.map(({ example }) => example)
    expect(images).toEqual(await call('masks.images', { id, examples: shown }))
    const { examples, pixels, shape } = await call('masks.images', { id, examples: [0, 7, 8000] })
    expect([examples, shape, pixels.length]).toEqual([[0, 7], [28, 28, 1], 2 * 784])
    const sought = { id, snapshot, layer: null, example: 7, among: null, limit: 3 }
    const { nearest } = (await call('masks.neighbours', sought)).neighbours!
    expect(nearest).toHaveLength(3)
    const { turnsOn } = await call('masks.examples', { id, snapshot, unit, on: false })
    expect(turnsOn!.reduce((sum, on) => sum + on, 0)).toBe(card.on)
    const pair = await call('masks.pair', { id, snapshot, first: 7, second: nearest[0].example })
    const differing = pair.layers.map(({ onlyFirst, onlySecond }) => onlyFirst + onlySecond)
    expect(differing.reduce((sum, units) => sum + units)).toBe(nearest[0].distance)
    const one = await call('masks.example', { id, snapshot, example: turnsOn!.indexOf(1) })
    expect(one.bits[1568 + (741 >> 3)] & (128 >> (741 & 7))).toBeGreaterThan(0)
    expect((await call('masks.patterns', { id, snapshot })).layers).toHaveLength(6)
    expect(await call('masks.groups', { id, snapshot, layer: 'support6' })).toMatchObject({ layer: 'support6' })
    const { nodes, macs } = await call('model.network', { id })
    const moment = await call('model.moment', { id, snapshot })
    expect([nodes.length, moment.nodes.length, moment.snapshot]).toEqual([16, 7, 1])
    expect(moment.effectiveMacs).toBeLessThan(macs)
    const refused = await page.sentence('masks.layer', { id, snapshot: 99, layer: 'support2', label: null })
    expect(refused).toMatch(/^There is no snapshot 99; the run has 1/)
  })

  it('runs networks in a process of its own: the linear map of an example, and what if', async () => {
    const id = await masked()
    const snapshot = 2
    const map = await call('linear.map', { id, snapshot, example: 7, classes: [3], form: 'linear' })
    const [{ weights, relative, logit }] = map.now.relu.classes
    expect([map.shape, weights.length, map.image.length]).toEqual([[28, 28, 1], 4 * 784, 4 * 784])
    expect(relative).toBeLessThan(mostDifference)
    const changes = [{ to: 'off', layer: 'support2', channel: 5, unit: null } as const]
    const asked = { id, snapshot, rule: { rule: 'relu' } as const, changes, masksOf: null }
    const { before, after, masksAfter } = await call('linear.whatIf', { ...asked, example: 7 })
    expect(before.logits[3]).toBe(logit)
    expect(after.logits).not.toEqual(before.logits)
    expect(masksAfter[1568] & (128 >> 5)).toBe(0)
    const { error } = await call('linear.error', { ...asked, examples: { of: 'class', label: 3 } })
    const told = page.events.flatMap((event) => (event.type === 'changed-error-progress' ? [event] : []))
    expect(told.at(-1)).toMatchObject({ id, done: error!.examples, of: error!.examples })
    const { answers } = await call('linear.answers', { id, snapshot, rules: ['relu', 'maskt'] })
    expect(answers!.rules.map(({ rule, losses }) => [rule, losses.length])).toEqual(
      (['relu', 'maskt'] as const).map((rule) => [rule, 4 * answers!.examples])
    )
    const done = page.events.flatMap((event) => (event.type === 'answers-progress' ? [event] : []))
    expect(done.at(-1)).toMatchObject({ id, done: 2 * answers!.examples, of: 2 * answers!.examples })
    await call('linear.stop', {})
  })

  it('are compared with each other, and are no longer when they are told so', async () => {
    const id = await masked()
    const asked = { id, snapshot: null, layer: 'support2', sample: 500 }
    const overlap = call('masks.overlap', asked)
    const waiting = page.call('masks.projection', asked)
    // Asking for the same again is worth an answer alone.
    const projection = call('masks.projection', asked)
    expect(await waiting).toEqual({ projection: null })
    expect((await overlap).overlap?.classes).toHaveLength(10)
    expect((await projection).projection?.listed).toHaveLength(500)
    expect(page.events.some((event) => event.type === 'comparison-progress' && event.id === id)).toBe(true)
    expect((await call('masks.coactivation', asked)).coactivation?.order).toHaveLength(16)

    const stopped = page.call('masks.projection', { ...asked, layer: null })
    await until(() => page.events.filter(({ type }) => type === 'comparison-progress').length > 2)
    await call('masks.stop', { comparison: 'projection' })
    expect(await stopped).toEqual({ projection: null })
    // Another thread answers what is asked next.
    expect((await call('masks.projection', asked)).projection?.listed).toHaveLength(500)
    expect(await page.sentence('masks.overlap', { ...asked, layer: 'none' })).toMatch(
      /^There is no support layer "none"; the run has support1/
    )
  })

  it('takes a run file, looks at it beside the own store, and leaves that as it is', async () => {
    expect(await call('stores.shown', {})).toEqual({ kind: 'own', folder: store.path })
    const [id] = store.ids()
    const content = readFileSync(store.runPath(id))
    const file = { name: 'dropped.maskrun', bytes: content.length }
    await call('stores.discard', await call('stores.begin', { file }))
    const { upload } = await call('stores.begin', { file })
    for (let offset = 0; offset < content.length; offset += uploadPieceBytes) {
      const data = content.subarray(offset, offset + uploadPieceBytes).toString('base64')
      await call('stores.write', { upload, offset, data })
    }
    const opened = await Page.open(served, (await call('stores.open', { upload })).store)
    expect((await opened.call('runs.list', {})).runs).toMatchObject([{ id, state: 'readable' }])
    opened.socket.close()
  })

  it('keeps a queue', async () => {
    const configuration = { ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), limit: 200, epochs: 5000 }
    const names = async (): Promise<string[]> =>
      (await call('queue.list', {})).queue.entries.filter(isWaiting).map(({ name }) => name)
    await call('queue.pause', {})
    await call('queue.at-once', { atOnce: 2 })
    const trainings = ['one', 'two', 'three'].map((name) => ({ configuration, name }))
    const { entries: [one, two, three] } = await call('queue.add', { trainings, group: 'a group', when: 'in turn' })
    await call('queue.move', { entries: [three], place: { kind: 'before', entry: one } })
    expect(await names()).toEqual(['three', 'one', 'two'])
    expect((await call('queue.entry', { entry: two })).configuration).toEqual(configuration)
    await call('queue.cancel', { entries: [three] })
    await call('queue.resume', {})
    const { queue } = await until(async () => {
      const reply = await call('queue.list', {})
      return reply.queue.entries.filter(({ state }) => state.kind === 'running').length === 2 && reply
    })
    expect(queue).toMatchObject({ paused: false, atOnce: 2, attended: true, notice: null })
    await call('queue.cancel', { entries: [one, two] })
    await until(async () => (await call('queue.entry', { entry: two })).entry.state.kind === 'ended')
    await call('queue.acknowledge', {})
    expect(page.events.some((event) => event.type === 'queue-changed' && event.queue.paused)).toBe(true)
  })

  it('has had every one of its methods called, here or by another of these tests', () => {
    const texts = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join()
    const elsewhere = (method: MethodPath): boolean =>
      ['call', 'sentence'].some((way) => texts.includes(`.${way}('${method}'`))
    expect(methodPaths.filter((method) => !called.has(method) && !elsewhere(method))).toEqual([])
  })
})

describe('an estimate', () => {
  it('of the file’s size is that of the file which comes of it, within a tenth', async () => {
    const training = await sharedTraining()
    const { config } = JSON.parse(training.printed) as { config: RequestOf<'training.estimate'>['configuration'] }
    const { fileBytes, iterations, alternations, parameters, supportUnits } = await call('training.estimate', {
      configuration: config
    })
    expect({ iterations, alternations, parameters, supportUnits }).toEqual({
      iterations: 64,
      alternations: 3,
      parameters: 27_002,
      supportUnits: 26_656
    })
    expect(Math.abs(fileBytes / statSync(training.path).size - 1)).toBeLessThan(0.1)
  })
})
