/** What commands ask of the process that keeps networks in memory. */
import type { TrainingAnswers } from '../../preload/schema/answers'
import type { ChangedError, ClassMap, LinearMap, LinearReading, WhatIf } from '../../preload/schema/linear'
import type { FirstLayerReading } from '../../preload/schema/first-layer'
import type { LastLayersReading } from '../../preload/schema/last-layers'
import { Asker } from '../trainer/network-process/network-process'
import type { Given } from '../trainer/network-process/questions'
import { whole, writeNpz, type NumpyArray } from '../interchange/npz/write'
import type { ReadableWorkbench } from './workbench'

/** @throws Failure when the run, its snapshot, the example’s masks or the data set are not there */
export const linearMap = ({ networks }: ReadableWorkbench, given: Given<'linear'>): Promise<LinearMap> =>
  new Asker(networks).ask('linear', given)

/** @throws Failure like `linearMap`, and when a change is of no unit of the network */
export const whatIf = ({ networks }: ReadableWorkbench, given: Given<'what if'>): Promise<WhatIf> =>
  new Asker(networks).ask('what if', given)

/** Null when it was stopped. @throws Failure like `whatIf` */
export const changedError = (
  { networks }: ReadableWorkbench, given: Given<'error'>, onProgress: (done: number, of: number) => void
): Promise<ChangedError | null> => new Asker(networks).ask('error', given, onProgress)

/** Null when it was stopped. @throws Failure when the snapshot’s weights or the data are not there */
export const trainingAnswers = (
  { networks }: ReadableWorkbench, given: Given<'answers'>, onProgress: (done: number, of: number) => void
): Promise<TrainingAnswers | null> => new Asker(networks).ask('answers', given, onProgress)

/** Null when it was stopped. @throws Failure when there is no such layer, or masks or weights are missing */
export const firstLayer = (
  { networks }: ReadableWorkbench, given: Given<'first layer'>, onProgress: (done: number, of: number) => void
): Promise<FirstLayerReading | null> => new Asker(networks).ask('first layer', given, onProgress)

/** Null when it was stopped. @throws Failure when the network has no such layers, or masks or weights are missing */
export const lastLayers = (
  { networks }: ReadableWorkbench, given: Given<'last layers'>, onProgress: (done: number, of: number) => void
): Promise<LastLayersReading | null> => new Asker(networks).ask('last layers', given, onProgress)

/**
 * Writes `image` [height, width, channels], `classes`, and for each reading, `relu` and `masks`, its `logits` by class
 * and of the classes that were taken apart `weights` and `contributions` [classes, height, width, channels], `pixels`
 * and `biases`; the same of the snapshot before under `before.relu` and `before.masks`.
 */
export async function writeLinearMap({ now, before, shape, image }: LinearMap, path: string): Promise<void> {
  const classes = now.relu.classes.map(({ label }) => label)
  const readings: (readonly [string, LinearReading])[] = [
    ['relu', now.relu],
    ['masks', now.masks],
    ...(before === null ? [] : [['before.relu', before.relu], ['before.masks', before.masks]] as const)
  ]
  await writeNpz(path, [
    { name: 'image', type: 'float32', shape, chunks: () => [image] },
    { name: 'classes', type: 'int32', shape: [classes.length], chunks: whole(Int32Array.from(classes)) },
    ...readings.flatMap(([name, reading]) => arraysOf(name, reading, shape))
  ])
}

function arraysOf(name: string, { outcome, classes }: LinearReading, shape: LinearMap['shape']): NumpyArray[] {
  const images = (part: 'weights' | 'contributions'): NumpyArray => ({
    name: `${name}.${part}`, type: 'float32', shape: [classes.length, ...shape],
    chunks: () => classes.map((one) => one[part])
  })
  const figures = (part: string, values: number[]): NumpyArray => ({
    name: `${name}.${part}`, type: 'float32', shape: [values.length], chunks: whole(Float32Array.from(values))
  })
  const each = (part: 'pixels' | 'biases'): NumpyArray =>
    figures(part, classes.map((one: ClassMap) => one[part]))
  return [figures('logits', outcome.logits), images('weights'), images('contributions'), each('pixels'), each('biases')]
}
