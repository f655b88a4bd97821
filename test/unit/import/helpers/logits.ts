/** What an imported network answers, by our graph executor. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import type { Examples } from '../../../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import type { Weights } from '../../../../main/engine/networks/parameters'
import type { Network } from '../../../../preload/schema/network'

export const models = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'models')

export async function graphLogits(
  { network, weights }: { network: Network; weights: Weights },
  examples: Examples
): Promise<Float32Array> {
  const executor = await GraphExecutor.create(nativeBackend(), network, weights, 1, [])
  const logits = await executor.logits(examples)
  executor.dispose()
  return logits
}

/** The images that the fixtures' own programs were given, height × width × channels. */
export function fixtureImages(): Examples {
  const bytes = readFileSync(join(models, 'images.f32'))
  return { count: 4, images: new Float32Array(Uint8Array.from(bytes).buffer), labels: new Int32Array(4) }
}

/** @param name of a fixture without its extension */
export const fixtureLogits = (name: string): number[] =>
  (JSON.parse(readFileSync(join(models, `${name}.logits.json`), 'utf8')) as number[][]).flat()

/** Largest difference as a fraction of the largest logit. */
export function farthest(actual: Float32Array, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length)
  const largest = Math.max(...Array.from(expected, Math.abs))
  expect(largest).toBeGreaterThan(1e-3)
  return Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i]))) / largest
}
