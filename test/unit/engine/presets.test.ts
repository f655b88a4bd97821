/**
 * Every preset is complete and trains: its configuration, its network at its data's shape, one step on data in the
 * official format.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDetail } from '../../../db/details'
import { RunRecorder } from '../../../db/recorder'
import { presetSchema, type DataSetName, type PlainTraining } from '../../../preload/contract'
import { publishedTables } from '../../../preload/schema/published'
import { nativeBackend } from '../../../main/engine/backends/native'
import { locateData, openDataSet, type DataLocation } from '../../../main/engine/datasets'
import { descriptions } from '../../../main/engine/datasets/descriptions'
import { GraphExecutor } from '../../../main/engine/executors/graph/executor'
import { parametersInTraining } from '../../../main/engine/networks/cost'
import { initialWeights } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { supportLayout } from '../../../main/engine/support/layout'
import { defaultConfiguration, networkPresetNames } from '../../../preload/schema/configuration'
import { presetConfiguration, presets } from '../../../main/engine/training/presets'
import { trainingMethodOf } from '../../../main/engine/training/methods'
import { train } from '../../../main/engine/training/train'
import { MaskFile } from '../../../main/trainer/mask-thread/mask-file'
import { recording } from '../../../main/trainer/recording'
import { cifarRecord, idxImages, idxLabels, matFile, svhnMatrices } from '../../fixtures/datasets/files'
import { newRun, reading } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'
import { photographs } from './helpers/datasets'

const ofPaper = presets.filter(({ table }) => table !== null)
const named = presets.map((preset) => [preset.id, preset] as const)

/** Every preset begins a preset's network. */
const presetOf = ({ network }: PlainTraining) => networkPresetNames.find((name) => name === network)!
const networkOf = (configuration: PlainTraining) =>
  presetNetwork(
    presetOf(configuration), descriptions[configuration.dataset].shape, descriptions[configuration.dataset].classes
  )

describe('presets', () => {
  it.each(named)('%s satisfies the schema as it is written', (_id, preset) => {
    expect(presetSchema.parse(preset)).toEqual(preset)
  })

  it('have names of their own', () => {
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length)
    expect(() => presetConfiguration('table-9', false)).toThrow(
      'There is no preset "table-9"; "maskscope presets" lists them.'
    )
    expect(() => presetConfiguration('demo', true)).toThrow(
      'The preset "demo" takes minutes as it is; leave --scaled out.'
    )
    expect(presetConfiguration('table-7-svhn-b-alternation', true)).toMatchObject({
      method: 'b-alternation',
      network: 'nin-mini',
      limit: 8000
    })
  })

  it('are one for each figure of tables 2 to 7', () => {
    const figures = publishedTables.flatMap(({ number, rows }) =>
      rows.flatMap(({ error }) => Object.values(error).map((figure) => [number, figure]))
    )
    expect(ofPaper.map(({ table, published }) => [table, published?.error])).toEqual(figures)
    expect(figures).toHaveLength(6 + 4 + 2 + 2 + 2 + 15)
  })

  it('agree among each other where the paper reports one experiment twice', () => {
    const configurationOf = (id: string): PlainTraining => presetConfiguration(id, false)
    for (const method of ['sgd', 'i-alternation']) {
      expect(configurationOf(`table-3-plain-${method}`)).toEqual(configurationOf(`table-2-all-cnn-c-${method}`))
      expect(configurationOf(`table-7-cifar-10-augmented-${method}`)).toEqual(
        configurationOf(`table-3-augmented-${method}`)
      )
    }
  })

  // Sums of the published layer tables; MNIST's NIN: 5·5·1·96+96 + 96·64+64 + 64·48+48, 5·5·48·128+128 + 128·96+96 +
  // 96·48+48, 3·3·48·128+128 + 128·96+96 + 96·10+10.
  it.each([
    ['table-2-all-cnn-a-sgd', 1_254_250],
    ['table-2-all-cnn-b-sgd', 1_300_618],
    ['table-2-all-cnn-c-sgd', 1_369_738],
    ['table-4-all-cnn-c-sgd', 1_387_108],
    ['table-5-nin-sgd', 251_370],
    ['table-6-nin-sgd', 966_986]
  ])('%s trains a network of %i parameters', (id, count) => {
    expect(parametersInTraining(networkOf(presetConfiguration(id, false)))).toBe(count)
  })

  it.each(ofPaper.map((preset) => [preset.id, preset] as const))(
    '%s is scaled to a fraction of its work',
    (_id, { configuration, scaled }) => {
      const { trainExamples } = descriptions[configuration.dataset]
      const work = (wanted: PlainTraining): number =>
        wanted.epochs * Math.min(trainExamples, wanted.limit ?? Infinity) * parametersInTraining(networkOf(wanted))
      expect(scaled).toMatchObject({
        method: configuration.method,
        // Digits are bundled, in a smaller set of the same images.
        dataset: configuration.dataset === 'mnist' ? 'mnist-10k' : configuration.dataset,
        augmentation: configuration.augmentation
      })
      expect(work(scaled!) / work(configuration)).toBeLessThan(0.005)
    }
  )
})

const labelled = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => ({ label: i % 10, pixels: Buffer.from(photographs(1, size, i + 1)) }))

