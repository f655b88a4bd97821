/** Whether a training's resident memory depends on how many examples there are, or grows with its steps. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { givenEnvironment } from './given-environment'
import { judged, median, type Measured } from './measure'
import type { Progress } from './progress'

type Told = [iteration: number, bytes: number][]

/** Ten times the examples, in 5,125 and 2,500 steps, both with masks from the run file for most of them. */
const few = { examples: 8000, epochs: 41 }
const many = { examples: 80_000, epochs: 2 }
/** Until then graphs are compiled, code is optimised, TensorFlow's allocator and SQLite's cache of 16 MB fill. */
const settledAfter = 1000
/**
 * By then masks have been replaced and freed for the first time (alternation 4, step 2,250), which takes up to 2 %
 * once.
 */
const growthFrom = 3000
const growthOver = 2000

export function measureMemory(progress: Progress): Measured[] {
  const [small, large] = [few, many].map((one) => training(progress, one))
  const typical = (told: Told): number =>
    median(told.filter(([iteration]) => iteration >= settledAfter).map(([, bytes]) => bytes))
  return [
    judged('resident memory of training 8,000 examples', typical(small) / 1e6, 'MB', null),
    judged('resident memory of 80,000 against 8,000', typical(large) / typical(small), '×', {
      kind: 'at most',
      value: 1.1
    }),
    judged('resident memory after 2,000 steps more', grown(small), '×', { kind: 'at most', value: 1.02 })
  ]
}

/** Medians over a tenth of the steps, because a collection of garbage may fall on any of them. */
function grown(told: Told): number {
  const around = (from: number): number =>
    median(
      told.filter(([iteration]) => iteration >= from && iteration < from + growthOver / 10).map(([, bytes]) => bytes)
    )
  return around(growthFrom + growthOver - growthOver / 10) / around(growthFrom)
}

function training(progress: Progress, { examples, epochs }: { examples: number; epochs: number }): Told {
  progress.say(`training ${epochs} epochs of ${examples} examples`)
  const output = execFileSync(
    process.execPath,
    [join(__dirname, 'training-memory.cjs'), String(examples), String(epochs)],
    { encoding: 'utf8', maxBuffer: 1e8, env: givenEnvironment }
  )
  return z.array(z.tuple([z.number(), z.number()])).parse(JSON.parse(output))
}
