import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { extractArchive } from '../../../scripts/setup/archive.mjs'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'archive-')) })
afterEach(() => rmSync(folder, { recursive: true }))

async function archive(): Promise<string> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.alloc(3_000_000, 'library '), 'tensorflow/library.so', { mode: 0o100755 })
  zip.addBuffer(Buffer.from('stored'), 'tensorflow/include/header.h', { compress: false })
  zip.addBuffer(Buffer.alloc(0), 'tensorflow/include/empty.h')
  zip.addBuffer(Buffer.from('not wanted'), 'tensorflow/python/module.py')
  zip.end()
  const file = join(folder, 'a.whl')
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}

describe('the reader of wheels', () => {
  it('extracts what is wanted, with its rights, and counts bytes', async () => {
    const seen: [number, number][] = []
    await extractArchive(
      await archive(),
      folder,
      (name) => !name.includes('python'),
      (done, total) => seen.push([done, total])
    )
    expect(readFileSync(join(folder, 'tensorflow/library.so')).equals(Buffer.alloc(3_000_000, 'library '))).toBe(true)
    expect(statSync(join(folder, 'tensorflow/library.so')).mode & 0o777).toBe(0o755)
    expect(readFileSync(join(folder, 'tensorflow/include/header.h'), 'utf8')).toBe('stored')
    expect(readFileSync(join(folder, 'tensorflow/include/empty.h'), 'utf8')).toBe('')
    expect(() => statSync(join(folder, 'tensorflow/python'))).toThrow()
    expect(seen.at(-1)).toEqual([3_000_006, 3_000_006])
  })

  it('refuses a file that is no archive', async () => {
    await expect(
      extractArchive(
        import.meta.filename,
        folder,
        () => true,
        () => {}
      )
    ).rejects.toThrow('is not a zip archive')
  })
})
