/** What a question is about, as the run's file has it: the run, a snapshot, its masks, and the snapshot before. */
import { readCheckpoint } from '../../../db/checkpoints'
import type { ReadableDatabase } from '../../../db/database'
import { MaskReader } from '../../../db/masks'
import { readingRun } from '../../../db/open'
import { runFilesAt } from '../../../db/opened-file'
import { readRunRow, type RunRow } from '../../../db/runs'
import { demandMasksOf, readSnapshots, snapshotAmong } from '../../../db/snapshots'
import type { SnapshotRecord } from '../../../preload/schema/run'
import type { RunPlace } from '../../../preload/schema/run-place'
import type { MaskedNetwork } from '../../engine/executors/eager/masked-network'
import { demandFinite } from '../../engine/networks/finite'
import type { Weights } from '../../engine/networks/weights'
import { supportLayout, type SupportLayout } from '../../engine/support/layout'
import { demandWeights, type LoadedNetworks } from './loaded-networks'

/** One visit to a run's file. */
export class LookedAt {
  readonly run: RunRow
  readonly layout: SupportLayout
  readonly record: SnapshotRecord
  readonly #database: ReadableDatabase
  readonly #networks: LoadedNetworks
  readonly #records: readonly SnapshotRecord[]
  readonly #reader: MaskReader

  /** @param snapshot null for the latest. @throws Failure when it is not there */
  constructor(database: ReadableDatabase, networks: LoadedNetworks, snapshot: number | null) {
    this.#database = database
    this.#networks = networks
    this.run = readRunRow(database)
    this.layout = supportLayout(this.run.topology)
    this.#records = readSnapshots(database, 0)
    this.record = snapshotAmong(this.#records, snapshot)
    this.#reader = new MaskReader(database, this.layout.bytesPerExample)
  }

  /** @throws Failure when the snapshot's weights are no longer there */
  network(record = this.record): MaskedNetwork {
    return this.#networks.of(this.#database, this.run, record)
  }

  /** @throws Failure when the snapshot's weights are no longer there */
  weights(): Weights {
    demandWeights(this.#database, this.run, this.record)
    const { weights } = readCheckpoint(this.#database, this.record.checkpoint)
    demandFinite(weights, this.record.checkpoint)
    return weights
  }

  /** Of how many examples masks are stored: always the first. */
  stored(record = this.record): number {
    return this.#reader.examplesOf(record.index).length
  }

  /** @throws Failure when the snapshot does not hold them */
  masksOf(example: number, record = this.record): Uint8Array {
    demandMasksOf(example, record, this.stored(record))
    return this.#reader.read(record.index, Int32Array.of(example))
  }

  /** Of several, packed one after the other. @throws Failure when the snapshot does not hold them */
  masksOfAll(examples: Int32Array): Uint8Array {
    return this.#reader.read(this.record.index, examples)
  }

  /** The previous snapshot that holds masks of the example; null where there is none. */
  before(example: number): SnapshotRecord | null {
    const at = this.#records.indexOf(this.record)
    return this.#records.slice(0, at).findLast((earlier) => this.stored(earlier) > example) ?? null
  }
}

/** @throws Failure when there is no such run or snapshot */
export const lookAt = <T>(
  place: RunPlace, networks: LoadedNetworks, { id, snapshot }: { id: string; snapshot: number | null },
  read: (looked: LookedAt) => T
): T => readingRun(runFilesAt(place).runPath(id), (database) => read(new LookedAt(database, networks, snapshot)))
