/** What a run tells over its training, read for formats of other programs; and followed while it goes on. */
import type { ReadableDatabase } from '../../db/database'
import { readEpochs } from '../../db/metrics'
import { openRunForReading } from '../../db/open'
import { readClock } from '../../db/run-clock'
import type { RunFiles } from '../../db/run-files'
import { HistoryReader } from '../../db/run-history'
import { readRunRow, readSupportLayers, statusOf } from '../../db/runs'
import { readOnPerUnit } from '../../db/snapshot-counts'
import type { RunHistory } from '../export/history/run-history'
import { soundly } from './store-reader'

export class OpenHistory {
  readonly #name: string
  readonly #database: ReadableDatabase
  readonly #reader: HistoryReader

  /** @throws Failure when the file is missing, damaged or none of a run */
  constructor(files: RunFiles, id: string) {
    this.#name = files.fileName(id)
    this.#database = openRunForReading(files.runPath(id))
    this.#reader = new HistoryReader(this.#database)
  }

  /**
   * The run as it is now; its pieces are those that have not been read.
   * @throws Failure when the file is damaged, as its functions do
   */
  now(): RunHistory {
    const database = this.#database
    return this.#soundly(() => {
      const row = readRunRow(database)
      const { id, name, backend, tags, note, environment, parameters, configuration } = row
      return {
        facts: {
          id, name, status: statusOf(row), backend, createdAt: row.created_at, finishedAt: row.finished_at, tags, note,
          environment, trainExamples: row.train_examples, testExamples: row.test_examples, parameters, configuration
        },
        layers: readSupportLayers(database),
        instantAt: readClock(database, row, readEpochs(database, 0)),
        pieces: () => this.#pieces(),
        onPerUnit: (snapshot, layer) => this.#soundly(() => countsOf(readOnPerUnit(database, snapshot, layer)))
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  *#pieces(): ReturnType<HistoryReader['pieces']> {
    const pieces = this.#reader.pieces()
    for (;;) {
      const { done, value } = this.#soundly(() => pieces.next())
      if (done === true) return
      yield value
    }
  }

  #soundly<T>(read: () => T): T {
    return soundly(this.#name, read)
  }
}

/** Copied, because four bytes have to begin where a multiple of four does. */
const countsOf = (bytes: Uint8Array): Uint32Array => new Uint32Array(Uint8Array.from(bytes).buffer)
