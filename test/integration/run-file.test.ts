/** The run file as other programs see it: its size, and the example of its documentation. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { fileOverhead } from '../../db/page-size'
import { describeWithPython, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

let training: SharedTraining
beforeAll(async () => { training = await sharedTraining() })

describe('the run file', () => {
  it('takes at most 1 bit per unit and 5 % for masks, inner pages included', () => {
    reading(training.path, (database) => {
      const pages = (names: string): number =>
        database.prepare(`SELECT sum(pgsize) FROM dbstat WHERE name ${names} ('mask_rows')`).pluck().get() as number
      const units = database.prepare('SELECT sum(units) FROM support_layers').pluck().get() as number
      const masks = database.prepare('SELECT count(*) FROM masks').pluck().get() as number
      const bits = units * masks
      expect(bits).toBe(26_656 * 3000)
      expect(pages('IN')).toBeLessThanOrEqual(bits / 8 * 1.05)

      // The rest is weights, counts and metrics: hardly more than their own bytes.
      const weights = database.prepare('SELECT sum(length(data)) FROM checkpoint_tensors').pluck().get() as number
      const counts = database.prepare('SELECT sum(length(on_per_unit)) FROM snapshot_layers').pluck().get() as number
      expect(weights).toBe(4 * 27_002 * 4)
      expect(counts).toBe(3 * 26_656 * 4)
      // Beyond them: thirty tables and indices of at least a page each, an epoch's and a curve point's few numbers.
      const page = database.pragma('page_size', { simple: true }) as number
      expect(pages('NOT IN')).toBeLessThanOrEqual((weights + counts) * 1.05 + fileOverhead(page) + 8 * page)
      // A heartbeat or progress that no longer fits its page leaves one free now and then, and so does a checkpoint
      // that was replaced.
      const free = (database.pragma('freelist_count', { simple: true }) as number) * page
      expect(free).toBeLessThanOrEqual(16 * page)
      expect(statSync(training.path).size).toBe(pages('IN') + pages('NOT IN') + free)
    })
  })
})

describeWithPython('the documentation’s Python example', () => {
  const documentation = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'run-file.md'), 'utf8')
  const example = /```python\n([\s\S]*?)```/.exec(documentation)?.[1] ?? ''

  it('is at most 15 lines', () => {
    const lines = example.split('\n').filter((line) => line.trim() !== '')
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.length).toBeLessThanOrEqual(15)
  })

  it('prints the sparsity of every layer in the newest snapshot, as show does', () => {
    const script = join(temporaryFolder(), 'example.py')
    writeFileSync(script, example)
    const printed = runPython(script, training.path).trimEnd().split('\n').map((line) => line.split(' '))
    const { snapshots } = JSON.parse(training.printed) as {
      snapshots: { layers: { name: string; sparsity: number }[] }[]
    }
    expect(printed.map(([name, sparsity]) => ({ name, sparsity: Number(sparsity) })))
      .toEqual(snapshots.at(-1)!.layers.map(({ name, sparsity }) => ({ name, sparsity })))
  })
})
