/**
 * Masks of a snapshot before the newest, as the bits that change in them until a later snapshot: XOR of both, in blocks
 * of one layer and of a run of examples, compressed by zstd. Most bits stay, so that is a fifth of the masks or less. A
 * block is small enough that one example's masks, and large enough that one layer's, are read quickly.
 *
 * The first `examples` of a snapshot may be there as changes and the rest as they were: whoever replaces masks by
 * changes may be killed at any moment.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { elementOf } from '../preload/schema/element'
import { Failure } from '../preload/schema/failure'
import type { SupportLayer } from '../preload/schema/run'
import { checksumColumn, checksumOf, damagedIn, rowWriter } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { KeptBlocks, type Block } from './kept-blocks'
import { fileVersion } from './open'

/** The first version of the run file that has changes. */
const firstVersion = 8
/** Bytes of a block before it is compressed, at most, unless one example's layer alone has more. */
const blockBytes = 65_536
/** Examples that are replaced in one transaction: whole blocks of every layer. */
export const examplesTogether = 256
/** Higher levels take longer and gain little: 0.217 bit per unit by level 3, 0.212 by level 6. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

/** Bytes, by Node. */
const smallestChunk = 64

/** Bytes of a packed mask, from one on. */
export interface MaskPart { byte: number; length: number }

/** As it is stored. */
interface StoredBlock extends Block { checksum: number | null }

/** Of the first `examples` it is known what changes in their masks until the snapshot `until`. */
export interface Changes { until: number; examples: number }

/**
 * SQL for how many of a snapshot's examples are there as changes.
 * @param snapshot a column with its table, or a value
 */
export function changedCount(database: ReadableDatabase, snapshot: string): string {
  if (fileVersion(database) < firstVersion) return '0'
  // Every example has a block in every layer, so the first layer tells of all.
  return `coalesce((SELECT first + examples FROM mask_changes WHERE snapshot = ${snapshot} AND position = 0
    ORDER BY first DESC LIMIT 1), 0)`
}

/**
 * Files are read as they are: those of a version before 5 have masks by alternation and example instead of by one key.
 */
export const isKeyed = (database: ReadableDatabase): boolean => fileVersion(database) >= 5

/**
 * SQL for the number of stored masks of a snapshot.
 * @param snapshot a column with its table, or a value
 */
export const storedCount = (database: ReadableDatabase, snapshot: string): string => (isKeyed(database)
  ? `((SELECT count(*) FROM mask_rows WHERE key >= ${snapshot} << 32 AND key < (${snapshot} + 1) << 32)
      + ${changedCount(database, snapshot)})`
  : `(SELECT count(*) FROM masks WHERE masks.alternation = ${snapshot})`)

export class MaskHistory {
  readonly #changes: ((snapshot: number) => Changes | undefined) | null
  readonly #database: ReadableDatabase
  readonly #block: (snapshot: number, position: number, example: number) => StoredBlock | undefined
  readonly #layers: () => readonly SupportLayer[]
  readonly #kept: KeptBlocks

  /**
   * @param layers asked for only where there are changes
   * @param kept of this run
   */
  constructor(database: ReadableDatabase, layers: () => readonly SupportLayer[], kept = new KeptBlocks(0)) {
    this.#database = database
    this.#layers = layers
    this.#kept = kept
    if (fileVersion(database) < firstVersion) {
      this.#changes = null
      this.#block = () => undefined
      return
    }
    // What does not lead to a later moment is no history, and could lead round in a circle.
    const changes = database.prepare(`
      SELECT s.changes_until AS until, ${changedCount(database, 's.snapshot')} AS examples
      FROM snapshots AS s JOIN snapshots AS later ON later.snapshot = s.changes_until
      WHERE s.snapshot = ? AND (later.iteration, later.snapshot) > (s.iteration, s.snapshot)
    `)
    const block = database.prepare(`
      SELECT first, examples, bits, ${checksumColumn(database)} AS checksum FROM mask_changes
      WHERE snapshot = ? AND position = ? AND first <= ? ORDER BY first DESC LIMIT 1
    `)
    this.#changes = (snapshot) => changes.get(snapshot) as Changes | undefined
    this.#block = (snapshot, position, example) => block.get(snapshot, position, example) as StoredBlock | undefined
  }

  /** Null where all masks of the snapshot are there as they are. */
  changesOf(snapshot: number): Changes | null {
    return this.#changes?.(snapshot) ?? null
  }

