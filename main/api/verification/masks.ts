/** Recounts every stored mask of a run, by layer, unit and example, against what was counted when it was written. */
import { checksumColumn, maskChecksum } from '../../../db/checksums'
import { consistently, type ReadableDatabase } from '../../../db/database'
import { changedCount, isKeyed } from '../../../db/mask-history'
import { MaskReader } from '../../../db/masks'
import { fileVersion } from '../../../db/open'
import { snapshotTable } from '../../../db/snapshots'
import { reasonOf } from '../../../preload/schema/failure'
import { plural } from '../../../preload/schema/format'
import type { SupportLayer } from '../../../preload/schema/run'
import { consecutive } from '../../engine/datasets/dataset'
import type { SupportLayout } from '../../engine/support/layout'
import { SupportStatistics, type LayerCounts } from '../../engine/support/statistics'
import { checkCounts, storedCounts, type StoredCounts } from './counts'
import type { Findings, Tell } from './findings'

/** Examples whose masks are recounted at a time. */
const examplesAtOnce = 256
/** Examples that are named of those whose masks were altered. */
const mostNamed = 5

/** As it is stored; `changed` of its first examples are there as what changes until the snapshot `changes_until`. */
interface Snapshot {
  snapshot: number
  examples: number
  masks_kept: 'all' | 'probe'
  compared_with: number | null
  compared_examples: number | null
  changes_until: number | null
  changed: number
}

/** What is done with each; `tell` is told of how many of its masks. */
type Work = (one: Snapshot, tell: (masks: number) => void) => void

/** By the moment of their weights. */
function snapshotsOf(database: ReadableDatabase): Snapshot[] {
  const until = fileVersion(database) >= 8 ? 'changes_until' : 'NULL AS changes_until'
  return database.prepare(`
    SELECT snapshot, examples, masks_kept, compared_with, compared_examples, ${until},
      ${changedCount(database, 's.snapshot')} AS changed
    FROM ${snapshotTable(database)} AS s ORDER BY iteration, snapshot
  `).all() as Snapshot[]
}

export class MaskRecount {
  readonly #database: ReadableDatabase
  readonly #layout: SupportLayout
  readonly #findings: Findings
  readonly #reader: MaskReader
  readonly #snapshots: readonly Snapshot[]

  constructor(database: ReadableDatabase, layers: readonly SupportLayer[], findings: Findings) {
    const bytesPerExample = layers.reduce((sum, { byteLength }) => sum + byteLength, 0)
    this.#database = database
    this.#layout = { layers, bytesPerExample, units: layers.reduce((sum, { units }) => sum + units, 0) }
    this.#findings = findings
    this.#reader = new MaskReader(database, bytesPerExample)
    this.#snapshots = snapshotsOf(database)
  }

