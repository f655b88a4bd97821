/**
 * Dense → Sparse → Dense from models of other programs: their own network and images, masks that hold, and what becomes
 * of the run.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readCheckpoint } from '../../db/checkpoints'
import { readWeightMasks } from '../../db/prunings'
import { readRunRow } from '../../db/runs'
import { RunStore } from '../../db/store'
import { masksFromStored } from '../../main/engine/networks/weight-masks'
import {
  compactReportSchema,
  epochRecordSchema,
  evaluationRecordSchema,
  exportFormatNames,
  pruningRecordSchema
} from '../../preload/contract'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { expectConsistent } from '../fixtures/consistency'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { kerasLayers, kerasModel, tfjsJson } from '../fixtures/models/files'
import { reading, writing } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const shownSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  method: z.string(),
  network: z.string(),
  config: z.looseObject({ preprocessing: z.string() }),
  epochs: z.array(epochRecordSchema),
  evaluations: z.array(evaluationRecordSchema),
  prunings: z.array(pruningRecordSchema)
})
type Shown = z.infer<typeof shownSchema>

const models = join(import.meta.dirname, '..', 'fixtures', 'models')
const store = new RunStore(storeOfFewDigits())
const few = ['--learning-rates', '0.02,0.02,0.02']

const shown = async (...given: string[]): Promise<Shown> => shownSchema.parse(await printedJson(store.path, ...given))
const imported = (path: string, ...given: string[]): Promise<Shown> =>
  shown('import', path, ...fewDigits, '--no-masks', ...given)
const pruned = (from: string, ...given: string[]): Promise<Shown> => shown('dsd', '--from', from, ...few, ...given)
const at = ({ evaluations }: Shown, name: string) => evaluations.find((evaluation) => evaluation.at === name)

const topologyOf = ({ id }: Shown) => reading(store.runPath(id), readRunRow).topology

let model: Shown
let run: Shown
beforeAll(async () => {
  model = await imported(join(models, 'functional.keras'), '--preprocessing', 'unit')
  run = await pruned(model.id, '--stages', '0,2,1', '--sparsity', '0.6', '--weight-decay', '0.01')
})

describe('a model of Keras', () => {
  it('is trained as it is, from where it stood', () => {
    expect(run).toMatchObject({
      status: 'finished',
      method: 'dsd',
      name: 'dsd functional.keras seed 1',
      network: 'functional.keras',
      config: {
        network: { format: 'keras', file: 'functional.keras' },
        preprocessing: 'unit',
        pruning: { from: { run: model.id, at: 'final' } }
      }
    })
    expect(topologyOf(run)).toEqual(topologyOf(model))
    expect(run.epochs.map(({ phase }) => phase)).toEqual(['sparse', 'sparse', 'dense-again'])
    expect(expectConsistent(store.runPath(run.id))).toMatchObject({
      epochs: 3,
      checkpoints: ['dense', 'sparse', 'final']
    })
  })

  it('has, before its first epoch, exactly the errors and losses of its import', () => {
    expect(at(run, 'dense')).toEqual({ ...at(model, 'final'), at: 'dense' })
  })

  it('has weights of exactly zero where masks say so in the sparse checkpoint, and none of them in others', () => {
    const { masks, weights } = reading(store.runPath(run.id), (database) => ({
      masks: masksFromStored(readWeightMasks(database, 'sparse')),
      weights: Object.fromEntries(
        ['dense', 'sparse', 'final'].map((name) => [name, readCheckpoint(database, name).weights])
      )
    }))
    const where = (name: string, mask: number) =>
      [...masks].flatMap(([kernel, kept]) => [...(weights[name].get(kernel) ?? [])].filter((_, i) => kept[i] === mask))
    expect(masks.size).toBe(run.prunings[0].layers.length)
    expect(where('sparse', 0)).toHaveLength(run.prunings[0].weights - run.prunings[0].kept)
    expect(where('sparse', 0).length).toBeGreaterThan(300)
    expect(where('sparse', 0).every((value) => Object.is(value, 0))).toBe(true)
    expect(where('sparse', 1).filter((value) => value !== 0).length).toBeGreaterThan(200)
    expect(where('final', 0).filter((value) => value !== 0).length).toBeGreaterThan(200)
  })

  it('is listed, evaluated, compacted, and told by name', async () => {
    expect(await printedJson(store.path, 'runs')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: run.id,
          network: 'functional.keras',
          importedFrom: null,
          pruning: expect.objectContaining({ choice: 'magnitude', from: model.id })
        })
      ])
    )
    const evaluated = (await printedJson(
      store.path,
      'evaluate',
      run.id,
      '--at',
      'sparse',
      '--rule',
      'threshold',
      '--beta',
      '0'
    )) as { rules: { error: number }[] }
    expect(evaluated.rules[0].error).toBe(at(run, 'sparse')?.relu.error)
    const report = compactReportSchema.parse(await printedJson(store.path, 'compact', run.id, '--at', 'sparse'))
    expect(report.whole.error).toBe(at(run, 'sparse')?.relu.error)
    expect(report.compact.error).toBe(report.whole.error)
    expect(await printed(store.path, 'show', run.id)).toContain('functional.keras, 708 parameters')
  })

  it('is exported in every format, and comes back with its test error', async () => {
    const folder = temporaryFolder()
    for (const format of exportFormatNames)
      await printed(store.path, 'export', run.id, '--format', format, '--out', join(folder, format))
    for (const file of ['tfjs/model.json', 'onnx/model.onnx', 'safetensors/model.safetensors']) {
      const back = await imported(join(folder, file))
      expect(back.config.preprocessing).toBe('unit')
      expect(at(back, 'final')?.relu.error).toBe(at(run, 'final')?.relu.error)
    }
  })
})

describe('what was pruned once', () => {
  it.each([
    ['i-alternation', []],
    ['b-alternation', ['--beta', '1']]
  ])('is pruned again by %s, from the stage that is named', async (prune, given) => {
    const again = await pruned(run.id, '--at', 'sparse', '--prune', prune, '--stages', '0,1,0', ...given)
    expect(again).toMatchObject({
      status: 'finished',
      network: 'functional.keras',
      config: { preprocessing: 'unit', pruning: { from: { run: run.id, at: 'sparse' } } }
    })
    expect(topologyOf(again)).toEqual(topologyOf(model))
    expect(at(again, 'dense')).toMatchObject({ relu: at(run, 'sparse')?.relu, maskt: at(run, 'sparse')?.maskt })
    expect(again.prunings[0].layers.every(({ coactivation }) => coactivation !== null)).toBe(true)
  })

  it('stays what it is when the import is gone', async () => {
    const lost = new RunStore(storeOfFewDigits())
    const own = shownSchema.parse(
      await printedJson(lost.path, 'import', join(models, 'torch-like.onnx'), ...fewDigits, '--no-masks')
    )
    const child = shownSchema.parse(await printedJson(lost.path, 'dsd', '--from', own.id, ...few, '--stages', '0,1,0'))
    lost.remove(own.id)
    expect(shownSchema.parse(await printedJson(lost.path, 'show', child.id))).toEqual(child)
    expect(
      shownSchema.parse(await printedJson(lost.path, 'dsd', '--from', child.id, ...few, '--stages', '0,1,0'))
    ).toMatchObject({ network: 'torch-like.onnx', status: 'finished' })
  })
})

it('images that a model scales itself are scaled alike in its training', async () => {
  const [input, , flat, dense] = kerasLayers()
  const rescaling = {
    class_name: 'Rescaling',
    name: 'scale',
    config: { scale: 1 / 255, offset: 0 },
    inbound_nodes: [[['image', 0, 0, {}]]]
  }
  const convolution = {
    class_name: 'Conv2D',
    name: 'conv',
    config: { filters: 2, kernel_size: [5, 5], strides: [3, 3], padding: 'valid', activation: 'relu', use_bias: true },
    inbound_nodes: [[['scale', 0, 0, {}]]]
  }
  const layers = [
    { ...input, config: { batch_input_shape: [null, 28, 28, 1] } },
    rescaling,
    convolution,
    flat,
    { ...dense, config: { units: 10, activation: 'softmax', use_bias: false } }
  ]
  const weights = [
    { name: 'conv/kernel', shape: [5, 5, 1, 2], dtype: 'float32' },
    { name: 'conv/bias', shape: [2], dtype: 'float32' },
    { name: 'dense/kernel', shape: [128, 10], dtype: 'float32' }
  ]
  const folder = join(temporaryFolder(), 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.json'), JSON.stringify(tfjsJson(kerasModel(layers), weights)))
  writeFileSync(
    join(folder, 'weights.bin'),
    Buffer.from(Float32Array.from({ length: 50 + 2 + 1280 }, (_, i) => Math.sin(i * i) / 10).buffer)
  )
  const scaled = await imported(join(folder, 'model.json'))
  expect(scaled.config.preprocessing).toBe('unit')
  const trained = await pruned(scaled.id, '--stages', '0,1,1')
  expect(at(trained, 'dense')).toEqual({ ...at(scaled, 'final'), at: 'dense' })
  expect(trained.config.preprocessing).toBe('unit')
})

describe('what is asked wrongly', () => {
  it.each<[string[], RegExp]>([
    [['--net', 'vgg-mini'], /^Run \S+ comes with a network of its own, functional\.keras; leave --net out\.$/],
    [
      ['--preprocessing', 'standardised'],
      /^The images of run \S+ were prepared by unit, and so they are when its network is pruned, not by standardised; import the model again to prepare them otherwise\.$/
    ],
    [
      ['--data', 'cifar-10'],
      /^The network of run \S+ cannot be pruned here: it takes images of 28×28×1 and gives 10 classes, and cifar-10 has images of 32×32×3 and 10 classes\.$/
    ],
    [['--at', 'sparse'], /^The run has no checkpoint "sparse"; it has final\.$/],
    [
      ['--layer-sparsity', 'dense-1=0.5'],
      /^There is no layer "dense-1" that may be pruned; a sparsity can be given for stem-conv, conv2d-1, conv-2\.$/
    ]
  ])('%j: one sentence, no run', async (given, sentence) => {
    const before = store.ids().length
    expect(await sentenceOf(store.path, 'dsd', '--from', model.id, ...given)).toMatch(sentence)
    expect(store.ids()).toHaveLength(before)
  })

  it('a network that cannot be trained, in a file that was meddled with', async () => {
    const path = store.runPath((await imported(join(models, 'sequential.h5'))).id)
    const { id, topology } = reading(path, readRunRow)
    const without = { nodes: topology.nodes.filter(({ type }) => type !== 'softmax-loss') }
    writing(path, (database) => database.prepare('UPDATE run SET topology = ?').run(JSON.stringify(without)))
    const before = store.ids().length
    expect(await sentenceOf(store.path, 'dsd', '--from', id)).toBe(
      `The network of run ${id} cannot be pruned here: the network has no softmax-loss node, so it has no answer.`
    )
    expect(store.ids()).toHaveLength(before)
  })
})
