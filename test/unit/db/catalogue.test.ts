/** The catalogue is only an index: whatever happens to it, the runs' files still tell everything. */
import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../db/migrations'
import { Catalogue } from '../../../db/catalogue'
import { annotateRun } from '../../../db/runs'
import { RunStore } from '../../../db/store'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import type { RunListEntry } from '../../../preload/schema/run'
import { brokenRuns } from '../../fixtures/broken-runs'
import { beginRun, recordAlternation, writing, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

function finishedRun(storePath: string, name: string): SmallRun {
  const run = beginRun(storePath, { name })
  recordAlternation(run.recorder, 1, 20)
  run.recorder.end('finished', null)
  return run
}

/** Lists through a catalogue of its own, as a new process would. */
function listed(storePath: string): RunListEntry[] {
  const catalogue = new Catalogue(new RunStore(storePath))
  try {
    return catalogue.list()
  } finally {
    catalogue.close()
  }
}

const names = (storePath: string): string[] =>
  listed(storePath).map((entry) => (entry.state === 'readable' ? entry.name : 'damaged')).sort()
const cataloguePath = (storePath: string): string => join(storePath, 'catalogue.sqlite')

describe('the list', () => {
  const storePath = temporaryFolder()
  const first = finishedRun(storePath, 'first')

  it('tells of each run what its file tells', () => {
    expect(listed(storePath)).toMatchObject([
      {
        state: 'readable',
        id: first.id,
        name: 'first',
        status: 'finished',
        alternations: 1,
        maskBytes: 20 * 15,
        fileBytes: statSync(first.path).size
      }
    ])
  })

  it('tells what a run prunes by, and what it has pruned', () => {
    const folder = temporaryFolder()
    const configuration = defaultConfiguration('dsd', 'mnist-10k', 'vgg-mini')
    const run = beginRun(folder, { configuration })
    const pruning = { choice: 'magnitude', from: null }
    expect(listed(folder)).toMatchObject([
      {
        trainExamples: 20,
        batchSize: 64,
        learningRate: 0.1,
        augmentation: 'none',
        pruning: { ...pruning, latest: null }
      }
    ])
    run.recorder.pruned({
      index: 1,
      epoch: 4,
      iteration: 4,
      alternation: null,
      seconds: 0,
      layers: [{ name: 'conv1', weights: 27, kept: 9, exempt: false, bits: new Uint8Array(4), coactivation: null }]
    })
    expect(listed(folder)).toMatchObject([{ pruning: { ...pruning, latest: { weights: 27, kept: 9 } } }])
    run.recorder.end('finished', null)
    expect(listed(storePath)).toMatchObject([{ pruning: null }])
  })

  it('follows what changes, appears and goes, within one process', () => {
    const catalogue = new Catalogue(new RunStore(storePath))
    expect(catalogue.list()).toHaveLength(1)
    const second = finishedRun(storePath, 'second')
    expect(catalogue.list().map(({ id }) => id)).toEqual([second.id, first.id].sort().reverse())
    writing(first.path, (database) => { annotateRun(database, [{ name: 'renamed' }]) })
    expect(catalogue.list().find(({ id }) => id === first.id)).toMatchObject({ name: 'renamed' })
    second.store.remove(second.id)
    expect(catalogue.list()).toHaveLength(1)
    catalogue.close()
  })

  it('does not open a file again that has not changed', () => {
    const then = new Date('2026-01-01')
    utimesSync(first.path, then, then)
    const before = listed(storePath)
    // Same size and time, other content: were it read, it would show as damaged.
    writeFileSync(first.path, Buffer.alloc(statSync(first.path).size))
    utimesSync(first.path, then, then)
    expect(listed(storePath)).toEqual(before)
    writeFileSync(first.path, 'shorter')
    expect(listed(storePath)).toMatchObject([{ state: 'damaged' }])
  })
})

describe('a damaged run', () => {
  it('hides none of the others', () => {
    const storePath = temporaryFolder()
    const good = finishedRun(storePath, 'good')
    for (const { build } of brokenRuns) build(good.store.runPath(good.store.newId()), good.path)
    const entries = listed(storePath)
    expect(entries).toHaveLength(brokenRuns.length + 1)
    expect(entries.filter(({ state }) => state === 'readable')).toMatchObject([{ name: 'good' }])
    expect(entries.filter((entry) => entry.state === 'damaged' && /\n|undefined/.test(entry.reason))).toEqual([])
  })

  it('is told from a copy of a run under another name', () => {
    const { store, path, id } = finishedRun(temporaryFolder(), 'original')
    const copy = store.newId()
    copyFileSync(path, store.runPath(copy))
    const entries = listed(store.path)
    expect(entries).toHaveLength(2)
    expect(entries.find((entry) => entry.id === copy)).toMatchObject({
      state: 'damaged',
      reason: `${copy}.maskrun holds run ${id}; give the file that name again.`
    })
  })

  it('is readable again when it has been restored', () => {
    const storePath = temporaryFolder()
    const { path } = finishedRun(storePath, 'restored')
    const copy = join(temporaryFolder(), 'copy')
    copyFileSync(path, copy)
    writeFileSync(path, 'ruined')
    expect(names(storePath)).toEqual(['damaged'])
    copyFileSync(copy, path)
    expect(names(storePath)).toEqual(['restored'])
  })
})

describe('the catalogue’s own file', () => {
  const storePath = temporaryFolder()
  finishedRun(storePath, 'one')
  finishedRun(storePath, 'two')
  const path = cataloguePath(storePath)

  const ruins: Record<string, () => void> = {
    deleted: () => {
      rmSync(path)
    },
    'a text': () => {
      writeFileSync(path, 'not a database')
    },
    empty: () => {
      writeFileSync(path, '')
    },
    'cut off': () => {
      writeFileSync(path, readFileSync(path).subarray(0, 3000))
    },
    'noise after its header': () => {
      writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(20_000, 0x5a)]))
    },
    'of another shape': () => {
      changeCatalogue('DROP TABLE runs; CREATE TABLE runs (other INTEGER)')
    },
    'of another version': () => {
      changeCatalogue('DROP TABLE runs; PRAGMA user_version = 77')
    },
    'of an older Maskscope, to which these runs were too new': () => {
      changeCatalogue(
        `UPDATE runs SET entry = json_object('state', 'damaged', 'id', id, 'reason', 'too new', 'fileBytes', bytes); ` +
        `PRAGMA user_version = ${2000 + migrations.length - 1}`
      )
    },
    'full of entries that are none': () => {
      changeCatalogue('UPDATE runs SET entry = \'{"state":"readable"}\'')
    },
    'full of entries that are not JSON': () => {
      changeCatalogue("UPDATE runs SET entry = '{'")
    },
    'with its write-ahead log ruined': () => {
      writeFileSync(`${path}-wal`, 'x'.repeat(5000))
    }
  }

  function changeCatalogue(sql: string): void {
    const database = new BetterSqlite3(path)
    database.exec(sql)
    database.close()
  }

  it.each(Object.keys(ruins))('is made again when it is %s', (ruin) => {
    expect(names(storePath)).toEqual(['one', 'two'])
    expect(existsSync(path)).toBe(true)
    ruins[ruin]()
    expect(names(storePath)).toEqual(['one', 'two'])
    expect(names(storePath)).toEqual(['one', 'two'])
  })
})
