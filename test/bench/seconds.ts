/**
 * Seconds and iterations until a test error, by SGD and by I-alternation, with and without refits of the classifier:
 * trainings of the product, one after the other seed by seed, so that what slows the machine down for a while slows
 * all; read back by its own statistics.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { RunStore } from '../../db/store'
import { compareRuns } from '../../main/api/run-comparison/compare'
import { givenEnvironment } from './given-environment'
import type { Measured } from './measure'
import type { Progress } from './progress'
import { drawTimeToError } from './seconds-figure'
import { contenders, rowsOf, tuningRows, type Contender, type Trained } from './seconds-rows'

export interface AskedSeconds { seeds: number; epochs: number; tune: boolean; report: boolean }

/** A method, and what it is told besides seed, epochs and how often it is tested. */
interface Entrant { readonly method: Trained; readonly settings: readonly string[] }

/**
 * The methods' own defaults: each was searched for the fewest iterations at the least error
 * (preload/schema/methods/i-alternation.ts and starting-points.ts), with a batch of 64. `--tune` races them against
 * other batches and rates, as many for each method.
 */
const chosen = ({ method, refits }: Contender): Entrant =>
  ({ method, settings: refits ? ['--refit-classifier', 'epochs'] : [] })

/** Nobody chose settings on these: the defaults were chosen on 1 to 16. */
const firstSeed = 17
const tuningSeeds = [101, 102]

/** Rates of the same lasting effect, learning rate / (1 − momentum), for both: 0.9 and 0.7 are their momenta. */
const candidates: readonly (readonly Entrant[])[] = [32, 64].flatMap((batch) =>
  [[0.05, 0.15], [0.1, 0.3], [0.2, 0.6]].map(([sgd, alternation]): Entrant[] => [
    { method: 'sgd', settings: ['--batch-size', String(batch), '--lr', String(sgd)] },
    { method: 'i-alternation', settings: ['--batch-size', String(batch), '--lr', String(alternation)] }
  ]))

export async function measureSeconds(progress: Progress, asked: AskedSeconds): Promise<Measured[]> {
  const store = new RunStore(mkdtempSync(join(tmpdir(), 'maskscope-bench-')))
  try {
    return asked.tune ? await tuned(progress, asked, store) : await raced(progress, asked, store)
  } finally {
    rmSync(store.path, { recursive: true, force: true })
  }
}

async function raced(progress: Progress, asked: AskedSeconds, store: RunStore): Promise<Measured[]> {
  const seeds = Array.from({ length: asked.seeds }, (_, place) => firstSeed + place)
  const ids = await trained(progress, asked, store, seeds, contenders.map(chosen))
  const comparison = await compareRuns({ store }, ids)
  await drawTimeToError(progress, store, comparison, asked.report)
  return rowsOf(comparison)
}

/** Every candidate on seeds that are none of those measured on. */
async function tuned(progress: Progress, asked: AskedSeconds, store: RunStore): Promise<Measured[]> {
  const rows: Measured[] = []
  for (const [place, entrants] of candidates.entries()) {
    progress.say(`candidate ${place + 1} of ${candidates.length}`)
    const ids = await trained(progress, asked, store, tuningSeeds, entrants)
    const comparison = await compareRuns({ store }, ids)
    rows.push(...entrants.flatMap(({ method, settings }, group) =>
      tuningRows(comparison, group, `${method}, ${settings.join(' ')}`)))
  }
  return rows
}

/** @returns ids of the runs, the entrants' by turns */
async function trained(
  progress: Progress, { epochs }: AskedSeconds, store: RunStore, seeds: readonly number[],
  entrants: readonly Entrant[]
): Promise<string[]> {
  const ids: string[] = []
  const all = seeds.length * entrants.length
  const told = progress.rounds(`${all} trainings`, all)
  for (const seed of seeds)
    for (const { method, settings } of entrants) {
      ids.push(await train(store, [
        '--method', method, '--data', 'mnist-10k', '--net', 'all-cnn-mini', '--seed', String(seed),
        '--epochs', String(epochs), '--evaluate-every', '25', ...settings
      ]))
      told.done()
    }
  return ids
}

/**
 * `maskscope train` of the build, which trains in a process of its own.
 * @returns the run; one that diverged counts, too, as one that never reaches an error
 */
async function train(store: RunStore, parameters: readonly string[]): Promise<string> {
  const before = new Set(store.ids())
  const failure = await promisify(execFile)(
    process.execPath, [join('out', 'main', 'cli.js'), 'train', ...parameters, '--json'],
    { env: { ...givenEnvironment, MASKSCOPE_STORE: store.path }, maxBuffer: 1e8 }
  ).then(() => null, (error: unknown) => error)
  const id = store.ids().find((one) => !before.has(one))
  if (id === undefined) throw failure ?? new Error('A training left no run.')
  return id
}
