/** What a page takes away is the export, byte by byte; nobody else can read it, and nothing of it stays. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printed } from '../fixtures/command-line'
import { Page, serve, type Served } from '../fixtures/served'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'
import { describeWithPython, runPython } from '../fixtures/python'

let training: SharedTraining
let served: Served
beforeAll(async () => {
  training = await sharedTraining()
  served = await serve(training.store)
})
afterAll(() => served.end())

const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('maskscope-export-'))

async function taken(page: Page, archive: string, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let offset = 0; offset < bytes;) {
    const piece = Buffer.from((await page.call('exports.read', { archive, offset })).data, 'base64')
    expect(piece.length).toBeGreaterThan(0)
    pieces.push(piece)
    offset += piece.length
  }
  return Buffer.concat(pieces)
}

describe('a page', () => {
  it('gets a sentence for a checkpoint that is not there, and for an archive that is not its own', async () => {
    const [page, other] = [await Page.open(served), await Page.open(served)]
    expect(
      await page.reply('exports.make', { id: training.id, at: 'alternation-9', format: 'npz', compact: false })
    ).toMatchObject({ outcome: 'error', sentence: expect.stringMatching(/^The run has no checkpoint "alternation-9"/) })
    const { archive } = await page.call('exports.make', {
      id: training.id,
      at: 'final',
      format: 'safetensors',
      compact: false
    })
    expect(await other.reply('exports.read', { archive, offset: 0 })).toMatchObject({
      outcome: 'error',
      sentence: 'This export is no longer there; export it again.'
    })
    await page.call('exports.discard', { archive })
    expect(await page.reply('exports.read', { archive, offset: 0 })).toMatchObject({ outcome: 'error' })
    for (const socket of [page.socket, other.socket]) socket.close()
  })

  it('that stops an export has none, and nothing of it stays', async () => {
    const before = left()
    const page = await Page.open(served)
    const ticket = 'e'.repeat(32)
    const writing = page.reply(
      'exports.make', { id: training.id, at: 'final', format: 'onnx', compact: true }, ticket
    )
    await until(() => left().length === before.length + 1)
    await page.call('calls.stop', { ticket })
    expect(await writing).toMatchObject({ outcome: 'stopped' })
    expect(left()).toEqual(before)
    page.socket.close()
  })

  it('that goes away leaves nothing in the temporary folder', async () => {
    const before = left()
    const page = await Page.open(served)
    await page.call('exports.make', { id: training.id, at: 'final', format: 'npz', compact: false })
    expect(left().length).toBe(before.length + 1)
    page.socket.close()
    await until(() => left().length === before.length)
  })
})

function unpackScript(folder: string): string {
  const script = join(folder, 'unpack.py')
  writeFileSync(
    script,
    'import sys, zipfile\narchive = zipfile.ZipFile(sys.argv[1])\n' +
    'assert archive.testzip() is None\narchive.extractall(sys.argv[2])\n'
  )
  return script
}

describeWithPython('Python finds in the archive', () => {
  it('the files that the command line writes', async () => {
    const page = await Page.open(served)
    const { archive, name, bytes } = await page.call('exports.make', {
      id: training.id,
      at: 'alternation-2',
      format: 'safetensors',
      compact: false
    })
    expect(name).toBe(`${training.id}-alternation-2-safetensors.zip`)
    const folder = temporaryFolder()
    writeFileSync(join(folder, name), await taken(page, archive, bytes))
    await page.call('exports.discard', { archive })
    page.socket.close()
    runPython(unpackScript(folder), join(folder, name), join(folder, 'unpacked'))
    await printed(
      training.store,
      'export',
      training.id,
      '--at',
      '2',
      '--format',
      'safetensors',
      '--out',
      join(folder, 'written')
    )
    expect(readdirSync(join(folder, 'unpacked'))).toEqual(['model.safetensors'])
    expect(
      readFileSync(join(folder, 'unpacked', 'model.safetensors')).equals(
        readFileSync(join(folder, 'written', 'model.safetensors'))
      )
    ).toBe(true)
  })

  it('the event file that the command line writes', async () => {
    const page = await Page.open(served)
    const { archive, name, bytes } = await page.call('exports.makeHistory', { id: training.id, format: 'tensorboard' })
    expect(name).toBe(`${training.id}-tensorboard.zip`)
    const folder = temporaryFolder()
    writeFileSync(join(folder, name), await taken(page, archive, bytes))
    await page.call('exports.discard', { archive })
    page.socket.close()
    runPython(unpackScript(folder), join(folder, name), join(folder, 'unpacked'))
    const out = join(folder, 'written')
    await printed(training.store, 'export', training.id, '--format', 'tensorboard', '--out', out)
    const [file, ...others] = readdirSync(join(folder, 'unpacked'))
    expect(others).toEqual([])
    expect(readFileSync(join(folder, 'unpacked', file)).equals(readFileSync(join(out, file)))).toBe(true)
  })
})
