/** Whatever of a run's file is altered, `verify` finds, and says where; what is whole is saved. */
import BetterSqlite3 from 'better-sqlite3'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashedColumns } from '../../../db/checksums'
import { checkpointNames, readCheckpoint } from '../../../db/checkpoints'
import { MaskReader } from '../../../db/masks'
import { migrations } from '../../../db/migrations'
import { readEpochs } from '../../../db/metrics'
import { readMessages } from '../../../db/run-parts'
import { readSnapshots } from '../../../db/snapshots'
import { saveWhole } from '../../../main/api/verification/save'
import { verifyFile } from '../../../main/api/verification/verify'
import { random } from '../../../main/engine/random'
import { fullRun } from '../../fixtures/full-run'
import { olderRun } from '../../fixtures/older-runs'
import { reading, smallLayout, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const damagesOf = (path: string): string[] => verifyFile(path).damages.map(({ what }) => what)

/** All that has a checksum, as plain SQL reads it; null where SQLite cannot. */
function contentsOf(path: string): string | null {
  const database = new BetterSqlite3(path, { readonly: true })
  try {
    return JSON.stringify([...Object.entries(hashedColumns), ['mask_rows', ['key', 'bits']] as const]
      .map(([table, columns]) => database.prepare(`SELECT ${columns.join(', ')} FROM ${table}`).raw().all()))
  } catch {
    return null
  } finally {
    database.close()
  }
}

describe('a whole file', () => {
  it('is found whole, and everything in it checked', () => {
    const { id, path } = fullRun(temporaryFolder())
    const told: number[] = []
    const found = verifyFile(path, (done, of) => told.push(done / of))
    expect(found).toMatchObject({ id, version: migrations.length, damages: [], unchecked: [], masks: 60 })
    expect(told.at(-1)).toBe(1)
  })

  it('of an older version is recounted, and what nothing tells of is said', () => {
    const folder = temporaryFolder()
    for (const version of [1, 5, 7, 11]) {
      const { damages, unchecked } = verifyFile(olderRun(folder, version))
      expect([version, damages]).toEqual([version, []])
      expect(unchecked).toEqual([
        'its rows have no checksums, as the file was made before version 12',
        'masks of the first examples alone are kept of snapshot 2: not recounted'
      ])
    }
  })
})

describe('single bits', () => {
  it('of any value with a checksum are never turned over unseen', () => {
    const { path } = fullRun(temporaryFolder())
    const [bytes, before] = [readFileSync(path), contentsOf(path)]
    const altered = join(temporaryFolder(), 'altered.maskrun')
    const stream = random(7, 'altered bits')
    const counts = { told: 0, same: 0, unseen: 0 }
    for (let i = 0; i < 150; i++) {
      const content = Buffer.from(bytes)
      content[Math.floor(stream.uniform() * content.length)]! ^= 1 << Math.floor(stream.uniform() * 8)
      writeFileSync(altered, content)
      const outcome = damagesOf(altered).length > 0 ? 'told' : contentsOf(altered) === before ? 'same' : 'unseen'
      counts[outcome]++
    }
    expect(counts.unseen).toBe(0)
    expect(counts.told).toBeGreaterThan(30)
  })
})

describe('what was altered', () => {
  it.each([
    ["UPDATE mask_rows SET bits = zeroblob(length(bits)) WHERE key = (3 << 32) + 7", [
      'snapshot 3: altered masks of 1 example (7)', 'snapshot 3, layer support1: other units are on than were counted',
      'snapshot 3, layer support2: other units are on than were counted'
    ]],
    ['DELETE FROM mask_rows WHERE key = (3 << 32) + 19', ['snapshot 3: no complete mask of example 19']],
    ['UPDATE snapshot_layers SET dead = 50, checksum = NULL WHERE snapshot = 1 AND position = 0', [
      'snapshot 1, layer support1, what was counted of its masks: altered since it was written',
      'snapshot 1, layer support1: what was counted of its masks: dead units'
    ]],
    ['UPDATE epochs SET test_error = 0.01 WHERE epoch = 2', ['the figures of epoch 2: altered since it was written']],
    ["DELETE FROM checkpoint_tensors WHERE name = 'conv1/bias' AND checkpoint = (SELECT checkpoint FROM checkpoints " +
      "WHERE name = 'alternation-1')", ['checkpoint "alternation-1": no complete array "conv1/bias"']],
    ['UPDATE training_state_tensors SET data = zeroblob(length(data)) WHERE state = 3', [
      'the newest state that the training can go on from: ' +
        'the state of the training at iteration 30 is not what was saved'
    ]],
    ['UPDATE support_layers SET units = 74, checksum = NULL WHERE position = 0', [
      'the run, support layer support1: altered since it was written',
      'its support layers: the masks of the layers do not lie one behind the other'
    ]],
    ["UPDATE support_layers SET shape = '[3,5,5]', checksum = NULL WHERE position = 0", [
      'the run, its support layers: they are not those of its network'
    ]]
  ] as [string, string[]][])('is said: %s', (sql, expected) => {
    const { path } = fullRun(temporaryFolder())
    writing(path, (database) => {
      database.pragma('foreign_keys = OFF')
      database.exec(sql)
    })
    expect(damagesOf(path)).toEqual(expect.arrayContaining(expected))
  })

  it('is found in masks that have no checksum by what was counted of them', () => {
    const path = olderRun(temporaryFolder(), 11)
    writing(path, (database) =>
      database.exec('UPDATE mask_rows SET bits = zeroblob(length(bits)) WHERE key = (3 << 32)'))
    expect(damagesOf(path)).toContain('snapshot 3, layer support2: other units are on than were counted')
  })
})

describe('saving', () => {
  it('leaves out what is damaged, and keeps everything else', () => {
    const { path } = fullRun(temporaryFolder())
    const last = Int32Array.from({ length: 20 }, (_, example) => example)
    const masks = (file: string): Uint8Array => reading(file, (database) =>
      new MaskReader(database, smallLayout.bytesPerExample).read(3, last))
    const before = masks(path)
    writing(path, (database) => {
      // Snapshot 1 is stored as what changes until 2.
      database.exec('UPDATE mask_rows SET bits = zeroblob(length(bits)) WHERE key = (2 << 32) + 3')
      database.exec("UPDATE checkpoint_tensors SET data = zeroblob(length(data)) WHERE checkpoint = " +
        "(SELECT checkpoint FROM checkpoints WHERE name = 'dense')")
      database.exec('UPDATE epochs SET test_error = 0 WHERE epoch = 1; UPDATE curve SET loss = 9 WHERE iteration = 4')
      database.exec('UPDATE training_states SET checksum = checksum + 1 WHERE number = 3')
    })
    const file = join(temporaryFolder(), 'saved.maskrun')
    const found = verifyFile(path)
    expect(saveWhole(path, file, found)).toEqual(['snapshot 2', 'snapshot 1', 'checkpoint "dense"'])
    expect(damagesOf(file)).toEqual([])
    expect(masks(file)).toEqual(before)
    reading(file, (database) => {
      expect(readSnapshots(database, 0)).toMatchObject([{ index: 3, comparedWith: null, churn: null }])
      expect(readEpochs(database, 0).map(({ epoch }) => epoch)).toEqual([2, 3])
      expect(checkpointNames(database)).toEqual(
        expect.arrayContaining(['alternation-1', 'alternation-2', 'alternation-3', 'final', 'last-good']))
      expect(readCheckpoint(database, 'final').weights.size).toBe(4)
      expect(database.prepare('SELECT count(*) FROM curve').pluck().get()).toBe(29)
      expect(database.prepare('SELECT count(*) FROM training_states').pluck().get()).toBe(1)
      expect(readMessages(database).at(-1)?.text).toMatch(/^Saved from a damaged file of run .* altered masks of 1 exam/)
    })
  })

  it('goes around pages that cannot be read', () => {
    const { path } = fullRun(temporaryFolder())
    const database = new BetterSqlite3(path, { readonly: true })
    const page = database.prepare("SELECT pageno FROM dbstat WHERE name = 'curve' AND pagetype = 'leaf'").pluck().get()
    database.close()
    const bytes = readFileSync(path)
    bytes.fill(0x5a, (Number(page) - 1) * 1024, Number(page) * 1024)
    writeFileSync(path, bytes)
    const file = join(temporaryFolder(), 'saved.maskrun')
    saveWhole(path, file, verifyFile(path))
    reading(file, (saved) => {
      expect(readSnapshots(saved, 0)).toHaveLength(3)
      expect(readEpochs(saved, 0)).toHaveLength(3)
    })
  })

  it('makes no file where the run itself is damaged, and replaces none', () => {
    const { path } = fullRun(temporaryFolder())
    const file = join(temporaryFolder(), 'saved.maskrun')
    writing(path, (database) => database.exec('UPDATE run SET train_examples = 19'))
    expect(() => saveWhole(path, file, verifyFile(path))).toThrow(/^Nothing of run .* can be saved \(.*\); restore its/)
    expect(existsSync(file)).toBe(false)
    writeFileSync(file, 'kept')
    expect(() => saveWhole(path, file, verifyFile(path))).toThrow(`${file} is there already; choose a name that is`)
    expect(readFileSync(file, 'utf8')).toBe('kept')
  })
})
