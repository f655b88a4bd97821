/** The stored masks of one snapshot, read in pieces that memory bears. */
import type { ReadableDatabase } from '../../../db/database'
import type { KeptBlocks } from '../../../db/kept-blocks'
import { MaskReader } from '../../../db/masks'
import { readSupportLayers } from '../../../db/runs'
import { readSnapshots, snapshotAmong } from '../../../db/snapshots'
import { Failure } from '../../../preload/schema/failure'
import type { UnitAddress } from '../../../preload/schema/masks'
import type { SnapshotRecord, SupportLayer } from '../../../preload/schema/run'
import { consecutive } from '../../engine/datasets/dataset'
import { quietly, type Tell } from './tell'

/** Rows that are read at a time: 3.3 MB of all-cnn-mini, 46 MB of a network of full size. */
export const rowsPerPiece = 1024

/** `count` rows from the row `first` on, one after the other; the next piece may take their place in memory. */
export interface MaskPiece { first: number; count: number; packed: Uint8Array }

export class SnapshotMasks {
  readonly layers: readonly SupportLayer[]
  readonly bytesPerExample: number
  readonly record: SnapshotRecord
  /** All snapshots of the run, by the moment of their weights. */
  readonly records: readonly SnapshotRecord[]
  /** Whose masks are stored: always the first ones. */
  readonly examples: number
  readonly #reader: MaskReader

  /**
   * @param snapshot null for the latest
   * @param kept changes of this run that were unpacked before
   * @throws Failure when there is none
   */
  constructor(database: ReadableDatabase, snapshot: number | null, kept?: KeptBlocks) {
    this.layers = readSupportLayers(database)
    this.bytesPerExample = this.layers.reduce((sum, { byteLength }) => sum + byteLength, 0)
    this.records = readSnapshots(database, 0)
    this.record = snapshotAmong(this.records, snapshot)
    this.#reader = new MaskReader(database, this.bytesPerExample, kept)
    this.examples = this.storedOf(this.record.index)
  }

  /** How many examples' masks another snapshot still has. */
  storedOf(snapshot: number): number {
    return this.#reader.examplesOf(snapshot).length
  }

  /** @throws Failure when there is no such layer */
  layer(name: string): SupportLayer {
    const layer = this.layers.find((candidate) => candidate.name === name)
    if (layer === undefined) {
      const names = this.layers.map((candidate) => candidate.name).join(', ')
      throw new Failure(`There is no support layer "${name}"; the run has ${names}.`)
    }
    return layer
  }

  /** @throws Failure when there is no such layer, or no such unit in it */
  layerOf({ layer: name, unit }: UnitAddress): SupportLayer {
    const layer = this.layer(name)
    if (unit < layer.units) return layer
    throw new Failure(`Layer ${name} has the units 0 to ${layer.units - 1}, and no unit ${unit}.`)
  }

  /**
   * 0 or 1 for every example whose mask a snapshot still has, of the first `most`.
   * @param known the same of other snapshots
   */
  unit(
    layer: SupportLayer, unit: number, snapshot = this.record.index, most = Infinity, tell: Tell = quietly,
    known: ReadonlyMap<number, Uint8Array> = new Map<number, Uint8Array>()
  ): Uint8Array {
    const shift = 7 - (unit & 7)
    const part = { byte: layer.byteOffset + (unit >> 3), length: 1 }
    const states = new Uint8Array(Math.min(most, this.storedOf(snapshot)))
    const later = (of: number, first: number, count: number): Uint8Array | undefined => {
      const there = known.get(of)?.subarray(first, first + count)
      return there?.length === count ? there.map((state) => state << shift) : undefined
    }
    const pieces = inPieces(states.length, (first, count) => this.#reader.readPart(snapshot, first, count, part, later))
    for (const { first, count, packed } of pieces) {
      packed.forEach((byte, row) => { states[first + row] = (byte >> shift) & 1 })
      tell(first + count, states.length)
    }
    return states
  }

  /** One example's mask. @throws Failure when it is not stored */
  row(example: number, snapshot = this.record.index): Uint8Array {
    return this.#reader.read(snapshot, Int32Array.of(example))
  }

  /** The same, from those of it that are `known` by snapshot, to which those are added that are read on the way. */
  rowThrough(example: number, snapshot: number, known: Map<number, Uint8Array>): Uint8Array {
    return this.#reader.readThrough(snapshot, example, known)
  }

  /** Of one layer alone: each row as long as the layer. */
  layerPieces({ byteOffset, byteLength }: SupportLayer, examples: number, snapshot: number): Generator<MaskPiece> {
    const part = { byte: byteOffset, length: byteLength }
    return inPieces(examples, (first, count) => this.#reader.readPart(snapshot, first, count, part))
  }

  /** Whole masks of these examples alone, in their order. */
  rows(examples: Int32Array): Generator<MaskPiece> {
    return inPieces(examples.length, (first, count) =>
      this.#reader.read(this.record.index, examples.subarray(first, first + count)))
  }

  /**
   * @param examples how many of the first ones; of another snapshot when `snapshot` is given
   * @param buffer where pieces are put, one after the other
   */
  pieces(
    examples = this.examples, snapshot = this.record.index,
    buffer: Uint8Array = new Uint8Array(Math.min(rowsPerPiece, examples) * this.bytesPerExample)
  ): Generator<MaskPiece> {
    return inPieces(examples, (first, count) => this.#reader.read(snapshot, consecutive(first, count), buffer))
  }
}

function* inPieces(rows: number, read: (first: number, count: number) => Uint8Array): Generator<MaskPiece> {
  for (let first = 0; first < rows; first += rowsPerPiece) {
    const count = Math.min(rowsPerPiece, rows - first)
    yield { first, count, packed: read(first, count) }
  }
}
