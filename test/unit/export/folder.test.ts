/** Files of a model come together: whole, never over others unasked, and nothing else is touched. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeFolder } from '../../../main/export/folder'
import { jsonFile, type ExportFile } from '../../../main/export/formats/format'
import { whereNumbersCount } from '../../../main/files/process-identity'
import { Failure } from '../../../preload/schema/failure'
import { temporaryFolder } from '../../fixtures/temporary'

const part = (name: string, text: string): ExportFile => ({ name, write: (path) => writeFileSync(path, text) })
const modelOf = (text: string): ExportFile[] => [part('weights.bin', text), part('model.json', text)]
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')])
  )

describe('writing a model’s files', () => {
  it('into a new folder shows it only when it is complete, and tells sizes', async () => {
    const parent = temporaryFolder()
    const folder = join(parent, 'deep', 'model')
    const seen: string[][] = []
    const watched = {
      name: 'model.json',
      write: (path: string) => {
        seen.push(readdirSync(join(parent, 'deep')))
        writeFileSync(path, 'abc')
      }
    }
    expect(await writeFolder(folder, [part('weights.bin', 'ab'), watched], false)).toEqual([
      { name: 'weights.bin', bytes: 2 },
      { name: 'model.json', bytes: 3 }
    ])
    expect(seen).toEqual([[`.model.${process.pid}.${whereNumbersCount()}.partial`]])
    expect(readdirSync(join(parent, 'deep'))).toEqual(['model'])
  })

  it('into an empty folder, or beside other files, leaves those alone', async () => {
    const parent = temporaryFolder()
    for (const others of [{}, { 'notes.txt': 'mine', 'report.json': 'of something else' }]) {
      const folder = join(parent, String(Object.keys(others).length))
      mkdirSync(folder)
      for (const [name, text] of Object.entries(others)) writeFileSync(join(folder, name), text)
      await writeFolder(folder, modelOf('new'), false)
      expect(contents(folder)).toEqual({ ...others, 'weights.bin': 'new', 'model.json': 'new' })
    }
  })

  it('over an earlier model is refused without force; with it, that one’s report goes too', async () => {
    const folder = join(temporaryFolder(), 'model')
    await writeFolder(folder, modelOf('old'), false, () => Promise.resolve([jsonFile('report.json', 'old')]))
    await expect(writeFolder(folder, modelOf('new'), false)).rejects.toThrow(
      new Failure(
        `${folder} already holds "weights.bin"; choose another folder with --out, or replace it with --force.`
      )
    )
    expect(contents(folder)).toEqual({ 'weights.bin': 'old', 'model.json': 'old', 'report.json': '"old"\n' })
    await writeFolder(folder, modelOf('new'), true)
    expect(contents(folder)).toEqual({ 'weights.bin': 'new', 'model.json': 'new' })
  })

  it('that fails half-way leaves what was there, and nothing new', async () => {
    const parent = temporaryFolder()
    const folder = join(parent, 'model')
    await writeFolder(folder, modelOf('old'), false)
    const failing: ExportFile = { name: 'model.json', write: () => { throw new Failure('The weights are damaged.') } }
    await expect(writeFolder(folder, [part('weights.bin', 'new'), failing], true)).rejects.toThrow(
      'The weights are damaged.'
    )
    await expect(
      writeFolder(folder, modelOf('new'), true, () => Promise.reject(new Failure('There is no data.')))
    ).rejects.toThrow('There is no data.')
    expect(contents(folder)).toEqual({ 'weights.bin': 'old', 'model.json': 'old' })
    expect(readdirSync(parent)).toEqual(['model'])
  })

  it('removes what a killed export left behind, but not what a living one writes', async () => {
    const parent = temporaryFolder()
    // No process has the largest number a process can have, plus one; the first one always lives.
    for (const owner of ['4194305', '1']) mkdirSync(join(parent, `.model.${owner}.${whereNumbersCount()}.partial`))
    mkdirSync(join(parent, `.other.4194305.${whereNumbersCount()}.partial`))
    await writeFolder(join(parent, 'model'), modelOf('new'), false)
    expect(readdirSync(parent).sort()).toEqual([
      `.model.1.${whereNumbersCount()}.partial`, `.other.4194305.${whereNumbersCount()}.partial`, 'model'
    ])
  })

  it('is refused where a file or a link to nowhere stands', async () => {
    const parent = temporaryFolder()
    writeFileSync(join(parent, 'file'), 'precious')
    symlinkSync(join(parent, 'nowhere'), join(parent, 'link'))
    for (const name of ['file', 'link']) {
      await expect(writeFolder(join(parent, name), modelOf('new'), true)).rejects.toThrow(
        new Failure(`${join(parent, name)} is no folder; choose another place with --out.`)
      )
    }
    await expect(writeFolder(join(parent, 'file', 'model'), modelOf('new'), true)).rejects.toThrow(
      /^.* could not be written \(E[A-Z]+: .*\); choose another place with --out\.$/
    )
    expect(readFileSync(join(parent, 'file'), 'utf8')).toBe('precious')
  })
})