  /**
   * Makes masks of the later snapshot those of this one.
   * @param rows a part of the masks of `examples`, one after the other
   * @param places in `examples`, by rising example: only these rows are changed
   * @throws Failure when a block is damaged or not there
   */
  apply(snapshot: number, examples: Int32Array, places: readonly number[], part: MaskPart, rows: Uint8Array): void {
    const end = part.byte + part.length
    this.#layers().forEach((layer, position) => {
      const from = Math.max(part.byte, layer.byteOffset)
      const length = Math.min(end, layer.byteOffset + layer.byteLength) - from
      if (length <= 0) return
      let block: Block | null = null
      for (const place of places) {
        const example = elementOf(examples, place)
        if (block === null || example >= block.first + block.examples)
          block = this.#kept.block([snapshot, position, example].join(' '),
            () => this.#unpacked(snapshot, position, layer, example))
        const at = (example - block.first) * layer.byteLength + from - layer.byteOffset
        flip(rows, place * part.length + from - part.byte, block.bits, at, length)
      }
    })
  }

  #unpacked(snapshot: number, position: number, { name, byteLength }: SupportLayer, example: number): Block {
    const block = this.#block(snapshot, position, example)
    if (block !== undefined && !isWhole(snapshot, position, block))
      throw damagedIn(this.#database, `what changes in layer ${name} after snapshot ${snapshot}`)
    const bytes = block === undefined ? 0 : block.examples * byteLength
    const bits = block === undefined ? null : unpacked(block.bits, bytes)
    if (block === undefined || bits === null || example >= block.first + block.examples) {
      throw new Failure(`The run file holds no complete mask of example ${example} of snapshot ${snapshot}.`)
    }
    return { first: block.first, examples: block.examples, bits }
  }
}

const isWhole = (snapshot: number, position: number, { first, examples, bits, checksum }: StoredBlock): boolean =>
  checksum === null || checksum === checksumOf([snapshot, position, first, examples, bits])

/** Null where they are not what `bytes` bytes were packed to. */
function unpacked(packed: Uint8Array, bytes: number): Uint8Array | null {
  try {
    // In one piece, which takes half the time of several that are put together.
    const bits = zstdDecompressSync(packed, { maxOutputLength: bytes, chunkSize: Math.max(smallestChunk, bytes) })
    return bits.length === bytes ? bits : null
  } catch {
    return null
  }
}

/** By whole words where both lie on one, which is four times as fast. */
function flip(rows: Uint8Array, at: number, bits: Uint8Array, from: number, length: number): void {
  const [start, source] = [rows.byteOffset + at, bits.byteOffset + from]
  let i = 0
  if (start % 4 === 0 && source % 4 === 0) {
    const words = new Int32Array(rows.buffer, start, length >> 2)
    const changes = new Int32Array(bits.buffer, source, length >> 2)
    for (let word = 0; word < words.length; word++) words[word] = (words[word] ?? 0) ^ (changes[word] ?? 0)
    i = words.length * 4
  }
  for (; i < length; i++) rows[at + i] = (rows[at + i] ?? 0) ^ (bits[from + i] ?? 0)
}

/** A power of two, so that as many as are replaced together are whole blocks. */
function examplesPerBlock({ byteLength }: SupportLayer): number {
  const fitting = Math.max(1, Math.min(examplesTogether, Math.floor(blockBytes / Math.max(1, byteLength))))
  return 2 ** Math.floor(Math.log2(fitting))
}

/** Masks of the same examples, one after the other, in a snapshot and in a later one. */
export interface MaskPair { now: Uint8Array; later: Uint8Array }

/** Writes what changes between masks of two snapshots. */
export class ChangeWriter {
  readonly #layers: readonly SupportLayer[]
  readonly #insert: (snapshot: number, position: number, block: Block) => void

  constructor(database: WritableDatabase, layers: readonly SupportLayer[]) {
    this.#layers = layers
    const write = rowWriter(database, 'mask_changes')
    this.#insert = (snapshot, position, block) => { write({ snapshot, position, ...block }) }
  }

  /** @param masks of the examples from `first` on */
  write(snapshot: number, first: number, masks: MaskPair): void {
    const width = this.#layers.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const count = masks.now.length / width
    this.#layers.forEach((layer, position) => {
      const together = examplesPerBlock(layer)
      for (let from = 0; from < count; from += together) {
        const examples = Math.min(together, count - from)
        const changed = new Uint8Array(examples * layer.byteLength)
        for (const bits of [masks.now, masks.later]) {
          for (let example = 0; example < examples; example++) {
            const source = (from + example) * width + layer.byteOffset
            flip(changed, example * layer.byteLength, bits, source, layer.byteLength)
          }
        }
        this.#insert(snapshot, position, {
          first: first + from, examples, bits: zstdCompressSync(changed, compression)
        })
      }
    })
  }
}
