/** How fast masks of ALL-CNN-C's size (44,624 bytes an example) are written, read at random, and compared. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MaskTable } from '../../db/masks'
import { createRunFile } from '../../db/open'
import { choosePageSize } from '../../db/page-size'
import { random } from '../../main/engine/random'
import { countFlips } from '../../main/engine/support/bits'
import { judged, median, type Measured } from './measure'

const bytesPerExample = 44_624
const examples = 4000
const batch = 64

export function measureMasks(): Measured[] {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  try {
    const database = createRunFile(join(folder, 'masks.maskrun'), choosePageSize(bytesPerExample))
    const table = new MaskTable(database, bytesPerExample)
    const bytes = Uint8Array.from({ length: batch * bytesPerExample }, (_, i) => (i * 2_654_435_761) >>> 24)
    const written = rate(examples / batch * 2, (i) => table.write(1 + i % 2, Math.floor(i / 2) * batch, bytes), bytes.length)
    const order = random(1, 'bench').permutation(examples - examples % batch)
    const read = rate(60, (i) => table.read(1, order.subarray(i % 60 * batch, (i % 60 + 1) * batch)), bytes.length)
    const churn = rate(60, (i) => {
      const indices = Int32Array.from({ length: batch }, (_, n) => i * batch + n)
      const [before, after] = [table.read(1, indices), table.read(2, indices)]
      countFlips(before, 0, after, 0, before.length)
    }, bytes.length * 2)
    database.close()
    return [
      judged('masks written', written, 'MB/s', { kind: 'at least', value: 300 }),
      judged('masks read by random batch', read, 'MB/s', { kind: 'at least', value: 1000 }),
      judged('churn of two stored snapshots, reading included', churn * 8 / 1000, 'Gbit/s', { kind: 'at least', value: 10 })
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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
