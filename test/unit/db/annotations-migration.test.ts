/** The ninth migration: what a person says about a run, its key, and the shapes of its tensors. */
import fc from 'fast-check'
import BetterSqlite3 from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configurationKey } from '../../../db/configuration-key'
import { asWritable, type ReadableDatabase } from '../../../db/database'
import { migrate } from '../../../db/migrations'
import { applicationId, openRunForReading, openRunForWriting } from '../../../db/open'
import { readRunRow } from '../../../db/runs'
import { parametersOf } from '../../../main/engine/networks/parameters'
import { defaultConfiguration, type RunConfiguration } from '../../../preload/schema/configuration'
import { beginRun, newRun, smallNetwork } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

/** A run of the version before, with its one row. */
function versionEight(): string {
  const path = join(temporaryFolder(), 'eight.maskrun')
  const database = asWritable(new BetterSqlite3(path))
  database.pragma(`application_id = ${applicationId}`)
  migrate(database, 8)
  const { id, configuration, topology } = newRun('20260101-000000-aaaa')
  database.prepare(`
    INSERT INTO run VALUES (1, ?, 'a', 'finished', NULL, 'b', ?, ?, '{}', 1, 1, 1, 'now', 'now', 'h', 1, 'now', NULL,
      NULL)
  `).run(id, JSON.stringify(configuration), JSON.stringify(topology))
  database.close()
  return path
}

const said = (database: ReadableDatabase): unknown => {
  const { tags, note, pinned, configuration_key: key } = readRunRow(database)
  return { tags, note, pinned, key }
}

describe('the migration to annotations', () => {
  it('says nothing of an older run, read as it is or brought to the newest version', () => {
    const path = versionEight()
    const nothing = { tags: [], note: '', pinned: 0, key: null }
    const viewer = openRunForReading(path)
    expect(said(viewer)).toEqual(nothing)
    viewer.close()
    const writer = openRunForWriting(path)
    expect(said(writer)).toEqual(nothing)
    expect(writer.prepare('SELECT count(*) FROM tensor_shapes').pluck().get()).toBe(0)
    expect(() => writer.prepare('UPDATE run SET pinned = 2').run()).toThrow(/CHECK constraint/)
    writer.close()
  })

  it('finds a tensor by its name, and the key with the run', () => {
    const { path, recorder } = beginRun(temporaryFolder())
    recorder.end('finished', null)
    const database = openRunForReading(path)
    const shapes = database.prepare('SELECT * FROM tensor_shapes').all() as { name: string; shape: string }[]
    expect(Object.fromEntries(shapes.map(({ name, shape }) => [name, JSON.parse(shape)]))).toEqual(
      Object.fromEntries(parametersOf(smallNetwork).map(({ name, shape }) => [name, shape]))
    )
    const plan = database.prepare("EXPLAIN QUERY PLAN SELECT shape FROM tensor_shapes WHERE name = 'a'").all()
    expect((plan as { detail: string }[]).map(({ detail }) => detail)).toEqual([
      'SEARCH tensor_shapes USING PRIMARY KEY (name=?)'
    ])
    const { configuration, configuration_key: key } = readRunRow(database)
    expect(key).toBe(configurationKey(configuration))
    database.close()
  })
})

describe('the key of a configuration', () => {
  const base = defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')

  it('does not depend on the order in which fields were written', () => {
    const backwards = Object.fromEntries(Object.entries(base).reverse()) as RunConfiguration
    expect(JSON.stringify(backwards)).not.toBe(JSON.stringify(base))
    expect(configurationKey(backwards)).toBe(configurationKey(base))
  })

  it('is that of an import whose preprocessing was told, where it was guessed', () => {
    const told: RunConfiguration = {
      method: 'imported', dataset: 'mnist-10k', preprocessing: 'unit', imageSize: 28,
      source: { format: 'onnx', file: 'a.onnx' }, seed: 1, executor: 'graph'
    }
    const guess = { examples: 9, classes: 10, candidates: [{ preprocessing: 'unit' as const, loss: 1, error: 0 }] }
    expect(configurationKey({ ...told, guess })).toBe(configurationKey(told))
    expect(configurationKey({ ...told, preprocessing: 'raw', guess })).not.toBe(configurationKey(told))
  })

  it('is what it was before there were towers, threads, refits and a precision to set', () => {
    // Runs and sweeps that were made before are known by them.
    expect(configurationKey(base)).toBe('b6755fbf0f4216b20aec0db72f5a5236')
    const dsd = defaultConfiguration('dsd', 'mnist-10k', 'all-cnn-mini')
    expect(configurationKey(dsd)).toBe('b31fbda9dc930a9090bcddc627c2e61b')
  })

  it('is another where the classifier is refitted', () => {
    const refitted = (['epochs', 'never'] as const).map((kind) =>
      configurationKey({ ...base, refitClassifier: { kind } } as RunConfiguration))
    expect(refitted.map((key) => key === configurationKey(base))).toEqual([false, true])
  })

  it('is another where steps multiply another precision', () => {
    const [rounded, whole] = (['bfloat16', 'float32'] as const).map((precision) =>
      configurationKey({ ...base, precision }) === configurationKey(base))
    expect([rounded, whole]).toEqual([false, true])
  })

  it('does not depend on towers and threads, which the commands that repeat a run name', () => {
    expect(configurationKey({ ...base, towers: 2, threads: 3 })).toBe(configurationKey(base))
  })

  it('is another whenever a setting is', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (a, b) => {
      const [one, other] = [a, b].map((seed) => configurationKey({ ...base, seed }))
      expect(one === other).toBe(a === b)
      expect(one).toMatch(/^[0-9a-f]{32}$/)
    }))
  })
})
