/** A model ready to be written: the main head's network, its weights and masks, and what is said about it. */
import { version } from '../../package.json'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import { costOf } from '../engine/networks/cost'
import { demandFinite } from '../engine/networks/finite'
import { answerOf, mainHead } from '../engine/networks/main-head'
import { parametersOf, valuesOf, type Parameter, type Weights } from '../engine/networks/parameters'
import { imageShapeOf, inferShapes, sizeOf } from '../engine/networks/shapes'
import { packedMask, type WeightMasks } from '../engine/networks/weight-masks'
import type { ExportMetadata, PreprocessingDescription } from '../interchange/metadata'
import { channelsFirst } from '../interchange/onnx/layout'

/** An array that preprocessing needs, such as a whitening matrix. */
export interface NamedArray { name: string; shape: readonly number[]; values: Float32Array }

/** What a run knows about its model. */
export interface Provenance {
  run: ExportMetadata['run']
  checkpoint: string
  epoch: number
  dataset: string
  network: string
  /** Of the data set, in the order of its labels; null where they are not known. */
  classNames: readonly string[] | null
  testError: number | null
  preprocessing: { description: PreprocessingDescription; arrays: readonly NamedArray[] }
}

export interface ExportedModel {
  network: Network
  parameters: readonly Parameter[]
  weights: Weights
  masks: WeightMasks
  provenance: Provenance
}

/**
 * @param network may have auxiliary heads; they are left out
 * @throws Failure when weights are missing or not finite, or a mask is not one of a kernel's values or contradicts them
 */
export function exportedModel(
  network: Network,
  weights: Weights,
  masks: WeightMasks,
  provenance: Provenance
): ExportedModel {
  const head = mainHead(network)
  const parameters = parametersOf(head)
  const names = new Set(parameters.map(({ name }) => name))
  const kept = new Map([...masks].filter(([name]) => names.has(name)))
  for (const [name, mask] of kept) checkMask(name, mask, valuesOf(weights, name))
  const own = new Map(parameters.map(({ name }) => [name, valuesOf(weights, name)]))
  demandFinite(own, provenance.checkpoint)
  return {
    network: head,
    parameters,
    weights: own,
    masks: kept,
    provenance
  }
}

function checkMask(name: string, mask: Uint8Array, values: Float32Array): void {
  if (mask.length !== values.length)
    throw new Failure(
      `The weight mask of "${name}" has ${mask.length} values and the kernel ${values.length}, ` +
        'so they do not belong together.'
    )
  if (mask.some((bit, i) => bit === 0 && values[i] !== 0))
    throw new Failure(
      `The weight mask of "${name}" takes away weights that are not zero, so they do not belong together.`
    )
}

export const outputName = 'logits'

const classesOf = (network: Network): number => sizeOf(inferShapes(network).get(answerOf(network).name) ?? [])

/**
 * Null where they are not known, or not as many as the network answers with: a folder of images may have been changed.
 */
export function classNamesOf({ network, provenance: { classNames } }: ExportedModel): string[] | null {
  return classNames?.length === classesOf(network) ? [...classNames] : null
}

/** @param masksMeaning how this format holds weight masks */
export function metadataOf(model: ExportedModel, layout: 'NHWC' | 'NCHW', masksMeaning: string): ExportMetadata {
  const {
    network,
    weights,
    masks,
    provenance: { run, checkpoint, epoch, dataset, network: preset, testError, preprocessing }
  } = model
  const shape = imageShapeOf(network)
  const { parameters, nonZeroParameters } = costOf(network, weights)
  return {
    producer: 'maskscope',
    formatVersion: 1,
    maskscope: version,
    run,
    checkpoint,
    epoch,
    dataset,
    network: preset,
    input: {
      name: network.nodes[0].name,
      type: 'float32',
      layout,
      shape: [...(layout === 'NCHW' ? channelsFirst(shape) : shape)]
    },
    output: {
      name: outputName,
      classes: classesOf(network),
      classNames: classNamesOf(model),
      meaning: 'values before the softmax; the largest is the answer, and softmax makes probabilities of them'
    },
    preprocessing: preprocessing.description,
    testError,
    parameters,
    nonZeroParameters,
    masks: { kernels: [...masks.keys()], meaning: masksMeaning }
  }
}

/** Bits, most significant first (numpy's `packbits`), as base64. */
export function packedText(mask: Uint8Array): string {
  return Buffer.from(packedMask(mask)).toString('base64')
}
