/** A name is taken by one file only, and what processes that are gone left behind goes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buildSync } from 'esbuild'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { partialPath, removeAbandonedPartials, takeName } from '../../../main/files/partial-file'
import { whereNumbersCount } from '../../../main/files/process-identity'
import { temporaryFolder } from '../../fixtures/temporary'

/** A file system that has no hard links, as some in user space. */
const withoutLinks: typeof linkSync = () => {
  throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' })
}

describe.each([['with hard links', linkSync], ['without hard links', withoutLinks]])('a name, %s', (_, link) => {
  it('is given to a whole file', () => {
    const path = join(temporaryFolder(), 'file')
    const partial = partialPath(path)
    expect(dirname(partial)).toBe(dirname(path))
    writeFileSync(partial, 'whole')
    takeName(partial, path, link)
    expect(readFileSync(path, 'utf8')).toBe('whole')
    expect(readdirSync(dirname(path))).toEqual(['file'])
  })

  it('that something has is left to it', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, 'precious')
    const partial = partialPath(path)
    writeFileSync(partial, 'other')
    expect(() => { takeName(partial, path, link) }).toThrow('it exists already')
    expect(readFileSync(path, 'utf8')).toBe('precious')
    expect(existsSync(partial)).toBe(true)
  })
})

it('that cannot be given for another reason says why', () => {
  const folder = temporaryFolder()
  expect(() => { takeName(join(folder, 'none'), join(folder, 'file')) }).toThrow(/ENOENT/)
})

describe('of processes that create the same file at once', () => {
  const bundle = join(temporaryFolder(), 'create.cjs')
  buildSync({
    stdin: {
      // All of them wait for the same instant.
      contents: `
        import { createRunFile } from './db/open'
        const [, , path, at] = process.argv
        while (Date.now() < Number(at)) {}
        try { createRunFile(path, 4096).close(); process.exit(0) }
        catch (error) { process.exit(/it exists already/.test(error.message) ? 3 : 1) }`,
      resolveDir: join(import.meta.dirname, '..', '..', '..'),
      loader: 'ts'
    },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'silent'
  })

  it('one succeeds, and the others say that it exists', async () => {
    const environment = { ...process.env, NODE_PATH: join(import.meta.dirname, '..', '..', '..', 'node_modules') }
    for (let attempt = 0; attempt < 5; attempt++) {
      const folder = temporaryFolder()
      const parameters = [bundle, join(folder, 'run.maskrun'), String(Date.now() + 400)]
      const codes = await Promise.all(Array.from({ length: 4 }, async () => {
        const [code] = await once(spawn(process.execPath, parameters, { env: environment }), 'close') as [number]
        return code
      }))
      expect(codes.toSorted()).toEqual([0, 3, 3, 3])
      expect(readdirSync(folder)).toEqual(['run.maskrun'])
    }
  })
})

describe('what was left behind', () => {
  it('goes when its process is gone, or when another machine has not touched it for a day', () => {
    const folder = temporaryFolder()
    const yesterday = Date.now() / 1000 - 25 * 3600
    const left = (name: string, seconds?: number): string => {
      const path = join(folder, name)
      writeFileSync(path, '')
      if (seconds !== undefined) utimesSync(path, seconds, seconds)
      return name
    }
    const kept = [
      left(`.a.maskrun.${process.pid}.${whereNumbersCount()}.partial`, yesterday),
      left('.b.maskrun.4194305.elsewhere.partial'),
      left('c.maskrun', yesterday),
      left('.d.partial', yesterday)
    ]
    left(`.e.maskrun.4194305.${whereNumbersCount()}.partial`)
    left(`.f.maskrun.4194305.${whereNumbersCount()}.partial-journal`)
    left('.g.maskrun.1.elsewhere.partial', yesterday)
    mkdirSync(join(folder, 'folder'))
    removeAbandonedPartials(folder)
    expect(readdirSync(folder).sort()).toEqual([...kept, 'folder'].sort())
  })
})
