/**
 * What is told before an imported network is pruned: the trainings there are, what one will need, and why one cannot
 * be.
 */
import { describe, expect, it } from 'vitest'
import { estimate } from '../../../main/api/estimate'
import { defaultRunName } from '../../../main/api/training'
import { Workbench } from '../../../main/api/workbench'
import { dsdConfigurationFrom } from '../../../preload/schema/command/dsd'
import { networkCost, parametersInTraining } from '../../../main/engine/networks/cost'
import { initialWeights } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { supportLayout } from '../../../main/engine/support/layout'
import { continuedTrainings } from '../../../main/api/compared-trainings'
import {
  defaultConfiguration,
  trainingConfigurationSchema,
  type AlternationConfiguration,
  type DsdConfiguration,
  type ImportedConfiguration
} from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import { beginRun, epochEnd, smallNetwork, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const configuration: ImportedConfiguration = {
  method: 'imported',
  dataset: 'mnist-10k',
  preprocessing: 'unit',
  imageSize: 28,
  source: { format: 'tfjs', file: 'model.json' },
  seed: 1,
  executor: 'graph'
}
const digits = presetNetwork('all-cnn-mini', [28, 28, 1], 10)

function importInto(store: string, topology: Network = digits): string {
  const { id, recorder } = beginRun(store, {
    configuration,
    topology,
    layers: supportLayout(topology).layers,
    parameters: parametersInTraining(topology)
  })
  recorder.checkpoint('final', { epoch: 0, iteration: 0 }, initialWeights(topology, 1))
  recorder.end('finished', null)
  return id
}

const pruning = (run: string): DsdConfiguration =>
  dsdConfigurationFrom({ limit: '640' }, { from: { run, at: 'final' }, configuration }) as DsdConfiguration

describe('the estimate', () => {
  const store = temporaryFolder()
  const run = importInto(store)
  const other = importInto(store, presetNetwork('vgg-mini', [28, 28, 1], 10))
  const of = async (wanted: DsdConfiguration) => {
    const workbench = new Workbench(store)
    try {
      return await estimate(workbench, wanted)
    } finally {
      workbench.close()
    }
  }

  it('is of the network that the import brought', async () => {
    expect(await of(pruning(run)))
      .toMatchObject({ parameters: 27_002, supportUnits: 26_656, iterations: 80, time: null })
    expect((await of(pruning(other))).parameters)
      .toBe(networkCost(presetNetwork('vgg-mini', [28, 28, 1], 10)).parameters)
  })

  it('takes its time from a run of the same network, not of another file of that name', async () => {
    const earlier = beginRun(store, {
      configuration: pruning(run),
      topology: digits,
      layers: supportLayout(digits).layers
    })
    const epoch = {
      phase: 'sparse',
      learningRate: 0.1,
      trainLoss: 1,
      trainError: 0.5,
      testLoss: 1,
      testError: 0.5,
      drift: null,
      seconds: 1
    } as const
    earlier.recorder.epochEnded(epochEnd({ epoch: 1, iterations: 40, ...epoch }))
    earlier.recorder.end('finished', null)
    writing(earlier.path, (database) =>
      database.exec("UPDATE run SET created_at = '2026-07-14T09:00:00.000Z', finished_at = '2026-07-14T09:00:10.000Z'")
    )
    // 9 s outside of its epoch, which took 1 s for 40 iterations; a model of the same name is another network.
    expect((await of(pruning(run))).time).toMatchObject({ runs: 1, from: 'same' })
    expect((await of(pruning(run))).time?.seconds).toBeCloseTo(11, 9)
    expect((await of(pruning(other))).time).toMatchObject({ runs: 1, from: 'others' })
  })

  it.each<[string, () => DsdConfiguration, string | RegExp]>([
    [
      'a run that is not there',
      () => pruning('20260714-094100-abcd'),
      'There is no run file 20260714-094100-abcd.maskrun in the store.'
    ],
    [
      'another file',
      () => ({ ...pruning(run), network: { format: 'onnx', file: 'model.onnx' } }),
      /^Run \S+ has the network model\.json, not model\.onnx; begin with a run of that\.$/
    ],
    [
      'another preprocessing',
      () => ({ ...pruning(run), preprocessing: 'standardised' }),
      /^The images of run \S+ were prepared by unit, and so they are when its network is pruned, not by standardised; import the model again to prepare them otherwise\.$/
    ],
    [
      'data of another shape',
      () => ({ ...pruning(run), dataset: 'cifar-10' }),
      /^The network of run \S+ cannot be pruned here: it takes images of 28×28×1 and gives 10 classes, and cifar-10 has images of 32×32×3 and 10 classes\.$/
    ],
    [
      'a network of other images',
      () => pruning(importInto(store, smallNetwork)),
      /cannot be pruned here: it takes images of 5×5×1 and gives 4 classes, and mnist-10k has/
    ],
    [
      'a network without a loss',
      () => pruning(importInto(store, { nodes: digits.nodes.filter(({ type }) => type !== 'softmax-loss') })),
      /^The network of run \S+ cannot be pruned here: the network has no softmax-loss node, so it has no answer\.$/
    ]
  ])('says why %s will not do', async (_what, wanted, sentence) => {
    await expect(of(wanted())).rejects.toThrow(sentence)
  })
})

describe('trainings that go on with an import', () => {
  it('are those of every choice, in two stages, which the schema accepts', () => {
    const variants = continuedTrainings('20260714-094100-abcd', configuration, null)
    for (const [kind, variant] of Object.entries(variants)) {
      expect(trainingConfigurationSchema.parse(variant)).toEqual(variant)
      expect(variant).toMatchObject({
        network: configuration.source,
        preprocessing: 'unit',
        epochs: 8,
        limit: null,
        pruning: {
          choice: { kind },
          sparse: { epochs: 4 },
          final: { epochs: 4 },
          from: { run: '20260714-094100-abcd', at: 'final' }
        }
      })
    }
  })

  it('are as long as those that they are put beside', () => {
    const like = { epochs: 5, trainExamples: 500, augmentation: 'shift', batchSize: 32, learningRate: 0.02 } as const
    const { trainExamples, ...settings } = like
    expect(continuedTrainings('20260714-094100-abcd', configuration, like).magnitude).toMatchObject({
      ...settings,
      limit: trainExamples,
      pruning: { sparse: { epochs: 3, learningRate: 0.02 }, final: { epochs: 2, learningRate: 0.02 } }
    })
  })
})

it('a run is named by what was asked for otherwise than usual', () => {
  const usual = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
  const named = (part: Partial<AlternationConfiguration>): string => defaultRunName({ ...usual, ...part })
  expect(named({})).toBe('i-alternation all-cnn-mini seed 1')
  expect(named({ seed: 7, epochs: 4, batchSize: 32 })).toBe('i-alternation all-cnn-mini epochs 4 batch-size 32 seed 7')
  expect(named({ limit: 500, alternation: { ...usual.alternation, consistency: 0, form: 'linear' } }))
    .toBe('i-alternation all-cnn-mini limit 500 form linear consistency 0 seed 1')
  expect(defaultRunName(defaultConfiguration('sgd', 'cifar-10', 'all-cnn-c'))).toBe('sgd all-cnn-c cifar-10 seed 1')
})

it('a run is named by its network, of a long file name as much as a name has room for', () => {
  expect(defaultRunName(pruning('20260714-094100-abcd'))).toBe('dsd model.json seed 1')
  const long = defaultRunName({
    ...pruning('20260714-094100-abcd'),
    network: { format: 'onnx', file: `${'x'.repeat(200)}.onnx` }
  })
  expect(long).toMatch(/^dsd x+ seed 1$/)
  expect(long).toHaveLength(120)
})
