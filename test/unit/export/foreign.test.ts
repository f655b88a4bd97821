/**
 * Every format, loaded by a program that shares nothing with us, gives the logits of our graph executor on 256 test
 * images, and as many zeros as were written. tfjs: TensorFlow.js' own loader and JavaScript backend, in a process of
 * its own. onnx: onnxruntime, after onnx's checker. safetensors: its Python library; npz: NumPy. Those two hold weights
 * only, so NumPy computes their topology in float64.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import { locateData, openDataSet } from '../../../main/engine/datasets'
import { consecutive, type Examples } from '../../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../../main/engine/executors/graph/executor'
import { withHardThresholds } from '../../../main/engine/networks/hard-thresholds'
import type { Weights } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { writeFolder } from '../../../main/export/folder'
import { formats } from '../../../main/export/formats'
import { classNamesOf, type ExportedModel } from '../../../main/export/model'
import { exportFormatNames, type ExportFormatName } from '../../../preload/schema/export'
import type { Network } from '../../../preload/schema/network'
import { hasModules, runPython } from '../../fixtures/python'
import { temporaryFolder } from '../../fixtures/temporary'
import { everyKind, isForTensorFlowJs, particularExports, randomBatch, randomWeights } from '../engine/helpers/examples'
import { kerasParameterNames } from '../../../main/interchange/keras/layers'
import { modelOf, pruned, trained } from './helpers/models'

const backend = nativeBackend()
const folder = temporaryFolder()
const imagesPath = join(folder, 'images.f32')

interface Read {
  program: string
  zeros: Record<string, number>
  masked: Record<string, number>
  agree: boolean
  metadata: unknown
}

const values = (path: string): Float32Array => new Float32Array(Uint8Array.from(readFileSync(path)).buffer)
const countZeros = (array: Float32Array | Uint8Array): number => array.filter((value: number) => value === 0).length

/** tfjs has masks as packed bits and Keras' names for parameters. */
function readByTfjs(target: string, logitsPath: string, model: ExportedModel): Read {
  const { zeros, metadata, program } = JSON.parse(
    execFileSync(
      process.execPath,
      [join(import.meta.dirname, '..', '..', 'fixtures', 'foreign', 'plain-tfjs.cjs'), target, imagesPath, logitsPath],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
    )
  ) as {
    program: string
    zeros: Record<string, number>
    metadata: { metadata: unknown; masks: Record<string, string> }
  }
  const masked = Object.entries(metadata.masks).map(([name, text]): [string, number] => {
    const size = model.weights.get(name)!.length
    const bits = [...Buffer.from(text, 'base64')]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
      .slice(0, size)
    return [name, bits.replaceAll('1', '').length]
  })
  return {
    program,
    metadata: metadata.metadata,
    agree: true,
    masked: Object.fromEntries(masked),
    zeros: Object.fromEntries(
      model.parameters.map(({ name, node, role }) => {
        const usual = zeros[`${node}/${kerasParameterNames[role]}`]
        return [name, role === 'kernel' ? usual ?? zeros[`${node}/depthwise_kernel`] : usual]
      })
    )
  }
}

async function readBack(
  format: ExportFormatName,
  model: ExportedModel,
  name: string
): Promise<{ read: Read; logits: Float32Array }> {
  const target = join(folder, name, format)
  await writeFolder(target, formats[format](model), false)
  const logitsPath = join(folder, `${name}-${format}.f32`)
  const read =
    format === 'tfjs'
      ? readByTfjs(target, logitsPath, model)
      : (JSON.parse(runPython('run_export.py', format, target, imagesPath, logitsPath)) as Read)
  return { read, logits: values(logitsPath) }
}

/** 1e-4 of the largest logit: float32 sums of some thousand terms in another order differ by some 1e-6 of it. */
function expectSameLogits(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length)
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(largest).toBeGreaterThan(1e-3)
  const farthest = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0)
  expect(farthest / largest).toBeLessThan(1e-4)
}

async function graphLogits(network: Network, weights: Weights, examples: Examples): Promise<Float32Array> {
  const executor = await GraphExecutor.create(backend, network, weights, 1, [])
  const logits = await executor.logits(examples)
  executor.dispose()
  return logits
}

/** Which formats have their reader here. */
const readable: Record<ExportFormatName, boolean> = {
  tfjs: true, onnx: hasModules('onnx, onnxruntime'), safetensors: hasModules('safetensors'), npz: hasModules('numpy')
}

