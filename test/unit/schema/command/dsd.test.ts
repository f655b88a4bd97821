/**
 * What the options of `dsd` come to where it begins with a run: that run's network, trained or imported, and its data.
 */
import { describe, expect, it } from 'vitest'
import { dsdConfigurationFrom } from '../../../../preload/schema/command/dsd'
import type { BeginningRun } from '../../../../preload/schema/command/origin'
import { defaultConfiguration } from '../../../../preload/schema/configuration'
import {
  continuedSettings,
  networkNameOf,
  trainingConfigurationSchema,
  type ImportedConfiguration
} from '../../../../preload/schema/configuration'

const from = { run: '20260714-094100-abcd', at: 'final' }
const source = { format: 'onnx', file: 'vgg-mini' } as const
const imported: ImportedConfiguration = {
  method: 'imported',
  dataset: 'mnist-10k',
  preprocessing: 'unit',
  imageSize: 28,
  source,
  seed: 1,
  executor: 'graph'
}
const ofImport: BeginningRun = { from, configuration: imported }
const ofTraining: BeginningRun = {
  from,
  configuration: { ...defaultConfiguration('sgd', 'mnist', 'resnet-mini'), augmentation: 'shift', limit: 500 }
}

describe('from an import', () => {
  const configuration = dsdConfigurationFrom({}, ofImport)

  it('takes its network, data and preprocessing, and leaves the first Dense stage out', () => {
    expect(configuration).toMatchObject({
      method: 'dsd',
      network: source,
      dataset: 'mnist-10k',
      preprocessing: 'unit',
      imageSize: 28,
      augmentation: 'none',
      limit: null,
      epochs: 8,
      pruning: { from, sparse: { epochs: 4 }, final: { epochs: 4 } }
    })
    expect(networkNameOf(configuration)).toBe('vgg-mini')
  })

  it('keeps them when it is the origin of another', () => {
    expect(dsdConfigurationFrom({ prune: 'i-alternation' }, { from, configuration })).toMatchObject({
      network: source,
      preprocessing: 'unit'
    })
    expect(continuedSettings(configuration)).toEqual(continuedSettings(imported))
  })

  it('takes other data, and no other network', () => {
    expect(dsdConfigurationFrom({ data: 'fashion-mnist' }, ofImport)).toMatchObject({
      network: source,
      dataset: 'fashion-mnist',
      preprocessing: 'unit'
    })
    expect(() => dsdConfigurationFrom({ net: 'vgg-mini' }, ofImport)).toThrow(
      `Run ${from.run} comes with a network of its own, vgg-mini; leave --net out.`
    )
  })
})

it('takes network and data of a training, and of none the defaults', () => {
  expect(dsdConfigurationFrom({}, ofTraining)).toMatchObject({
    network: 'resnet-mini',
    dataset: 'mnist',
    augmentation: 'shift',
    limit: 500
  })
  expect(dsdConfigurationFrom({ net: 'vgg-mini' }, ofTraining)).toMatchObject({
    network: 'vgg-mini',
    pruning: { from }
  })
  expect(dsdConfigurationFrom({}, null)).toMatchObject({
    network: 'all-cnn-mini',
    dataset: 'mnist-10k',
    pruning: { from: null }
  })
})

describe('a configuration', () => {
  const configuration = dsdConfigurationFrom({ stages: '1,1,1' }, ofImport)
  const issues = (wanted: object) =>
    trainingConfigurationSchema.safeParse(wanted).error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('of an imported network begins with a run', () => {
    expect(trainingConfigurationSchema.parse(JSON.parse(JSON.stringify(configuration)))).toEqual(configuration)
    expect(
      issues({ ...configuration, pruning: { ...(configuration as { pruning: object }).pruning, from: null } })
    ).toEqual([['network', 'an imported network comes with a run to begin with']])
  })

  it('of any other method, or with another name, is refused', () => {
    expect(
      issues({ ...defaultConfiguration('sgd', 'mnist-10k', 'vgg-mini'), network: source })?.map(([path]) => path)
    ).toEqual(['network'])
    expect(issues({ ...configuration, network: 'lenet' })).toEqual([
      ['network', 'the name of a preset, or the file of an imported network']
    ])
    expect(issues({ ...configuration, network: { ...source, path: '/models' } })).toEqual([
      ['network', 'Unrecognized key: "path"']
    ])
  })
})
