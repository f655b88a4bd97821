/** How long a forward pass takes. */
import { performance } from 'node:perf_hooks'
import type { ExampleSource } from '../datasets/dataset'
import { consecutive } from '../datasets/dataset'
import type { Executor } from '../executors/executor'

/** The first passes allocate and plan; they do not count. */
const warmUpPasses = 3

export interface PassTime {
  /** Median milliseconds per image. */
  one: number
  sixtyFour: number
}

/**
 * Times several executors in turn, pass by pass, so that what slows the machine for a while slows all of them alike.
 * @param passes of each executor and batch size
 */
export async function timePasses(
  executors: readonly Executor[],
  source: ExampleSource,
  passes: number
): Promise<PassTime[]> {
  const one = await mediansOf(executors, source, 1, passes)
  const sixtyFour = await mediansOf(executors, source, 64, passes)
  return executors.map((_executor, i) => ({ one: one[i], sixtyFour: sixtyFour[i] }))
}

async function mediansOf(
  executors: readonly Executor[],
  source: ExampleSource,
  size: number,
  passes: number
): Promise<number[]> {
  const count = Math.min(size, source.count)
  const batch = source.read(consecutive(0, count))
  const times = executors.map((): number[] => [])
  for (let pass = -warmUpPasses; pass < passes; pass++) {
    for (const [i, executor] of executors.entries()) {
      const start = performance.now()
      await executor.logits(batch)
      if (pass >= 0) times[i].push((performance.now() - start) / count)
    }
  }
  return times.map(median)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
