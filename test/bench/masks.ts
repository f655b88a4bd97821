/**
 * How fast masks of ALL-CNN-C's size (44,624 bytes an example) are written as the thread of masks does, read at random,
 * and compared: each beside a plain file on the same disk that holds the same bytes.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextMessage } from 'node:timers/promises'
import { LogWriteBack } from '../../db/log-write-back'
import { MaskTable } from '../../db/masks'
import { createRunFile } from '../../db/open'
import { choosePageSize } from '../../db/page-size'
import { random } from '../../main/engine/random'
import { countFlips } from '../../main/engine/bits/bits'
import { judged, median, type Measured } from './measure'
import type { Progress } from './progress'

const bytesPerExample = 44_624
const examples = 4000
const batch = 64

export async function measureMasks(progress: Progress): Promise<Measured[]> {
  progress.say(`writing the masks of ${examples * 2} examples, beside a plain file`)
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  try {
    const path = join(folder, 'masks.maskrun')
    const database = createRunFile(path, choosePageSize(bytesPerExample))
    const table = new MaskTable(database, bytesPerExample)
    const bytes = Uint8Array.from({ length: batch * bytesPerExample }, (_, i) => (i * 2_654_435_761) >>> 24)
    const perSnapshot = Math.floor(examples / batch)
    const log = new LogWriteBack(path)
    const written = await sustained(async () => {
      for (let i = 0; i < perSnapshot * 2; i++) {
        table.write(1 + Math.floor(i / perSnapshot), i % perSnapshot * batch, bytes)
        log.wrote(bytes.length)
        await nextMessage()
      }
      database.pragma('wal_checkpoint(TRUNCATE)')
    }, bytes.length * perSnapshot * 2)
    log.close()
    const plain = new PlainFile(join(folder, 'plain'))
    const plainlyWritten = await sustained(
      () => Promise.resolve(plain.write(bytes, perSnapshot * 2)), bytes.length * perSnapshot * 2
    )
    progress.say('reading and comparing them')
    const [before, after] = [new Uint8Array(bytes.length), new Uint8Array(bytes.length)]
    const order = random(1, 'bench').permutation(examples - examples % batch)
    const read = rate(60, (i) => void table.read(1, order.subarray(i * batch, (i + 1) * batch), before), bytes.length)
    const plainlyRead = rate(60, (i) => { plain.read(order.subarray(i * batch, (i + 1) * batch), 0, before) },
      bytes.length)
    const flips = (): void => {
      for (let at = 0; at < before.length; at += bytesPerExample) countFlips(before, at, after, at, bytesPerExample)
    }
    const inOrder = (i: number): Int32Array => Int32Array.from({ length: batch }, (_, n) => i * batch + n)
    const churn = rate(60, (i) => {
      table.read(1, inOrder(i), before)
      table.read(2, inOrder(i), after)
      flips()
    }, bytes.length * 2)
    const plainChurn = rate(60, (i) => {
      plain.read(inOrder(i), 0, before)
      plain.read(inOrder(i), perSnapshot * batch, after)
      flips()
    }, bytes.length * 2)
    database.close()
    plain.close()
    return [
      ...beside('masks written and moved into the file', written, plainlyWritten),
      ...beside('masks read by random batch', read, plainlyRead),
      ...beside('churn of two stored snapshots, reading included', churn, plainChurn)
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const beside = (what: string, ours: number, plain: number): Measured[] => [
  judged(what, ours, 'MB/s', null),
  judged(`${what}, against a plain file`, ours / plain, '×', { kind: 'at least', value: 0.5 })
]

/** The same masks one after the other, without anything that would find them or survive a crash. */
class PlainFile {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'w+')
  }

  /** On the disk when it returns. */
  write(bytes: Uint8Array, times: number): void {
    for (let i = 0; i < times; i++) writeSync(this.#file, bytes)
    fsyncSync(this.#file)
  }

  read(examples: Int32Array, first: number, into: Uint8Array): void {
    examples.forEach((example, i) =>
      readSync(this.#file, into, i * bytesPerExample, bytesPerExample, (first + example) * bytesPerExample))
  }

  close(): void {
    closeSync(this.#file)
  }
}

/**
 * Megabytes per second of the whole work: what reaches the file, the moving of the write-ahead log into it included.
 */
async function sustained(work: () => Promise<void>, bytes: number): Promise<number> {
  const started = performance.now()
  await work()
  return bytes / 1e3 / (performance.now() - started)
}

/** Megabytes per second, median over the calls. */
function rate(calls: number, work: (call: number) => void, bytes: number): number {
  const seconds = Array.from({ length: Math.floor(calls) }, (_, i) => {
    const started = performance.now()
    work(i)
    return (performance.now() - started) / 1000
  })
  return bytes / 1e6 / median(seconds)
}
