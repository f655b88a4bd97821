import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dependencies } from '../../package.json'
import { importFault, zones } from '../../scripts/lint/import-boundaries.mjs'
import { documentFile, importTable, tableOf, withTable } from '../../scripts/lint/import-table.mjs'

describe('who may import whom', () => {
  it.each([
    ['renderer/views/runs/page.ts', '../../../preload/contract', false],
    ['main/desktop/relay.ts', '../service/frames', false],
    ['main/trainer/train.ts', '../engine/executors/eager', false],
    ['main/engine/training/train.ts', '../executors/executor', true],
    ['db/recorder.ts', '../main/engine/training/recorder', true],
    ['main/api/presets.ts', '../engine/networks/presets', false]
  ])('%s may import %s', (file, specifier, typeOnly) => {
    expect(importFault(file, specifier, typeOnly)).toBeNull()
  })

  it.each([
    ['renderer/main.ts', '../db/open'],
    ['renderer/main.ts', 'electron'],
    ['renderer/main.ts', 'node:fs'],
    ['main/desktop/index.ts', '../api/workbench'],
    ['main/desktop/index.ts', '../../db/open'],
    ['main/desktop/index.ts', 'better-sqlite3'],
    ['main/engine/random.ts', '../../db/open'],
    ['main/engine/random.ts', 'electron'],
    ['main/engine/training/train.ts', '../executors/eager'],
    ['main/api/runs.ts', '../engine/executors/eager'],
    ['main/api/runs.ts', '@tensorflow/tfjs-node-gpu'],
    ['db/open.ts', '../main/engine/random'],
    ['preload/index.ts', 'node:fs'],
    ['preload/contract.ts', '../main/api/session']
  ])('%s may not import %s', (file, specifier) => {
    expect(importFault(file, specifier, false)).toMatch(/ may not import /)
  })
})

describe('production dependencies', () => {
  it('are what the programs may load: pages are bundled, and Electron brings its own', () => {
    const loaded = zones.filter(({ folder }) => folder !== 'renderer').flatMap(({ packages }) => packages)
    const fromElsewhere = ['electron', 'node:']
    expect([...new Set(loaded)].filter((name) => !fromElsewhere.includes(name)).sort()).toEqual(
      Object.keys(dependencies).sort()
    )
  })
})

describe('the table of docs/architecture.md', () => {
  it('says what the rule says; node scripts/lint/import-table.mjs writes it anew', () => {
    expect(tableOf(readFileSync(documentFile, 'utf8'))).toBe(importTable(zones))
  })

  it('has a row for every zone, with what it may import as types alone', () => {
    const rows = importTable([{ folder: 'db', folders: ['preload'], types: ['main/engine/bits'], packages: ['zod'] }])
    expect(rows.split('\n')).toEqual([
      '| files | may import | types only | packages |',
      '|---|---|---|---|',
      '| `db` | `preload` | `main/engine/bits` | `zod` |'
    ])
  })

  it('replaces the one before it, and nothing else of the document', () => {
    const text = readFileSync(documentFile, 'utf8')
    expect(withTable(withTable(text, '| other |'), importTable(zones))).toBe(text)
    expect(tableOf('a document without a place for it')).toBeNull()
    expect(() => withTable('a document without a place for it', '| a |')).toThrow('no place')
  })
})

/** What a file imports from beside it, types left out because they are gone when the program runs. */
function importsOf(file: string, files: ReadonlySet<string>): string[] {
  const text = readFileSync(file, 'utf8')
  const specifiers = [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^'"]*?from\s+'(\.[^']+)'/gm)].map(
    (match) => match[1]!
  )
  return specifiers.flatMap((specifier) => {
    const target = posix.join(posix.dirname(file), specifier)
    return [target, `${target}.ts`, `${target}/index.ts`].find((name) => files.has(name)) ?? []
  })
}

function cycleFrom(graph: ReadonlyMap<string, string[]>): string[] | null {
  const finished = new Set<string>()
  const visit = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return null
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file])
      if (cycle) return cycle
    }
    finished.add(file)
    return null
  }
  for (const file of graph.keys()) {
    const cycle = visit(file, [])
    if (cycle) return cycle
  }
  return null
}

function importGraph(): ReadonlyMap<string, string[]> {
  const files = new Set(
    ['main', 'db', 'preload', 'renderer']
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
          posix.join(folder, ...name.split(/[\\/]/))
        )
      )
      .filter((name) => /\.(ts|vue)$/.test(name))
  )
  return new Map([...files].map((file) => [file, importsOf(join(file), files)]))
}

/** A file, and all that is loaded with it. */
function loadedWith(file: string, graph: ReadonlyMap<string, string[]>, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  for (const next of graph.get(file) ?? []) loadedWith(next, graph, known)
  return known
}

describe('imports', () => {
  it('of the launching of a job are its descriptions: what jobs load stays in the training process', () => {
    const own = [...loadedWith('main/trainer/launch.ts', importGraph())].filter((file) => !file.startsWith('preload/'))
    const described = [
      'allocator.ts', 'jobs.ts', 'launch.ts', 'messages.ts', 'native-notes.ts', 'process-end.ts', 'standard-error.ts',
      'steps.ts'
    ]
    const files = described.map((file) => `main/trainer/${file}`)
    expect(own.sort()).toEqual(['main/files/process-exists.ts', 'main/files/temporary-folder.ts', ...files])
  })

  it.each(['preload/schema/methods', 'main/engine/training/methods'])(
    'of a training method are one in %s: its settings are shown and run without its being named',
    (folder) => {
      const importers = [...importGraph()].filter(([, imported]) => imported.includes(`${folder}/majority.ts`))
      expect(importers.map(([file]) => file)).toEqual([`${folder}/index.ts`])
    }
  )

  it('never go in a circle', () => {
    const graph = importGraph()
    expect(cycleFrom(graph)).toBeNull()
    expect(cycleFrom(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b'])
  })
})