/** A few images in the official format, by no code of the program. */
const writers: Partial<Record<DataSetName, (folder: string) => void>> = {
  mnist(folder) {
    for (const [prefix, count] of [['train', 20], ['t10k', 10]] as const) {
      const examples = labelled(count, 784)
      writeFileSync(
        join(folder, `${prefix}-images-idx3-ubyte`),
        idxImages(Buffer.concat(examples.map(({ pixels }) => pixels)))
      )
      writeFileSync(join(folder, `${prefix}-labels-idx1-ubyte`), idxLabels(examples.map(({ label }) => label)))
    }
  },
  'cifar-10'(folder) {
    for (const [index, name] of [
      'data_batch_1',
      'data_batch_2',
      'data_batch_3',
      'data_batch_4',
      'data_batch_5',
      'test_batch'
    ].entries()) {
      writeFileSync(
        join(folder, `${name}.bin`),
        Buffer.concat(Array.from({ length: 10 }, (_, i) => cifarRecord([i % 10], index * 10 + i)))
      )
    }
  },
  'cifar-100'(folder) {
    for (const name of ['train', 'test'])
      writeFileSync(
        join(folder, `${name}.bin`),
        Buffer.concat(Array.from({ length: 20 }, (_, i) => cifarRecord([i % 20, i % 100], i)))
      )
  },
  svhn(folder) {
    for (const name of ['train', 'test']) {
      const examples = labelled(12, 3072)
      const images = Buffer.concat(examples.map(({ pixels }) => pixels))
      writeFileSync(
        join(folder, `${name}_32x32.mat`),
        matFile(
          svhnMatrices(
            images,
            examples.map(({ label }) => label + 1)
          )
        )
      )
    }
  }
}

function officialFiles(dataset: DataSetName): DataLocation {
  const store = temporaryFolder()
  const folder = join(store, 'official')
  mkdirSync(folder)
  writers[dataset]?.(folder)
  return locateData(store, dataset, folder)
}

/** The bundled digits are some of MNIST's, whose official files stand for them here. */
const onOfficialFiles = (configuration: PlainTraining): PlainTraining =>
  configuration.dataset === 'mnist-10k' ? { ...configuration, dataset: 'mnist' } : configuration

/** One iteration of warm-up and one with masks. */
function shortened(configuration: PlainTraining): PlainTraining {
  const short = { epochs: 2, limit: 12 } as const
  switch (configuration.method) {
    case 'sgd':
    case 'majority':
    case 'ste':
    case 'saturated-ste':
    case 'ftprop':
      return { ...configuration, ...short }
    case 'i-alternation':
      return { ...configuration, ...short, alternation: { ...configuration.alternation, warmup: 1, warmupError: null } }
    case 'b-alternation':
      return { ...configuration, ...short, batchAlternation: { ...configuration.batchAlternation, warmup: 1 } }
    case 'layerwise':
      return { ...configuration, ...short, layerwise: { ...configuration.layerwise, warmup: 1, warmupError: null } }
  }
}

describe('a scaled preset', () => {
  const locations = new Map<DataSetName, DataLocation>()
  const distinct = [
    ...new Map(
      ofPaper.map(({ id, scaled }) => [JSON.stringify(scaled), [id, onOfficialFiles(scaled!)] as const])
    ).values()
  ]

  it.each(distinct)('%s trains on files of its data set’s official format', async (_id, configuration) => {
    const backend = nativeBackend()
    const location = locations.get(configuration.dataset) ?? officialFiles(configuration.dataset)
    locations.set(configuration.dataset, location)
    const short = shortened(configuration)
    const data = await openDataSet(short, location, () => backend)
    const network = presetNetwork(presetOf(short), data.shape, data.classes)
    const layout = supportLayout(network)
    const newExecutor = () =>
      GraphExecutor.create(
        backend,
        network,
        initialWeights(network, short.seed),
        short.seed,
        trainingMethodOf(short.method).supports(short)
      )
    const [executor, estimator] = [await newExecutor(), short.augmentation === 'none' ? undefined : await newExecutor()]
    const path = join(temporaryFolder(), 'scaled.maskrun')
    const recorder = RunRecorder.create(
      path,
      newRun('20260101-000000-aaaa', {
        configuration: short,
        topology: network,
        layers: layout.layers,
        trainExamples: 12
      }),
      { keep: 'all' }
    )
    const masks = new MaskFile(path, layout)
    const told = recording(recorder, masks, () => undefined)
    expect(
      await train({
        configuration: short,
        data,
        layout,
        executor,
        estimator,
        recorder: told,
        stopRequested: () => false
      })
    ).toBe('finished')
    masks.close()
    recorder.end('finished', null)
    const { epochs, snapshots: alternations, evaluations } = reading(path, (database) => readDetail(database, 0)).detail
    expect(epochs.map(({ phase, iterations }) => [phase, iterations])).toEqual(
      short.method === 'sgd'
        ? [
            ['sgd', 1],
            ['sgd', 2]
          ]
        : [
            ['warm-up', 1],
            ['masked', 2]
          ]
    )
    expect(alternations).toHaveLength(short.method === 'i-alternation' ? 1 : 0)
    expect(evaluations.at(-1)?.relu.loss).toBeGreaterThan(0)
  }, 60_000)
})

it('the defaults of NIN and ALL-CNN are their authors’ schedules', () => {
  expect(defaultConfiguration('sgd', 'cifar-10', 'all-cnn-c')).toMatchObject({
    epochs: 350,
    weightDecay: 0.001,
    schedule: { kind: 'step', epochs: [200, 250, 300] }
  })
  expect(defaultConfiguration('i-alternation', 'mnist', 'nin-mnist')).toMatchObject({
    batchSize: 128,
    weightDecay: 0.0001,
    learningRate: 0.02,
    schedule: { kind: 'step', epochs: [256, 294] }
  })
})
