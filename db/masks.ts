/** Every example's multi-layer support, one row per snapshot and example, bits packed as docs/run-file.md says. */
import { Failure } from '../preload/schema/failure'
import type { SupportLayer } from '../preload/schema/run'
import { checksumColumn, checksumsVersion, damagedIn, maskChecksum } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { KeptBlocks } from './kept-blocks'
import {
  ChangeWriter, MaskHistory, changedCount, examplesTogether, isKeyed, storedCount, type MaskPair, type MaskPart
} from './mask-history'
import { fileVersion } from './open'
import { readSupportLayers } from './runs'
import { elementOf } from '../preload/schema/element'

/** Keys of a snapshot's rows are this many apart. */
const examplesPerSnapshot = 2 ** 32

const keyOf = (snapshot: number, example: number): number => snapshot * examplesPerSnapshot + example

/** Those of a version before 6 have alternations, whose numbers stand in the place of snapshots'. */
const isOfSnapshots = (database: ReadableDatabase): boolean => fileVersion(database) >= 6

/** A part of the masks of `count` examples from `first` on; undefined where it is not known. */
export type KnownParts = (snapshot: number, first: number, count: number) => Uint8Array | undefined

/** Reads masks of a run file. */
export class MaskReader {
  readonly #database: ReadableDatabase
  readonly #bytesPerExample: number
  readonly #history: MaskHistory
  readonly #kept: KeptBlocks
  readonly #select: (snapshot: number, example: number) => StoredMask | undefined
  readonly #readAll: (snapshot: number, examples: Int32Array, packed: Uint8Array) => void
  readonly #readPart: (
    snapshot: number, first: number, count: number, part: MaskPart, known: KnownParts
  ) => Uint8Array

  /** @param kept what is remembered of this run's masks */
  constructor(database: ReadableDatabase, bytesPerExample: number, kept = new KeptBlocks(0)) {
    this.#database = database
    this.#kept = kept
    this.#bytesPerExample = bytesPerExample
    let layers: readonly SupportLayer[] | null = null
    this.#history = new MaskHistory(database, () => (layers ??= readSupportLayers(database)), kept)
    this.#select = selectOf(database)
    // One transaction for reading too: taking the lock for every row is a third of the time of rows of 3 KB. And masks
    // may be replaced by changes meanwhile.
    this.#readAll = database.transaction((snapshot: number, examples: Int32Array, packed: Uint8Array) => {
      this.#fill(snapshot, examples, byExample(examples), packed)
    })
    this.#readPart = database.transaction((...wanted: [number, number, number, MaskPart, KnownParts]) =>
      this.#partOf(...wanted))
  }

  /**
   * @param into where masks are put instead of a new array: fresh megabytes for every batch cost as much as reading
   * them
   * @throws Failure when a mask is not (or no longer) in the file
   */
  read(snapshot: number, examples: Int32Array, into?: Uint8Array): Uint8Array {
    const packed =
      into?.subarray(0, examples.length * this.#bytesPerExample) ??
      new Uint8Array(examples.length * this.#bytesPerExample)
    this.#readAll(snapshot, examples, packed)
    return packed
  }

  /**
   * One example's mask, from those of later snapshots that are known: where it is stored as what changes until then,
   * that alone is read.
   * @param known by snapshot; those that are read on the way are added
   * @throws Failure when the mask is not (or no longer) in the file
   */
  readThrough(snapshot: number, example: number, known: Map<number, Uint8Array>): Uint8Array {
    const found = known.get(snapshot)
    if (found !== undefined) return found
    const changes = this.#history.changesOf(snapshot)
    const examples = Int32Array.of(example)
    const isChanged = changes !== null && example < changes.examples
    const mask = isChanged ? this.readThrough(changes.until, example, known).slice() : this.read(snapshot, examples)
    if (isChanged) this.#history.apply(snapshot, examples, [0], { byte: 0, length: this.#bytesPerExample }, mask)
    known.set(snapshot, mask)
    return mask
  }

  /**
   * A part of the masks of `count` examples from `first` on, one after the other: what a look at one unit or one layer
   * needs, in a quarter of the time of reading whole masks.
   * @param known the same part of later snapshots' masks, where it has been read already: what is stored as what
   * changes until one of these is read alone
   * @throws Failure when one of them is not (or no longer) in the file
   */
  readPart(
    snapshot: number, first: number, count: number, part: MaskPart, known: KnownParts = () => undefined
  ): Uint8Array {
    return this.#readPart(snapshot, first, count, part, known)
  }

  /** Puts whole masks at these places: those that are there as they are, and those that are there as changes. */
  #fill(snapshot: number, examples: Int32Array, places: readonly number[], packed: Uint8Array): void {
    const changes = this.#history.changesOf(snapshot)
    const unchanged = changes ? places.findIndex((place) => elementOf(examples, place) >= changes.examples) : 0
    const split = unchanged < 0 ? places.length : unchanged
    for (const place of split === 0 ? places : places.slice(split))
      packed.set(this.#bitsOf(snapshot, elementOf(examples, place)), place * this.#bytesPerExample)
    if (changes === null || split === 0) return
    const changed = places.slice(0, split)
    this.#fill(changes.until, examples, changed, packed)
    this.#history.apply(snapshot, examples, changed, { byte: 0, length: this.#bytesPerExample }, packed)
  }

  #partOf(snapshot: number, first: number, count: number, part: MaskPart, known: KnownParts): Uint8Array {
    const changes = this.#history.changesOf(snapshot)
    const changed = Math.max(0, Math.min(count, (changes?.examples ?? 0) - first))
    if (changes === null || changed === 0) return this.#storedPart(snapshot, first, count, part)
    const rows = new Uint8Array(count * part.length)
    rows.set(known(changes.until, first, changed) ?? this.#partOf(changes.until, first, changed, part, known))
    const places = Array.from({ length: changed }, (_, place) => place)
    this.#history.apply(snapshot, consecutive(changed, first), places, part, rows)
    if (changed < count)
      rows.set(this.#storedPart(snapshot, first + changed, count - changed, part), changed * part.length)
    return rows
  }

  #storedPart(snapshot: number, first: number, count: number, part: MaskPart): Uint8Array {
    const { length } = part
    this.#demandWholeRows(snapshot, first, count)
    const rows = partsOfRows(this.#database, snapshot, first, count, part)
    if (rows.length !== count || rows.some((row) => row.length !== length)) {
      throw new Failure(
        `The run file holds no complete masks of the examples ${first} to ${first + count - 1} of snapshot ${snapshot}.`
      )
    }
    const parts = new Uint8Array(count * length)
    rows.forEach((row, i) => { parts.set(row, i * length) })
    return parts
  }

  /** Parts of masks are read without the rest, so that each mask is read whole once before. */
  #demandWholeRows(snapshot: number, first: number, count: number): void {
    if (fileVersion(this.#database) < checksumsVersion) return
    const { checked } = this.#kept
    if (consecutive(count, first).every((example) => checked.has(snapshot, example))) return
    const rows = this.#database.prepare('SELECT key, bits, checksum FROM mask_rows WHERE key >= ? AND key < ?')
      .raw().all(keyOf(snapshot, first), keyOf(snapshot, first + count)) as [number, Buffer, number | null][]
    for (const [key, bits, checksum] of rows) this.#demandWhole(snapshot, key % examplesPerSnapshot, bits, checksum)
  }

  #demandWhole(snapshot: number, example: number, bits: Buffer, checksum: number | null): void {
    if (checksum === null || this.#kept.checked.has(snapshot, example)) return
    if (checksum !== maskChecksum(example, bits))
      throw damagedIn(this.#database, `the mask of example ${example} of snapshot ${snapshot}`)
    this.#kept.checked.add(snapshot, example)
  }

  #bitsOf(snapshot: number, example: number): Buffer {
    const [bits, checksum] = this.#select(snapshot, example) ?? []
    if (bits?.length !== this.#bytesPerExample) {
      throw new Failure(`The run file holds no complete mask of example ${example} of snapshot ${snapshot}.`)
    }
    this.#demandWhole(snapshot, example, bits, checksum ?? null)
    return bits
  }

  /** Indices of the examples whose masks are in the file, in order; none of a snapshot that has not ended. */
  examplesOf(snapshot: number): Int32Array {
    // Without going through the rows, which are all of the file: it is the first examples whose masks are kept.
    const [table, key] = isOfSnapshots(this.#database) ? ['snapshots', 'snapshot'] : ['alternations', 'alternation']
    const kept = `CASE masks_kept WHEN 'all' THEN examples ELSE ${storedCount(this.#database, `${table}.${key}`)} END`
    const count = this.#database.prepare(`SELECT ${kept} FROM ${table} WHERE ${key} = ?`).pluck().get(snapshot) as
      number | undefined
    // A damaged count must not take memory for more than the file can hold; reading the first that is missing tells of
    // it.
    const fileBytes = number(this.#database, 'page_count') * number(this.#database, 'page_size')
    return consecutive(Math.min(count ?? 0, Math.floor(fileBytes / this.#bytesPerExample) + 1))
  }
}

/** A snapshot whose masks of `examples` examples can be had from those of a later one and what changes until it. */
export interface Replacement { snapshot: number; until: number; examples: number }

/** Writes and frees masks too. */
export class MaskTable extends MaskReader {
  readonly #database: WritableDatabase
  readonly #bytes: number
  readonly #insertAll: (snapshot: number, first: number, packed: Uint8Array) => void

  constructor(database: WritableDatabase, bytesPerExample: number) {
    super(database, bytesPerExample)
    this.#database = database
    this.#bytes = bytesPerExample
    const insert = insertionInto(database)
    const size = bytesPerExample
    // One transaction for a batch: 300 MB/s and more, where a transaction a row would wait for the disk each time.
    this.#insertAll = database.transaction((snapshot: number, first: number, packed: Uint8Array) => {
      for (let i = 0; i * size < packed.length; i++)
        insert(snapshot, first + i, packed.subarray(i * size, (i + 1) * size))
    })
  }

  /** Masks of the examples `first`, `first + 1`, …, packed one after the other. */
  write(snapshot: number, first: number, packed: Uint8Array): void {
    this.#insertAll(snapshot, first, packed)
  }

  /** Frees a snapshot's masks, except those of the first `probe` examples. */
  keepOnlyProbe(snapshot: number, probe: number): void {
    this.#database.transaction(() => {
      this.#database
        .prepare('DELETE FROM mask_rows WHERE key >= ? AND key < ?')
        .run(keyOf(snapshot, probe), keyOf(snapshot + 1, 0))
      this.#database.prepare('UPDATE snapshots SET masks_kept = \'probe\' WHERE snapshot = ?').run(snapshot)
    })()
  }

  /**
   * Puts what changes until a later snapshot, which has the masks of as many examples, in the place of masks; goes on
   * where an earlier call was cut off.
   * @param wrote is told of the bytes of each transaction, which is short: others write to the file meanwhile
   * @param hasTime asked before each; false leaves the rest as it is
   */
  replaceByChanges(
    { snapshot, until, examples }: Replacement, wrote: (bytes: number) => void, hasTime: () => boolean = () => true
  ): void {
    const changes = new ChangeWriter(this.#database, readSupportLayers(this.#database))
    // It begins with a write: one that had read before it could no longer wait for another who writes.
    const replace = this.#database.transaction((first: number, count: number, masks: MaskPair) => {
      this.#database.prepare('UPDATE snapshots SET changes_until = ? WHERE snapshot = ?').run(until, snapshot)
      changes.write(snapshot, first, masks)
      this.#database.prepare('DELETE FROM mask_rows WHERE key >= ? AND key < ?')
        .run(keyOf(snapshot, first), keyOf(snapshot, first + count))
      wrote(masks.now.length)
    })
    const done = this.#database.prepare(`SELECT ${changedCount(this.#database, '?')}`).pluck().get(snapshot) as number
    for (let first = done; first < examples && hasTime(); first += examplesTogether) {
      const those = consecutive(Math.min(examplesTogether, examples - first), first)
      replace(first, those.length, { now: this.read(snapshot, those), later: this.read(until, those) })
    }
  }

  /**
   * The opposite of `replaceByChanges`: masks stand there as they are again, from the last examples to the first, so
   * that a call that is cut off leaves what one of `replaceByChanges` would.
   */
  restoreFromChanges(snapshot: number): void {
    const insert = insertionInto(this.#database)
    const size = this.#bytes
    const restore = this.#database.transaction((first: number, packed: Uint8Array) => {
      this.#database.prepare('DELETE FROM mask_changes WHERE snapshot = ? AND first >= ?').run(snapshot, first)
      for (let i = 0; i * size < packed.length; i++)
        insert(snapshot, first + i, packed.subarray(i * size, (i + 1) * size))
    })
    const changed = this.#database.prepare(`SELECT ${changedCount(this.#database, '?')}`).pluck()
    for (let left = changed.get(snapshot) as number; left > 0; left = changed.get(snapshot) as number) {
      const first = Math.floor((left - 1) / examplesTogether) * examplesTogether
      restore(first, this.read(snapshot, consecutive(left - first, first)))
    }
    this.#database.prepare('UPDATE snapshots SET changes_until = NULL WHERE snapshot = ?').run(snapshot)
  }

  /** Frees masks of a snapshot that was cut off before its end. */
  removeUnfinished(): void {
    const ended = this.#database
      .prepare('SELECT coalesce(max(snapshot), 0) FROM snapshots')
      .pluck()
      .get() as number
    this.removeAfter(ended)
  }

  /** Frees masks of all snapshots above a number, ended or not. */
  removeAfter(snapshot: number): void {
    this.#database.prepare('DELETE FROM mask_rows WHERE key >= ?').run(keyOf(snapshot + 1, 0))
  }
}

const number = (database: ReadableDatabase, pragma: string): number =>
  database.pragma(pragma, { simple: true }) as number

/**
 * Places in `examples` by rising example: rows that share a page are read one after the other. Sorts place and example
 * in one number.
 */
function byExample(examples: Int32Array): number[] {
  const { length } = examples
  return Array.from(Float64Array.from(examples, (example, i) => example * length + i).sort(), (both) => both % length)
}

const consecutive = (count: number, first = 0): Int32Array => Int32Array.from({ length: count }, (_, i) => first + i)

function partsOfRows(
  database: ReadableDatabase, snapshot: number, first: number, count: number, { byte, length }: MaskPart
): Buffer[] {
  const rows = isKeyed(database)
    ? database.prepare('SELECT substr(bits, ?, ?) FROM mask_rows WHERE key >= ? AND key < ? ORDER BY key LIMIT ?')
      .pluck().all(byte + 1, length, keyOf(snapshot, first), keyOf(snapshot, first + count), count + 1)
    : database.prepare(
      'SELECT substr(bits, ?, ?) FROM masks WHERE alternation = ? AND example >= ? AND example < ? ' +
        'ORDER BY example LIMIT ?'
    ).pluck().all(byte + 1, length, snapshot, first, first + count, count + 1)
  return rows as Buffer[]
}

/** Null in the place of the checksum where the file has none. */
type StoredMask = [bits: Buffer, checksum: number | null]

function selectOf(database: ReadableDatabase): (snapshot: number, example: number) => StoredMask | undefined {
  if (!isKeyed(database)) {
    const older = database.prepare('SELECT bits, NULL FROM masks WHERE alternation = ? AND example = ?').raw()
    return (snapshot, example) => older.get(snapshot, example) as StoredMask | undefined
  }
  const keyed = database.prepare(`SELECT bits, ${checksumColumn(database)} FROM mask_rows WHERE key = ?`).raw()
  return (snapshot, example) => keyed.get(keyOf(snapshot, example)) as StoredMask | undefined
}

function insertionInto(database: WritableDatabase): (snapshot: number, example: number, bits: Uint8Array) => void {
  const insert = database.prepare('INSERT INTO mask_rows VALUES (?, ?, ?)')
  return (snapshot, example, bits) => { insert.run(keyOf(snapshot, example), bits, maskChecksum(example, bits)) }
}
