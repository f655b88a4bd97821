/** A run file's masks as the thread of a training counts and writes them, on a connection of its own. */
import type { WritableDatabase } from '../../../db/database'
import { LogWriteBack } from '../../../db/log-write-back'
import { MaskTable } from '../../../db/masks'
import { openRunForWriting } from '../../../db/open'
import { snapshotsToReplace } from '../../../db/retention'
import { type Comparison } from '../../../db/snapshots'
import { consecutive } from '../../engine/datasets/dataset'
import type { SupportLayout } from '../../engine/support/layout'
import { SupportStatistics, type LayerCounts } from '../../engine/support/statistics'

interface Counting { snapshot: number; compared: Comparison | null; statistics: SupportStatistics }
interface Open { database: WritableDatabase; table: MaskTable; log: LogWriteBack }

export class MaskFile {
  readonly #path: string
  readonly #layout: SupportLayout
  #open: Open | null = null
  #counting: Counting | null = null
  #before = new Uint8Array(0)

  constructor(path: string, layout: SupportLayout) {
    this.#path = path
    this.#layout = layout
  }

  /** From now on masks of this snapshot come, to be counted against those of another; null has nothing before it. */
  begin(snapshot: number, compared: Comparison | null): void {
    this.#counting = { snapshot, compared, statistics: new SupportStatistics(this.#layout, compared !== null) }
  }

  /** Writes masks, and counts them against those that the examples had before. */
  write(snapshot: number, first: number, packed: Uint8Array): void {
    const { table, log } = this.#opened()
    const { statistics, compared } = this.#countingOf(snapshot)
    const examples = packed.length / this.#layout.bytesPerExample
    statistics.add(packed, compared && this.#masksBefore(compared, first, examples), examples)
    table.write(snapshot, first, packed)
    log.wrote(packed.length)
  }

  /** What was counted of a snapshot's masks. */
  counted(snapshot: number): readonly LayerCounts[] {
    const layers = this.#countingOf(snapshot).statistics.result()
    this.#counting = null
    return layers
  }

  /**
   * Puts what changes until a later snapshot in the place of masks that nothing is trained with.
   * @param hasTime asked again and again; false leaves the rest to the next call
   */
  replaceByChanges(hasTime: () => boolean = () => true): void {
    const { database, table, log } = this.#opened()
    for (const replacement of snapshotsToReplace(database))
      table.replaceByChanges(replacement, (bytes) => { log.wrote(bytes) }, hasTime)
  }

  close(): void {
    this.#open?.log.close()
    this.#open?.database.close()
    this.#open = null
  }

  #countingOf(snapshot: number): Counting {
    if (this.#counting?.snapshot !== snapshot) throw new Error(`snapshot ${snapshot} has not begun`)
    return this.#counting
  }

  /** Those of the first of these examples that the other snapshot has. */
  #masksBefore(compared: Comparison, first: number, examples: number): Uint8Array {
    const known = Math.max(0, Math.min(examples, compared.examples - first))
    const bytes = known * this.#layout.bytesPerExample
    if (this.#before.length < bytes) this.#before = new Uint8Array(bytes)
    return this.#opened().table.read(compared.with, consecutive(first, known), this.#before)
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
