/** A run file's masks as the thread of a training counts and writes them, on a connection of its own. */
import type { WritableDatabase } from '../../../db/database'
import { LogWriteBack } from '../../../db/log-write-back'
import { MaskTable } from '../../../db/masks'
import { openRunForWriting } from '../../../db/open'
import { consecutive } from '../../engine/datasets/dataset'
import type { SupportLayout } from '../../engine/support/layout'
import { SupportStatistics, type LayerCounts } from '../../engine/support/statistics'

interface Open { database: WritableDatabase; table: MaskTable; log: LogWriteBack }

export class MaskFile {
  readonly #path: string
  readonly #layout: SupportLayout
  #open: Open | null = null
  #counting: { alternation: number; statistics: SupportStatistics } | null = null
  #before = new Uint8Array(0)

  constructor(path: string, layout: SupportLayout) {
    this.#path = path
    this.#layout = layout
  }

  /** Writes masks, and counts them against those that the examples had at the alternation before. */
  write(alternation: number, first: number, packed: Uint8Array): void {
    const { table, log } = this.#opened()
    const examples = packed.length / this.#layout.bytesPerExample
    this.#statisticsOf(alternation).add(
      packed,
      alternation > 1 ? this.#masksBefore(alternation, first, packed) : null,
      examples
    )
    table.write(alternation, first, packed)
    log.wrote(packed.length)
  }

  /** What was counted of an alternation's masks. */
  counted(alternation: number): readonly LayerCounts[] {
    const layers = this.#statisticsOf(alternation).result()
    this.#counting = null
    return layers
  }

  close(): void {
    this.#open?.log.close()
    this.#open?.database.close()
    this.#open = null
  }

  #statisticsOf(alternation: number): SupportStatistics {
    if (this.#counting?.alternation !== alternation) {
      this.#counting = { alternation, statistics: new SupportStatistics(this.#layout, alternation > 1) }
    }
    return this.#counting.statistics
  }

  #masksBefore(alternation: number, first: number, { length }: Uint8Array): Uint8Array {
    if (this.#before.length < length) this.#before = new Uint8Array(length)
    return this.#opened().table.read(
      alternation - 1,
      consecutive(first, length / this.#layout.bytesPerExample),
      this.#before
    )
  }

  #opened(): Open {
    if (this.#open) return this.#open
    const database = openRunForWriting(this.#path)
    this.#open = {
      database,
      table: new MaskTable(database, this.#layout.bytesPerExample),
      log: new LogWriteBack(this.#path)
    }
    return this.#open
  }
}
