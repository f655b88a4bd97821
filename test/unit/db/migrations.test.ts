/** What a fresh run file consists of. A changed table needs a migration of its own, and a test here. */
import BetterSqlite3 from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asWritable, type ReadableDatabase } from '../../../db/database'
import { applicationId, createRunFile, openRunForReading, openRunForWriting } from '../../../db/open'
import { MaskReader } from '../../../db/masks'
import { settleUnused } from '../../../db/settling'
import { demandPredictions, readRuleEvaluations } from '../../../db/rule-evaluations'
import { readPrunings, readSensitivity, readWeightMasks } from '../../../db/prunings'
import { migrate, migrations } from '../../../db/migrations'
import { runFile } from '../../../db/migrations/001-run-file'
import { failureKindFromSentence } from '../../../db/migrations/006-snapshots'
import { readEvaluations } from '../../../db/checkpoints'
import { readOnOfUnit, readOnPerUnit } from '../../../db/snapshot-counts'
import { readSnapshots } from '../../../db/snapshots'
import { readTestCurve, insertTestPoint } from '../../../db/metrics'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import { trainingConfigurationSchema, type AlternationConfiguration } from '../../../preload/schema/configuration'
import { temporaryFolder } from '../../fixtures/temporary'

const tables = {
  run: [
    'one',
    'id',
    'name',
    'status',
    'failure',
    'backend',
    'configuration',
    'topology',
    'environment',
    'parameters',
    'train_examples',
    'test_examples',
    'created_at',
    'finished_at',
    'host',
    'process',
    'heartbeat_at',
    'progress',
    'failure_kind',
    'tags',
    'note',
    'pinned',
    'configuration_key',
    'checksum'
  ],
  tensor_shapes: ['name', 'shape', 'checksum'],
  support_layers: ['position', 'name', 'shape', 'units', 'byte_offset', 'byte_length', 'checksum'],
  curve: ['iteration', 'epoch', 'loss', 'error', 'learning_rate', 'checksum'],
  curve_outline: ['iteration', 'block', 'wide'],
  test_curve: ['iteration', 'epoch', 'loss', 'error', 'checksum'],
  epochs: [
    'epoch',
    'iterations',
    'phase',
    'learning_rate',
    'train_loss',
    'train_error',
    'test_loss',
    'test_error',
    'drift',
    'seconds',
    'checksum'
  ],
  snapshots: [
    'snapshot',
    'kind',
    'alternation',
    'checkpoint_name',
    'epoch',
    'iteration',
    'examples',
    'compared_with',
    'compared_examples',
    'masks_kept',
    'seconds',
    'changes_until',
    'checksum'
  ],
  snapshot_layers: [
    'snapshot',
    'position',
    'bits_on',
    'on_to_off',
    'off_to_on',
    'dead',
    'always_on',
    'on_per_unit',
    'on_to_off_per_unit',
    'off_to_on_per_unit',
    'flips_per_example',
    'checksum'
  ],
  mask_rows: ['key', 'bits', 'checksum'],
  mask_changes: ['snapshot', 'position', 'first', 'examples', 'bits', 'checksum'],
  training_set: ['one', 'labels', 'image_means', 'checksum'],
  checkpoints: ['checkpoint', 'name', 'epoch', 'iteration', 'created_at', 'pruning', 'checksum'],
  checkpoint_tensors: ['checkpoint', 'name', 'data', 'checksum'],
  evaluations: [
    'number',
    'checkpoint_name',
    'epoch',
    'examples',
    'relu_error',
    'relu_loss',
    'maskt_error',
    'maskt_loss',
    'iteration',
    'checksum'
  ],
  log: ['number', 'at', 'message'],
  test_set: ['one', 'examples', 'classes', 'labels', 'checksum'],
  rule_evaluations: [
    'number', 'checkpoint_name', 'rule', 'form', 'beta_kind', 'beta', 'examples', 'wrong', 'loss', 'units_on',
    'checksum'
  ],
  predictions: ['evaluation', 'classes', 'probabilities', 'label_probabilities', 'checksum'],
  example_images: ['example', 'height', 'width', 'channels', 'pixels', 'checksum'],
  prunings: ['pruning', 'epoch', 'iteration', 'alternation', 'seconds', 'checksum'],
  training_states: ['number', 'epoch', 'iteration', 'saved_at', 'position', 'method', 'marks', 'checksum'],
  training_state_tensors: ['state', 'part', 'name', 'data'],
  weight_masks: [
    'pruning',
    'position',
    'name',
    'weights',
    'kept',
    'exempt',
    'bits',
    'opportunities',
    'mean',
    'never',
    'histogram',
    'checksum'
  ],
  sensitivity: ['number', 'checkpoint_name', 'layer', 'degree', 'error', 'loss', 'checksum']
}

