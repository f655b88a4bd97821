/**
 * `maskscope import`: a model becomes a run on which every command works, and one that cannot be read leaves nothing
 * behind.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import type { Network } from '../../preload/schema/network'
import { expectConsistent } from '../fixtures/consistency'
import { printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { brokenModels } from '../fixtures/models/broken'
import { onnxFile } from '../fixtures/models/files'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

interface Shown {
  id: string; name: string; status: string; method: string; network: string; parameters: number
  config: { preprocessing: string; source: { format: string; file: string } }
  evaluations: { at: string; relu: { error: number; loss: number }; maskt: { error: number; loss: number } }[]
  alternations: unknown[]
  snapshots: { examples: number; sparsity: number; churn: number | null; masksKept: string }[]
  layers: { name: string; units: number }[]
  environment: Record<string, string>
}

interface LayersJson {
  modelTopology: {
    model_config: { config: { layers: { class_name: string; config: { name: string; maxValue?: number } }[] } }
  }
}

const models = join(import.meta.dirname, '..', 'fixtures', 'models')

describe('a model that Maskscope exported', () => {
  let trained: SharedTraining
  let original: Shown
  beforeAll(async () => {
    trained = await sharedTraining()
    original = await printedJson(trained.store, 'show', trained.id) as Shown
  })

  it.each([
    ['tfjs', 'model.json', /^checked against TensorFlow\.js 4\.22\.0: largest difference (0|\de-[6-9]) of the logits’/],
    ['onnx', 'model.onnx', /^checked against onnxruntime 1\.30\.0: largest difference (0|\de-[6-9]) of the logits’/],
    ['safetensors', 'model.safetensors', /^could not be checked: safetensors holds weights only$/]
  ])('comes back by %s with the same test error, and masks', async (format, file, checked) => {
    const folder = join(temporaryFolder(), 'exported')
    const store = temporaryFolder()
    await printed(trained.store, 'export', trained.id, '--format', format, '--out', folder)
    const run = (await printedJson(store, 'import', join(folder, file), '--data', 'mnist-10k')) as Shown
    expect(run).toMatchObject({
      status: 'finished',
      method: 'imported',
      network: file,
      name: file,
      config: { preprocessing: 'standardised', source: { format, file } }
    })
    expect(run.environment['import check']).toMatch(checked)
    expect(await printed(store, 'show', run.id)).toContain(`\n${run.environment['import check']}\n`)
    const final = original.evaluations.find(({ at }) => at === 'final')!
    expect(run.evaluations).toHaveLength(1)
    expect(run.evaluations[0].relu.error).toBe(final.relu.error)
    expect(run.evaluations[0].maskt.error).toBe(final.maskt.error)
    // Float32 sums in the same order: the loss may differ by rounding of where weights lie in memory only.
    expect(run.evaluations[0].relu.loss).toBeCloseTo(final.relu.loss, 6)
    expect(run.layers.map(({ units }) => units)).toEqual(original.layers.map(({ units }) => units))
    expect(run.alternations).toEqual([])
    expect(run.snapshots).toMatchObject([
      { kind: 'requested', checkpoint: 'final', examples: 8000, churn: null, masksKept: 'all' }
    ])
    expect(expectConsistent(new RunStore(store).runPath(run.id))).toEqual({
      snapshots: [1],
      masks: 8000,
      checkpoints: ['final'],
      epochs: 0
    })
  })
})

describe('a model that TensorFlow.js runs otherwise', () => {
  it('is refused by the name of the first layer that does, and leaves nothing', async () => {
    const { store: from, id } = await sharedTraining()
    const [folder, store] = [join(temporaryFolder(), 'exported'), join(temporaryFolder(), 'store')]
    await printed(from, 'export', id, '--format', 'tfjs', '--out', folder)
    const file = join(folder, 'model.json')
    const model = JSON.parse(readFileSync(file, 'utf8')) as LayersJson
    const second = model.modelTopology.model_config.config.layers.filter((layer) => layer.class_name === 'ReLU')[1]
    // A setting by the name that it has in TensorFlow.js' own code, where files have `max_value`: it is heard there.
    second.config.maxValue = 0.01
    writeFileSync(file, JSON.stringify(model))
    const sentence = await sentenceOf(store, 'import', file, '--data', 'mnist-10k')
    expect(sentence).toContain(
      'model.json cannot be imported: it would be another network here: TensorFlow.js 4.22.0 computes other values ' +
        `from "${second.config.name}" (ReLU) on, and logits that differ by `
    )
    expect(sentence).toMatch(/ differ by [\d.]+ % of their range\.$/)
    expect(existsSync(store)).toBe(false)
  })
})

describe('a model of Keras', () => {
  const store = temporaryFolder()
  let run: Shown
  beforeAll(async () => {
    run = (await printedJson(
      store,
      'import',
      join(models, 'functional.keras'),
      '--data',
      'mnist-10k',
      '--preprocessing',
      'unit',
      '--name',
      'From Keras',
      '--no-masks'
    )) as Shown
  })

  it('is a run of its name without masks', () => {
    expect(run).toMatchObject({
      name: 'From Keras',
      network: 'functional.keras',
      snapshots: [],
      config: { preprocessing: 'unit', source: { format: 'keras', file: 'functional.keras' } }
    })
  })

  it('is listed, evaluated under other rules, and exported', async () => {
    expect(await printedJson(store, 'runs')).toMatchObject([
      {
        id: run.id,
        method: 'imported',
        importedFrom: 'keras',
        testError: run.evaluations[0].relu.error,
        epochs: 0,
        epochsDone: 0
      }
    ])
    expect(await printed(store, 'runs')).toContain('imported (keras)')
    const evaluated = (await printedJson(store, 'evaluate', 'latest', '--rule', 'threshold', '--beta', '0')) as {
      rules: { error: number }[]
    }
    expect(evaluated.rules[0].error).toBe(run.evaluations[0].relu.error)
    const folder = join(temporaryFolder(), 'again')
    await printed(store, 'export', 'latest', '--format', 'npz', '--out', folder)
    const topology = JSON.parse(readFileSync(join(folder, 'topology.json'), 'utf8')) as Network
    expect(topology.nodes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['image', 'stem-conv', 'conv-2', 'relu-of-conv-2', 'loss'])
    )
  })
})

describe('a state dict of PyTorch', () => {
  it('shows which array is which before it is imported, and the run keeps it', async () => {
    const [store, file] = [join(temporaryFolder(), 'store'), join(models, 'state-vgg.safetensors')]
    const mapping = join(temporaryFolder(), 'mapping.json')
    const given = [file, '--data', 'mnist-10k', '--net', 'vgg-mini']
    const shown = await printed(store, 'import', ...given, '--show-mapping', mapping)
    expect(shown).toMatch(/^features\.7\.weight +32×32×3×3 +conv4\/kernel +order$/m)
    expect(existsSync(store)).toBe(false)
    expect(JSON.parse(readFileSync(mapping, 'utf8'))).toMatchObject({ 'classifier.2.bias': 'dense2/bias' })
    expect(await printed(store, 'import', ...given, '--inspect', '--mapping', mapping))
      .toMatch(/^features\.7\.weight +32×32×3×3 +conv4\/kernel +mapping$/m)
    expect(await printed(store, 'import', ...given, '--no-masks', '--preprocessing', 'unit'))
      .toMatch(/^features\.7\.weight +32×32×3×3 +conv4\/kernel +order$/m)
    const run = (await printedJson(store, 'import', ...given, '--no-masks')) as Shown
    expect(run.environment['import mapping']).toContain('features.7.weight is conv4/kernel (order)')
    expect(run.environment['import notes']).toContain('6 of 16 arrays by the order of their names alone')
    const told = (await printedJson(store, 'import', ...given, '--no-masks', '--mapping', mapping)) as Shown
    expect(told.environment['import notes']).toContain('by the mapping given')
    expect(told.evaluations[0].relu.loss).toBe(run.evaluations[0].relu.loss)
    writeFileSync(mapping, '{"features.0.weight": 1}')
    expect(await sentenceOf(store, 'import', ...given, '--mapping', mapping)).toMatch(/ is not JSON of the form /)
  })
})

describe('what cannot be imported', () => {
  it.each(
    brokenModels.filter(({ title }) =>
      [
        'an archive bomb',
        'a cyclic graph',
        'HDF5 that is cut off',
        'a shard outside its folder',
        'an empty file'
      ].includes(title)
    )
  )('$title ($file): one sentence, nothing written', async ({ file, content, sentence, beside = {} }) => {
    const folder = join(temporaryFolder(), 'model')
    const store = join(temporaryFolder(), 'store')
    mkdirSync(folder)
    writeFileSync(join(folder, file), content)
    for (const [name, value] of Object.entries(beside))
      if (typeof value !== 'function') writeFileSync(join(folder, name), value)
    expect(await sentenceOf(store, 'import', join(folder, file), '--data', 'mnist-10k')).toBe(
      `${file} cannot be imported: ${sentence}.`
    )
    expect(existsSync(store)).toBe(false)
  })

  it.each([
    [['sequential.h5', '--data', 'mnist-11k'], /^There is no data set "mnist-11k"; /],
    [['nothing.onnx', '--data', 'mnist-10k'], /^nothing\.onnx cannot be imported: the file is not there\.$/],
    [
      ['torch-like.onnx', '--data', 'mnist-10k', '--net', 'vgg-mini'],
      /^torch-like\.onnx cannot be imported: it has a network of its own; --net belongs to weights in safetensors\.$/
    ],
    [['torch-like.onnx', '--data', 'mnist-10k', '--preprocessing', 'magic'], /^There is no preprocessing "magic"; /],
    [['torch-like.onnx'], /^Required option '--data <name>' not specified/]
  ])('%j: one sentence', async ([file, ...options], sentence) => {
    const store = join(temporaryFolder(), 'store')
    expect(await sentenceOf(store, 'import', join(models, file), ...options)).toMatch(sentence)
    expect(existsSync(store)).toBe(false)
  })

  it('does not fit the data: both are named', async () => {
    const store = join(temporaryFolder(), 'store')
    const folder = join(temporaryFolder(), 'model')
    mkdirSync(folder)
    writeFileSync(join(folder, 'small.onnx'), onnxFile())
    expect(await sentenceOf(store, 'import', join(folder, 'small.onnx'), '--data', 'mnist-10k')).toBe(
      'small.onnx cannot be imported: it takes images of 4×4×1 and gives 3 classes, and mnist-10k has images ' +
      'of 28×28×1 and 10 classes.'
    )
    expect(existsSync(store)).toBe(false)
  })
})