  /** What flipped is counted of masks that were found whole. */
  all(tell: Tell): void {
    const total = this.#snapshots.reduce((sum, one) => sum + this.#storedOf(one) + (one.compared_examples ?? 0), 0)
    let done = 0
    const each = (work: Work, of: (one: Snapshot) => number): void => {
      // The newest first: what is damaged of one is missing to those that are worked out from it.
      for (const one of this.#snapshots.toReversed()) {
        try {
          consistently(this.#database, () => { work(one, (masks) => { tell(done + masks, total) }) })
        } catch (error) {
          this.#findings.inSnapshot(one.snapshot, null, reasonOf(error))
        }
        done += of(one)
      }
    }
    each((one, told) => { this.#checkMasks(one, told) }, (one) => this.#storedOf(one))
    each((one, told) => { this.#checkFlips(one, told) }, (one) => one.compared_examples ?? 0)
    const few = this.#snapshots.filter(({ masks_kept }) => masks_kept !== 'all').map(({ snapshot }) => snapshot)
    if (few.length > 0)
      this.#findings.unchecked.add(`masks of the first examples alone are kept of ${named(few)}: not recounted`)
  }

  #storedOf({ snapshot, masks_kept, examples }: Snapshot): number {
    return masks_kept === 'all' ? examples : this.#reader.examplesOf(snapshot).length
  }

  #checkMasks(one: Snapshot, tell: (masks: number) => void): void {
    const { snapshot, changes_until: until, changed } = one
    const stored = storedCounts(this.#database, snapshot)
    checkCounts(one, this.#layout.layers, stored, this.#findings)
    if (until !== null && changed > 0 && this.#findings.isDamaged(until)) {
      this.#findings.inSnapshot(snapshot, null, `its masks are worked out from those of snapshot ${until}`)
      return
    }
    if (!this.#checkRows(one) || this.#findings.isDamaged(snapshot)) {
      if (changed === 0) this.#compareOn(snapshot, this.#onIn(this.#rows(snapshot)), stored)
      return
    }
    const on = new SupportStatistics(this.#layout, false)
    for (const some of pieces(this.#storedOf(one))) {
      on.add(this.#reader.read(snapshot, some), null, some.length)
      tell((some[0] ?? 0) + some.length)
    }
    if (one.masks_kept === 'all') this.#compareOn(snapshot, on.result(), stored)
  }

  /** Every mask that is there as it is, by its checksum. @returns whether all are there, and whole */
  #checkRows(one: Snapshot): boolean {
    const { snapshot, changed } = one
    const altered: number[] = []
    let next = changed
    for (const [example, bits, checksum] of this.#rows(snapshot)) {
      if (example !== next || bits.length !== this.#layout.bytesPerExample) break
      if (checksum !== null && checksum !== maskChecksum(example, bits)) altered.push(example)
      next += 1
    }
    this.#findings.masks += next
    if (altered.length > 0) {
      const those = altered.slice(0, mostNamed).join(', ') + (altered.length > mostNamed ? ', …' : '')
      this.#findings.inSnapshot(snapshot, null, `altered masks of ${plural(altered.length, 'example')} (${those})`)
    }
    const isComplete = next === this.#storedOf(one)
    if (!isComplete) this.#findings.inSnapshot(snapshot, null, `no complete mask of example ${next}`)
    return isComplete && altered.length === 0
  }

  #rows(snapshot: number): Iterable<[number, Buffer, number | null]> {
    const rows = isKeyed(this.#database)
      ? this.#database.prepare(`
          SELECT key & 4294967295, bits, ${checksumColumn(this.#database)} FROM mask_rows
          WHERE key >= @snapshot << 32 AND key < (@snapshot + 1) << 32 ORDER BY key
        `)
      : this.#database.prepare('SELECT example, bits, NULL FROM masks WHERE alternation = @snapshot ORDER BY example')
    return rows.raw().iterate({ snapshot }) as Iterable<[number, Buffer, number | null]>
  }

  /** Of altered masks, too: counts tell which layers the altered bits are in. */
  #onIn(rows: Iterable<[number, Buffer, number | null]>): readonly LayerCounts[] {
    const on = new SupportStatistics(this.#layout, false)
    for (const [, bits] of rows)
      if (bits.length === this.#layout.bytesPerExample) on.add(Uint8Array.from(bits), null, 1)
    return on.result()
  }

  #checkFlips(one: Snapshot, tell: (masks: number) => void): void {
    const { snapshot, compared_with: before, compared_examples: compared } = one
    if (before === null || compared === null) return
    const [has, had] = [snapshot, before].map((of) => this.#reader.examplesOf(of).length)
    if ((has ?? 0) < compared || (had ?? 0) < compared) return
    if (this.#findings.isDamaged(snapshot) || this.#findings.isDamaged(before)) return
    const flips = new SupportStatistics(this.#layout, true)
    for (const some of pieces(compared)) {
      flips.add(this.#reader.read(snapshot, some), this.#reader.read(before, some), some.length)
      tell((some[0] ?? 0) + some.length)
    }
    const stored = storedCounts(this.#database, snapshot)
    flips.result().forEach(({ name, flips: counted }, position) => {
      const said = stored[position]
      if (said === undefined || counted === null) return
      const { onToOff, offToOn } = counted
      if (said.on_to_off !== onToOff || said.off_to_on !== offToOn)
        this.#findings.inSnapshot(snapshot, name, 'other bits flipped than were counted')
      this.#compare(snapshot, name, 'units flipped off', said.on_to_off_per_unit, counted.onToOffPerUnit)
      this.#compare(snapshot, name, 'units flipped on', said.off_to_on_per_unit, counted.offToOnPerUnit)
      this.#compare(snapshot, name, 'units flipped in an example', said.flips_per_example, counted.perExample)
    })
  }

  #compareOn(snapshot: number, counted: readonly LayerCounts[], stored: readonly StoredCounts[]): void {
    counted.forEach(({ name, onPerUnit }, position) => {
      this.#compare(snapshot, name, 'units are on', stored[position]?.on_per_unit ?? null, onPerUnit)
    })
  }

  #compare(snapshot: number, layer: string, what: string, stored: Buffer | null, counted: Uint32Array): void {
    if (stored === null || stored.equals(Buffer.from(counted.buffer, counted.byteOffset, counted.byteLength))) return
    this.#findings.inSnapshot(snapshot, layer, `other ${what} than were counted`)
  }
}

function* pieces(examples: number): Generator<Int32Array> {
  for (let first = 0; first < examples; first += examplesAtOnce)
    yield consecutive(first, Math.min(examplesAtOnce, examples - first))
}

const named = (snapshots: readonly number[]): string =>
  `${snapshots.length === 1 ? 'snapshot' : 'snapshots'} ${snapshots.join(', ')}`