const simple = (database: ReadableDatabase, name: string): unknown => database.pragma(name, { simple: true })

interface TableInfo { name: string; type: string; strict: number }

const ownTables = (database: ReadableDatabase): TableInfo[] =>
  (database.pragma('table_list') as TableInfo[]).filter(
    ({ name, type }) => type === 'table' && !name.startsWith('sqlite_')
  )

describe('a fresh run file', () => {
  const database = createRunFile(join(temporaryFolder(), 'fresh.maskrun'), 4096)

  it('identifies the file', () => {
    expect(simple(database, 'application_id')).toBe(applicationId)
    expect(applicationId).toBe(Buffer.from('MSKS').readUInt32BE())
    expect(simple(database, 'user_version')).toBe(migrations.length)
    expect(simple(database, 'integrity_check')).toBe('ok')
  })

  it('makes exactly these tables and columns', () => {
    const found = Object.fromEntries(ownTables(database).map(({ name }) =>
      [name, (database.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name)]))
    expect(found).toEqual(tables)
  })

  it('makes every table strict, so that a text can never stand where a number belongs', () => {
    expect(ownTables(database).filter(({ strict }) => strict !== 1)).toEqual([])
    expect(() => database.prepare('INSERT INTO mask_rows VALUES (?, ?, NULL)').run(1, 'text')).toThrow(/cannot store TEXT/)
  })

  it('refuses a second run row and a status that is none', () => {
    const insert = database.prepare(`
      INSERT INTO run VALUES (?, 'a', 'a', ?, NULL, 'b', '{}', '{}', '{}', 1, 1, 1, 'now', NULL, 'host', 1, 'now', NULL,
        NULL, '[]', '', 0, NULL, NULL)
    `)
    expect(() => insert.run(2, 'running')).toThrow(/CHECK constraint/)
    expect(() => insert.run(1, 'sleeping')).toThrow(/CHECK constraint/)
  })
})

/** A run's file as version 1 left it. */
function oldRunFile(): string {
  const path = join(temporaryFolder(), 'old.maskrun')
  const database = new BetterSqlite3(path)
  database.pragma(`application_id = ${applicationId}`)
  database.exec(migrations[0])
  database.pragma('user_version = 1')
  database
    .prepare('INSERT INTO checkpoints (name, epoch, iteration, created_at) VALUES (?, 1, 1, ?)')
    .run('final', 'now')
  database.prepare('INSERT INTO log (at, message) VALUES (?, ?)').run('now', 'kept')
  for (const [alternation, masksKept] of [[1, 'all'], [2, 'probe'], [1000, 'all']] as const) {
    database.prepare('INSERT INTO alternations VALUES (?, 1, 1, 4, ?, 0)').run(alternation, masksKept)
    for (let example = 0; example < (masksKept === 'all' ? 4 : 2); example++) {
      database
        .prepare('INSERT INTO masks VALUES (?, ?, ?)')
        .run(alternation, example, Buffer.of(alternation & 255, example))
    }
  }
  database.close()
  return path
}

/** Those of the old file, by the table of whichever version it has. */
function expectMasks(database: ReadableDatabase): void {
  const table = new MaskReader(database, 2)
  expect([1, 2, 3, 1000].map((alternation) => [...table.examplesOf(alternation)])).toEqual([
    [0, 1, 2, 3],
    [0, 1],
    [],
    [0, 1, 2, 3]
  ])
  expect([...table.read(1000, Int32Array.of(3, 0))]).toEqual([232, 3, 232, 0])
  expect([...table.read(2, Int32Array.of(1))]).toEqual([2, 1])
  expect(() => table.read(2, Int32Array.of(2))).toThrow('no complete mask of example 2 of snapshot 2')
}

describe('migrations after the first', () => {
  it('bring an old file to the tables of a fresh one when it is written, and keeps what it holds', () => {
    const path = oldRunFile()
    const database = openRunForWriting(path)
    expect(simple(database, 'user_version')).toBe(migrations.length)
    expect(ownTables(database).map(({ name }) => name).sort()).toEqual(Object.keys(tables).sort())
    expect(database.prepare('SELECT message FROM log').pluck().all()).toEqual(['kept'])
    expect(database.prepare('SELECT name, epoch, pruning FROM checkpoints').all()).toEqual([
      { name: 'final', epoch: 1, pruning: null }
    ])
    expect(database.pragma('foreign_key_check')).toEqual([])
    expectMasks(database)
    expect(
      database.prepare('SELECT alternation, example, bits FROM masks WHERE alternation = 1000').all().at(-1)
    ).toEqual({ alternation: 1000, example: 3, bits: Buffer.of(232, 3) })
    database.close()
  })

  it('are not needed to look at an old file, nor done by it', () => {
    const path = oldRunFile()
    const before = readFileSync(path)
    const database = openRunForReading(path)
    expect(readRuleEvaluations(database, 'final')).toEqual([])
    expect(readPrunings(database, 0)).toEqual([])
    expect(readWeightMasks(database, 'final')).toEqual([])
    expect(readSensitivity(database, 0)).toEqual({ points: [], last: 0 })
    expectMasks(database)
    expect(() => {
      demandPredictions(database)
    }).toThrow('The run holds no predictions yet; evaluate a checkpoint first.')
    database.close()
    expect(settleUnused(path)).toBe(true)
    const settled = openRunForReading(path)
    expect(simple(settled, 'user_version')).toBe(1)
    settled.close()
    expect(before.length).toBe(readFileSync(path).length)
  })
})

