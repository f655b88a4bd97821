/**
 * Trainings by every method that begin with the weights of an import or of a finished run: they err exactly as that
 * did, and hold its network themselves.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readCheckpoint } from '../../db/checkpoints'
import { readRunRow } from '../../db/runs'
import { RunStore } from '../../db/store'
import { epochRecordSchema, evaluationRecordSchema, methodOf, trainMethodNames } from '../../preload/contract'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { expectConsistent } from '../fixtures/consistency'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const shownSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  method: z.string(),
  network: z.string(),
  config: z.looseObject({ preprocessing: z.string() }),
  epochs: z.array(epochRecordSchema),
  evaluations: z.array(evaluationRecordSchema)
})
type Shown = z.infer<typeof shownSchema>

const models = join(import.meta.dirname, '..', 'fixtures', 'models')
const store = new RunStore(storeOfFewDigits())
const shown = async (...given: string[]): Promise<Shown> => shownSchema.parse(await printedJson(store.path, ...given))
const imported = (file: string): Promise<Shown> =>
  shown('import', join(models, file), ...fewDigits, '--no-masks', '--preprocessing', 'unit')
const tuned = (from: string, ...given: string[]): Promise<Shown> =>
  shown('train', '--from', from, '--epochs', '2', '--lr', '0.02', '--snapshot-every', 'start', ...given)
const at = ({ evaluations }: Shown, name: string) => evaluations.find((evaluation) => evaluation.at === name)
const topologyOf = ({ id }: Shown) => reading(store.runPath(id), readRunRow).topology
const weightsOf = ({ id }: Shown, name: string) =>
  reading(store.runPath(id), (database) => readCheckpoint(database, name).weights)

let mobile: Shown
beforeAll(async () => {
  // Depthwise convolutions, ReLU6, a gate, hard-swish, SiLU, leaky ReLU and tanh.
  mobile = await imported('functions.onnx')
})

// Newton steps in a layer want logits that are linear in it.
const ofRelu = trainMethodNames.filter((name) => methodOf(name).hardThresholds !== true && name !== 'layerwise')

describe.each(ofRelu)('an imported network, trained on by %s', (method) => {
  let run: Shown
  beforeAll(async () => {
    const own = method === 'sgd' ? [] : ['--warmup', '1']
    run = await tuned(mobile.id, '--method', method, ...own)
  })

  it('errs before its first step exactly as its import does, and holds the network itself', () => {
    expect(run).toMatchObject({
      status: 'finished', method, network: 'functions.onnx',
      config: {
        network: { format: 'onnx', file: 'functions.onnx' }, from: { run: mobile.id, at: 'final' },
        preprocessing: 'unit', dataset: 'mnist'
      }
    })
    expect(run.name).toContain(`from ${mobile.id}`)
    const { relu, maskt } = at(mobile, 'final')!
    expect(at(run, 'start')).toMatchObject({ relu, maskt })
    expect(topologyOf(run)).toEqual(topologyOf(mobile))
    expect(run.epochs).toHaveLength(2)
    expectConsistent(store.runPath(run.id))
  })

  it('moves every weight that a training moves', () => {
    const [before, after] = [weightsOf(run, 'start'), weightsOf(run, 'final')]
    const still = [...before].filter(([name, values]) => values.every((value, i) => value === after.get(name)?.[i]))
    expect(still.map(([name]) => name)).toEqual([])
  })
})

describe('networks of other kinds', () => {
  it('is not trained by a method of hard thresholds', async () => {
    expect(await sentenceOf(store.path, 'train', '--from', mobile.id, '--method', 'ste')).toBe(
      `Run ${mobile.id} has a network of ReLU, and "Straight-through" trains networks of hard thresholds; ` +
        'begin with another run, or choose another method.'
    )
    expect(await sentenceOf(store.path, 'train', '--from', mobile.id, '--method', 'layerwise'))
      .toMatch(/^Layer-wise Newton needs .*: ".*" has no mask and is no linear map\.$/)
  })

  it.each(['groups.onnx', 'scales.onnx', 'functional.keras'])('%s is trained on from where it stood', async (file) => {
    const model = await imported(file)
    const run = await tuned(model.id, '--method', 'sgd')
    expect(at(run, 'start')).toMatchObject({ relu: at(model, 'final')!.relu, maskt: at(model, 'final')!.maskt })
    expect(run.epochs.every(({ trainLoss }) => Number.isFinite(trainLoss))).toBe(true)
    // A frozen batch-norm is none that a training moves.
    const [before, after] = [weightsOf(run, 'start'), weightsOf(run, 'final')]
    const frozen = topologyOf(run).nodes.filter((node) => node.type === 'batch-norm' && node.frozen === true)
    for (const { name } of frozen)
      for (const role of ['scale', 'shift', 'mean', 'variance'])
        expect(after.get(`${name}/${role}`), `${name}/${role}`).toEqual(before.get(`${name}/${role}`))
  })
})

describe('a run that was trained before', () => {
  it('is gone on with from the checkpoint that is named, with its data, by another method', async () => {
    const first = await shown('train', ...fewDigits, '--method', 'sgd', '--epochs', '1', '--limit', '150')
    const second = await tuned(first.id, '--method', 'b-alternation', '--warmup', '1')
    expect(second.config).toMatchObject({ network: 'all-cnn-mini', limit: 150, from: { run: first.id, at: 'final' } })
    expect(at(second, 'start')).toMatchObject({ relu: at(first, 'final')!.relu })
    const third = await tuned(second.id, '--method', 'sgd', '--at', 'start')
    expect(at(third, 'start')).toMatchObject({ relu: at(first, 'final')!.relu })
    expect(await printed(store.path, 'show', third.id)).toContain(`run ${second.id}, start`)
    const compared = await printed(store.path, 'compare', first.id, third.id)
    expect(compared).toContain('begins with random weights')
    expect(compared).toContain(`begins with run ${second.id}, start`)
  })
})

it('stays what it is when the origin is gone: evaluated, exported, and trained on again', async () => {
  const origin = await imported('torch-like.onnx')
  const run = await tuned(origin.id, '--method', 'sgd')
  store.remove(origin.id)
  const evaluated = await printedJson(store.path, 'evaluate', run.id) as { rules: { error: number }[] }
  expect(evaluated.rules[0].error).toBe(at(run, 'final')!.relu.error)
  await printed(store.path, 'export', run.id, '--format', 'onnx', '--out', join(temporaryFolder(), 'onnx'))
  expect(await tuned(run.id, '--method', 'sgd')).toMatchObject({ status: 'finished', network: 'torch-like.onnx' })
})

describe('what is asked wrongly', () => {
  it.each<[string[], RegExp]>([
    [['--net', 'vgg-mini'], /^Run \S+ comes with a network of its own, functions\.onnx; leave --net out\.$/],
    [
      ['--preprocessing', 'standardised'],
      /^The images of run \S+ were prepared by unit, and so they are when its network is trained, not by standardised; /
    ],
    [
      ['--data', 'cifar-10'],
      /^The network of run \S+ cannot be trained here: it takes images of 28×28×1 and gives 10 classes, and cifar-10 /
    ],
    [['--at', 'sparse'], /^The run has no checkpoint "sparse"; it has final\.$/],
    [['--preset', 'demo'], /^A preset has a network and data of its own, and so has a run to begin with; name one of /]
  ])('%j: one sentence, no run', async (given, sentence) => {
    const before = store.ids().length
    expect(await sentenceOf(store.path, 'train', '--from', mobile.id, ...given)).toMatch(sentence)
    expect(store.ids()).toHaveLength(before)
  })
})
