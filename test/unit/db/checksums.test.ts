/**
 * Every value that is stored with a checksum is told when it was altered: by whoever reads it, in one sentence that
 * says where. And the twelfth migration, which gives an older file the columns and no checksums.
 */
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checksumOf, hashedColumns } from '../../../db/checksums'
import { readCheckpoint } from '../../../db/checkpoints'
import type { ReadableDatabase } from '../../../db/database'
import { readImage } from '../../../db/example-images'
import { KeptBlocks } from '../../../db/kept-blocks'
import { MaskReader } from '../../../db/masks'
import { openRunForReading } from '../../../db/open'
import { readWeightMasks } from '../../../db/prunings'
import { readPredictions, readTestSet } from '../../../db/rule-evaluations'
import { readTrainingLabels } from '../../../db/runs'
import { readFlipsPerExample, readFlipsPerUnit, readOnPerUnit } from '../../../db/snapshot-counts'
import { fullRun } from '../../fixtures/full-run'
import { olderRun } from '../../fixtures/older-runs'
import { reading, smallLayout, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const width = smallLayout.bytesPerExample

/** One bit of the bytes that a query finds, turned over. */
function flipBit(path: string, table: string, column: string, where: string): void {
  writing(path, (database) => {
    const { at, bytes } = database.prepare(`SELECT rowid AS at, ${column} AS bytes FROM ${table} WHERE ${where}`)
      .get() as { at: number; bytes: Buffer }
    bytes[bytes.length >> 1]! ^= 0x10
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(bytes, at)
  })
}

const answers = (database: ReadableDatabase): unknown =>
  readPredictions(database, 'final', { rule: 'relu' }, readTestSet(database))

describe('what is altered by one bit is told when it is read', () => {
  it.each<[string, string, string, (database: ReadableDatabase) => unknown, string]>([
    ['mask_rows', 'bits', 'key = (3 << 32) + 7',
      (database) => new MaskReader(database, width).read(3, Int32Array.of(7)), 'the mask of example 7 of snapshot 3'],
    ['mask_rows', 'bits', 'key = (3 << 32) + 7',
      (database) => new MaskReader(database, width).readPart(3, 0, 20, { byte: 0, length: 1 }),
      'the mask of example 7 of snapshot 3'],
    ['mask_changes', 'bits', 'position = 1', (database) => new MaskReader(database, width).read(1, Int32Array.of(0)),
      'what changes in layer support2 after snapshot 1'],
    ['checkpoint_tensors', 'data', "name = 'conv2/kernel'", (database) => readCheckpoint(database, 'alternation-1'),
      'the array "conv2/kernel" of checkpoint "alternation-1"'],
    ['predictions', 'classes', 'true', answers, 'what checkpoint "final" answers to the test examples'],
    ['predictions', 'label_probabilities', 'true', answers, 'what checkpoint "final" answers to the test examples'],
    ['test_set', 'labels', 'true', answers, 'the list of the test set’s labels'],
    ['training_set', 'labels', 'true', readTrainingLabels, 'the list of the training examples’ labels'],
    ['example_images', 'pixels', 'true', (database) => readImage(database, 8), 'the picture of test example 8'],
    ['weight_masks', 'bits', 'true', (database) => readWeightMasks(database, 'final'),
      'the weight mask of "conv1" of pruning 1'],
    ['snapshot_layers', 'on_per_unit', 'snapshot = 2', (database) => readOnPerUnit(database, 2, 'support1'),
      'what was counted of layer support1 at snapshot 2'],
    ['snapshot_layers', 'off_to_on_per_unit', 'snapshot = 2', (database) => readFlipsPerUnit(database, 2, 'support1'),
      'what was counted of layer support1 at snapshot 2'],
    ['snapshot_layers', 'flips_per_example', 'snapshot = 2', (database) => readFlipsPerExample(database, 2),
      'what was counted of layer support1 at snapshot 2']
  ])('%s.%s where %s', (table, column, where, read, what) => {
    const { id, path } = fullRun(temporaryFolder())
    expect(() => reading(path, read)).not.toThrow()
    flipBit(path, table, column, where)
    expect(() => reading(path, read)).toThrow(
      `Run ${id} is damaged: ${what} is not as it was written; "maskscope verify ${id}" says what else is, and with ` +
        '--save FILE writes what is whole to a new file.'
    )
  })
})

it('holds a mask against its checksum the first time alone', () => {
  const { path } = fullRun(temporaryFolder())
  const kept = new KeptBlocks(0)
  const read = (): unknown => reading(path, (database) => {
    const masks = new MaskReader(database, width, kept)
    return [masks.readPart(3, 0, 20, { byte: 0, length: 1 }), masks.read(3, Int32Array.of(19, 0, 7))]
  })
  const before = read()
  writing(path, (database) => database.exec('UPDATE mask_rows SET checksum = 1'))
  expect(read()).toEqual(before)
  expect(() => reading(path, (database) => new MaskReader(database, width).read(3, Int32Array.of(19)))).toThrow(
    'the mask of example 19 of snapshot 3 is not as it was written'
  )
})

describe('a checksum', () => {
  it('is CRC-32 of each value behind its kind, and its length', () => {
    const number = Buffer.alloc(8)
    number.writeDoubleLE(0.1)
    const expected = crc32(Buffer.concat([
      Buffer.of(0), Buffer.of(1), number, Buffer.of(2, 3, 0, 0, 0), Buffer.from('é1'), Buffer.of(3, 2, 0, 0, 0, 7, 8)
    ]))
    expect(checksumOf([null, 0.1, 'é1', Uint8Array.of(7, 8)])).toBe(expected)
    expect(checksumOf([-0])).toBe(checksumOf([0]))
  })

  it('is of every row of a new file that is not made anew from others, and of no text that changes', () => {
    const { path } = fullRun(temporaryFolder())
    reading(path, (database) => {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
      const without = tables.filter((table) => !(table in hashedColumns) && !table.startsWith('sqlite_'))
      // Masks have a checksum of another form, and states one of all their tensors.
      expect(without.sort()).toEqual(['curve_outline', 'log', 'mask_rows', 'training_state_tensors', 'training_states'])
      for (const table of [...Object.keys(hashedColumns), 'mask_rows']) {
        const rows = database.prepare(`SELECT count(*), count(checksum) FROM ${table}`).raw().get() as [number, number]
        expect([table, rows[0] > 0, rows[1]]).toEqual([table, true, rows[0]])
      }
    })
  })

  it('is missing in a file of an older version, which is read as before and brought to the newest without one', () => {
    const path = olderRun(temporaryFolder(), 11)
    const masks = (): Uint8Array =>
      reading(path, (database) => new MaskReader(database, width).read(3, Int32Array.of(4)))
    const before = masks()
    writing(path, (database) => {
      expect(database.prepare('SELECT count(*), count(checksum) FROM mask_rows').raw().get()).toEqual([45, 0])
      expect(database.prepare('SELECT checksum FROM run').pluck().get()).toBeNull()
    })
    expect(masks()).toEqual(before)
    const database = openRunForReading(path)
    expect(readCheckpoint(database, 'final').weights.size).toBeGreaterThan(0)
    database.close()
  })
})