/** A file of version 5 with two alternations, a pruning by the second, an evaluation, and a failure. */
function versionFive(path: string, failure: string | null, method = 'i-alternation'): void {
  const database = asWritable(new BetterSqlite3(path))
  database.pragma(`application_id = ${applicationId}`)
  for (const step of migrations.slice(0, 5)) database.exec(step)
  database.pragma('user_version = 5')
  database
    .prepare(
      "INSERT INTO run VALUES (1, 'a', 'a', 'failed', ?, 'b', ?, '{}', '{}', 1, 4, 1, " +
        "'now', 'now', 'h', 1, 'now', NULL)"
    )
    .run(failure, JSON.stringify({ method }))
  database.prepare("INSERT INTO support_layers VALUES (0, 'support1', '[8]', 8, 0, 1)").run()
  for (const alternation of [1, 2]) {
    database
      .prepare("INSERT INTO alternations VALUES (?, ?, ?, 4, 'all', 0.5)")
      .run(alternation, alternation, alternation * 10)
    database
      .prepare('INSERT INTO alternation_layers VALUES (?, 0, 12, ?, ?, 1, 2, ?)')
      .run(alternation, ...(alternation === 1 ? [null, null] : [3, 5]), Buffer.alloc(32, alternation))
    for (let example = 0; example < 4; example++)
      database
        .prepare('INSERT INTO mask_rows VALUES (?, ?)')
        .run(alternation * 2 ** 32 + example, Buffer.of(alternation))
  }
  database.prepare('INSERT INTO prunings VALUES (1, 2, 20, 2, 0.5)').run()
  database
    .prepare(
      'INSERT INTO weight_masks (pruning, position, name, weights, kept, exempt, bits) ' +
        "VALUES (1, 0, 'c', 8, 4, 0, x'f0')"
    )
    .run()
  database.prepare("INSERT INTO checkpoints VALUES (1, 'final', 2, 25, 'now', 1)").run()
  database.prepare("INSERT INTO evaluations VALUES (1, 'final', 2, 10, 0.5, 1, 0.5, 1)").run()
  database.close()
}

const told = (database: ReadableDatabase): unknown => [
  readSnapshots(database, 0),
  readOnPerUnit(database, 2, 'support1'),
  readOnOfUnit(database, 'support1', 7),
  new MaskReader(database, 1).readPart(2, 0, 4, { byte: 0, length: 1 }),
  readPrunings(database, 0),
  readEvaluations(database, 0).evaluations
]