function itReads(
  name: string,
  build: () => Promise<{ network: Network; weights: Weights; examples: Examples }>,
  formatNames: readonly ExportFormatName[] = exportFormatNames
): void {
  const built: { model?: ExportedModel; expected?: Float32Array } = {}
  beforeAll(async () => {
    const { network, weights, examples } = await build()
    const { weights: left, masks } = pruned(network, weights)
    built.model = modelOf(network, left, masks)
    built.expected = await graphLogits(network, left, examples)
    writeFileSync(
      imagesPath,
      Buffer.from(examples.images.buffer, examples.images.byteOffset, examples.images.byteLength)
    )
  })

  for (const format of formatNames) it.skipIf(!readable[format])(`as ${format}`, async () => {
    const model = built.model!
    const { read, logits } = await readBack(format, model, name)
    expectSameLogits(logits, built.expected!)
    expect(read.zeros).toEqual(
      Object.fromEntries([...model.weights].map(([parameter, array]) => [parameter, countZeros(array)]))
    )
    expect(read.masked).toEqual(
      Object.fromEntries([...model.masks].map(([parameter, mask]) => [parameter, countZeros(mask)]))
    )
    expect(read.agree).toBe(true)
    expect(read.metadata).toMatchObject({
      run: { id: '20260101-000000-test' },
      output: { name: 'logits', classNames: classNamesOf(model) },
      masks: { kernels: [...model.masks.keys()] }
    })
  })
}

describe('read by foreign programs', () => {
  let digits: Examples
  beforeAll(async () => {
    const data = await openDataSet(
      { dataset: 'mnist-10k', preprocessing: 'standardised', imageSize: 224 },
      locateData(folder, 'mnist-10k', null),
      nativeBackend
    )
    digits = data.test.read(consecutive(0, 256))
  })
  afterAll(() => backend.tf.disposeVariables())

  describe.each(['all-cnn-mini', 'nin-mini', 'vgg-mini', 'resnet-mini', 'googlenet-mini'] as const)(
    '%s, a third of its weights pruned',
    (preset) => {
      itReads(preset, () => {
        const network = presetNetwork(preset, [28, 28, 1], 10)
        return Promise.resolve({ network, weights: randomWeights(network, 3), examples: digits })
      })
    }
  )

  describe('every node kind, on images of odd sizes', () => {
    itReads('every-kind', () =>
      Promise.resolve({
        network: everyKind,
        weights: randomWeights(everyKind, 4),
        examples: randomBatch(everyKind, 256, 5)
      })
    )
  })

  describe.each(particularExports)('%s', (name, network) => {
    itReads(name.replaceAll(' ', '-'), () =>
      Promise.resolve({ network, weights: randomWeights(network, 4), examples: randomBatch(network, 256, 5) }),
    exportFormatNames.filter((format) => format !== 'tfjs' || isForTensorFlowJs(network)))
  })

  describe('a network of hard thresholds', () => {
    const network = withHardThresholds(presetNetwork('convnet-mini', [28, 28, 1], 10))
    const weights = randomWeights(network, 3)
    const build = () => Promise.resolve({ network, weights, examples: digits })
    itReads('hard-thresholds', build, exportFormatNames.filter((format) => format !== 'tfjs'))

    it('is refused as tfjs, which has no sign, in one sentence', async () => {
      const files = (): ReturnType<typeof formats.tfjs> => formats.tfjs(modelOf(network, weights))
      await expect(async () => writeFolder(join(folder, 'hard-tfjs'), files(), false)).rejects.toThrow(
        'TensorFlow.js has no layer that gives the sign of a value, as the hard threshold "support1" does; choose ONNX.'
      )
    })
  })

  describe('all-cnn-mini, trained on digits for an epoch', () => {
    itReads('trained', async () => {
      const { network, weights } = await trained(backend, folder)
      const logits = await graphLogits(network, weights, digits)
      // It has learned: guessing is wrong for nine of ten.
      const answers = Array.from(digits.labels, (_, i) => [...logits.subarray(10 * i, 10 * i + 10)]).map((row) =>
        row.indexOf(Math.max(...row))
      )
      expect(answers.filter((answer, i) => answer !== digits.labels[i]).length / 256).toBeLessThan(0.5)
      return { network, weights, examples: digits }
    })
  })
})
