/** The same command twice gives the same numbers on a CPU: losses, masks and weights, bit for bit. */
import { beforeAll, describe, expect, it } from 'vitest'
import { threadsInTowers } from '../../main/engine/backends/threads'
import { printedJson } from '../fixtures/command-line'
import { sharedSettings, sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { RunStore } from '../../db/store'

interface Shown {
  id: string
  epochs: { seconds: number }[]
  alternations: { seconds: number }[]
  evaluations: unknown[]
}

let first: SharedTraining
let second: { path: string; shown: Shown }

async function trained(...settings: string[]): Promise<{ path: string; shown: Shown }> {
  const store = new RunStore(temporaryFolder())
  const shown = await printedJson(store.path, 'train', ...settings) as Shown
  return { path: store.runPath(shown.id), shown }
}

beforeAll(async () => {
  first = await sharedTraining()
  second = await trained(...sharedSettings)
})

/** All but how long it took. */
const figures = ({ epochs, alternations, evaluations }: Shown): unknown => ({
  epochs: epochs.map(({ seconds: _seconds, ...epoch }) => epoch),
  alternations: alternations.map(({ seconds: _seconds, ...rest }) => rest),
  evaluations
})

const rows = (path: string, sql: string): string =>
  reading(path, (database) => JSON.stringify(database.prepare(sql).raw().all()))

const weights =
  'SELECT c.name, t.name, hex(t.data) FROM checkpoints AS c JOIN checkpoint_tensors AS t USING (checkpoint) ' +
  'ORDER BY 1, 2'

it('a run says in how many parts its batches were computed, which rounding depends on', () => {
  const [environment, configuration] = reading(first.path, (database) =>
    database.prepare('SELECT environment, configuration FROM run').raw().get() as [string, string])
  const { batchSize } = JSON.parse(configuration) as { batchSize: number }
  const { towers, perOperation } = threadsInTowers(batchSize)
  expect(JSON.parse(environment)).toMatchObject({
    towers: String(towers), 'threads per operation': String(perOperation)
  })
})

describe('the same seed', () => {
  it('gives the same figures', () => {
    expect(figures(second.shown)).toEqual(figures(JSON.parse(first.printed) as Shown))
  })

  it.each([
    ['live curve', 'SELECT * FROM curve ORDER BY iteration'],
    ['masks', 'SELECT alternation, example, hex(bits) FROM masks ORDER BY alternation, example'],
    ['counts per unit', 'SELECT alternation, position, hex(on_per_unit) FROM alternation_layers ORDER BY 1, 2'],
    ['weights at every checkpoint', weights]
  ])('gives the same %s', (_what, sql) => {
    const found = rows(second.path, sql)
    expect(found.length).toBeGreaterThan(100)
    expect(found === rows(first.path, sql)).toBe(true)
  })
})

describe('another seed', () => {
  it('gives other weights from the start', async () => {
    const [one, other] = [
      await trained('--method', 'sgd', '--limit', '64', '--epochs', '1', '--seed', '1'),
      await trained('--method', 'sgd', '--limit', '64', '--epochs', '1', '--seed', '2')
    ]
    expect(rows(one.path, weights)).not.toBe(rows(other.path, weights))
    expect(figures(one.shown)).not.toEqual(figures(other.shown))
  })
})