describe('the migration to snapshots', () => {
  it('makes alternations snapshots, with all that refers to them, and reads the same before and after', () => {
    const path = join(temporaryFolder(), 'five.maskrun')
    versionFive(path, null)
    const viewer = openRunForReading(path)
    const before = told(viewer)
    viewer.close()
    const writer = openRunForWriting(path)
    expect(simple(writer, 'user_version')).toBe(migrations.length)
    expect(simple(writer, 'foreign_keys')).toBe(1)
    expect(told(writer)).toEqual(before)
    expect(writer.pragma('foreign_key_check')).toEqual([])
    expect(() => writer.prepare('UPDATE prunings SET alternation = 9').run()).toThrow(/FOREIGN KEY/)
    expect(readSnapshots(writer, 0)).toMatchObject([
      { index: 1, kind: 'alternation', alternation: 1, checkpoint: 'alternation-1', comparedWith: null, churn: null },
      { index: 2, alternation: 2, comparedWith: 1, comparedExamples: 4, sparsity: 1 - 12 / 32, churn: 8 / 32 }
    ])
    expect(readPrunings(writer, 0)).toMatchObject([{ index: 1, alternation: 2 }])
    expect(readWeightMasks(writer, 'final')).toHaveLength(1)
    expect(readEvaluations(writer, 0).evaluations).toMatchObject([{ at: 'final', epoch: 2, iteration: 25 }])
    writer.close()
  })

  it('leaves what read alternations by SQL the same answers', () => {
    const path = join(temporaryFolder(), 'five.maskrun')
    versionFive(path, null)
    const queries = [
      'SELECT * FROM alternations ORDER BY alternation',
      'SELECT * FROM alternation_layers ORDER BY alternation',
      'SELECT alternation, example, bits FROM masks ORDER BY alternation, example'
    ]
    const answers = (database: ReadableDatabase): unknown => queries.map((query) => database.prepare(query).all())
    const viewer = openRunForReading(path)
    const before = answers(viewer)
    viewer.close()
    const writer = openRunForWriting(path)
    expect(answers(writer)).toEqual(before)
    // Of one alternation they are found by keys alone.
    const plan = writer.prepare('EXPLAIN QUERY PLAN SELECT bits FROM masks WHERE alternation = 2').all()
    expect((plan as { detail: string }[]).map(({ detail }) => detail)).toEqual([
      'SEARCH snapshots USING COVERING INDEX sqlite_autoindex_snapshots_1 (alternation=?)',
      'SEARCH mask_rows USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'
    ])
    writer.close()
  })

  it('calls the masks of an import what they are: asked for, and never trained with', () => {
    const path = join(temporaryFolder(), 'imported.maskrun')
    versionFive(path, null, 'imported')
    const viewer = openRunForReading(path)
    const before = readSnapshots(viewer, 0)
    viewer.close()
    expect(before[0]).toMatchObject({ kind: 'requested', alternation: null, checkpoint: 'final' })
  })

  it.each([
    ['Training diverged: the loss is no longer a finite number.', 'diverged'],
    ['The disk of the store is full, so the run ended here; what it had stored is kept.', 'disk-full'],
    ['Maskscope met an error it did not expect: x (run again with --debug for details).', 'defect'],
    ['The data set is not there.', 'error'],
    [null, null]
  ])('finds in "%s" the kind of failure %s, whether it is brought to the newest version ' +
    'or only read', (failure, kind) => {
    const path = join(temporaryFolder(), 'failed.maskrun')
    versionFive(path, failure)
    const kindIn = (database: ReadableDatabase, sql: string): unknown => database.prepare(sql).pluck().get()
    const viewer = openRunForReading(path)
    expect(kindIn(viewer, `SELECT ${failureKindFromSentence} FROM run`)).toBe(kind)
    viewer.close()
    const writer = openRunForWriting(path)
    expect(kindIn(writer, 'SELECT failure_kind FROM run')).toBe(kind)
    writer.close()
  })
})

describe('migrating', () => {
  it('leaves a newest file as it is, whatever it holds', () => {
    const path = join(temporaryFolder(), 'twice.maskrun')
    const database = createRunFile(path, 4096)
    database.prepare('INSERT INTO log (at, message) VALUES (?, ?)').run('now', 'kept')
    migrate(database)
    database.close()
    const again = openRunForWriting(path)
    expect(again.prepare('SELECT message FROM log').pluck().all()).toEqual(['kept'])
    again.close()
  })

  it('gives a file of version 1 its table of tests; read as it is, it has none', () => {
    const database = asWritable(new BetterSqlite3(':memory:'))
    database.exec(runFile)
    database.pragma('user_version = 1')
    expect(readTestCurve(database, 0)).toEqual([])
    migrate(database)
    insertTestPoint(database, { iteration: 25, epoch: 0.2, loss: 1, error: 0.5 })
    expect(readTestCurve(database, 0)).toEqual([{ iteration: 25, epoch: 0.2, loss: 1, error: 0.5 }])
  })

  it('reads the configuration of a run that was made before its newer settings', () => {
    const { alternation, ...rest } = defaultConfiguration(
      'i-alternation',
      'mnist-10k',
      'all-cnn-mini'
    ) as AlternationConfiguration
    const { evaluateEvery, ...older } = rest
    const { warmupError, ...olderAlternation } = alternation
    const read = trainingConfigurationSchema.parse(
      JSON.parse(JSON.stringify({ ...older, alternation: olderAlternation }))
    )
    expect([evaluateEvery, warmupError]).not.toContain(undefined)
    expect(read).toEqual({ ...older, evaluateEvery: null, alternation: { ...olderAlternation, warmupError: null } })
  })

  it('undoes a step that fails half-way, and its version with it', () => {
    const database = asWritable(new BetterSqlite3(':memory:'))
    database.exec('CREATE TABLE curve (taken)')
    expect(() => migrate(database)).toThrow(/curve already exists/)
    expect(simple(database, 'user_version')).toBe(0)
    expect(ownTables(database).map(({ name }) => name)).toEqual(['curve'])
  })
})
